// A device for the SDK's desktop simulator that shows only the display: 240 × 320 pixels in a frame, whose colour is
// not used by our screens.
import { ControlsColumn } from "ControlsPane";
import { DeviceBehavior, DeviceContainer, DeviceScreen } from "DevicePane";

const frame = 4;

export default {
	applicationName: "tillmark",
	sortingTitle: "Tillmark",
	title: "Tillmark",
	Workers: {},
	ControlsTemplate: ControlsColumn.template(() => ({ contents: [] })),
	DeviceTemplate: DeviceContainer.template(($) => ({
		Behavior: DeviceBehavior,
		width: 240 + 2 * frame,
		height: 320 + 2 * frame,
		skin: { fill: "#ff00ff" },
		contents: [DeviceScreen($, { left: frame, width: 240, top: frame, height: 320, rotation: 0 })],
	})),
};
