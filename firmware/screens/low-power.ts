// The battery is nearly empty, or it is empty and the terminal has shut down.
import { area, span, type Block, type Mark } from "./block.js";
import { primary } from "./buttons.js";
import { hoursSentence } from "./format.js";
import { grid } from "./frame.js";
import type { Screen } from "./screen.js";
import { sentence } from "./text.js";

/** A battery lying on its side, as full as `percent`. */
function batteryMarks(percent: number): Mark[] {
	const left = 20;
	const top = 8;
	const width = 88;
	const height = 44;
	const stroke = 4;
	return [
		{ x: left, y: top, width, height: stroke },
		{ x: left, y: top + height - stroke, width, height: stroke },
		{ x: left, y: top, width: stroke, height },
		{ x: left + width - stroke, y: top, width: stroke, height },
		{ x: left + width, y: top + 13, width: 6, height: height - 26 },
		{ x: left + 8, y: top + 8, width: Math.round(((width - 16) * percent) / 100), height: height - 16 },
	];
}

export const lowPowerScreen: Screen<"lowPower"> = {
	layOut(frame, body) {
		const { words } = frame;
		const spans = [span(`${body.percent} %`, "amount", "right", 16, 3)];
		const heading = body.isEnd ? words.batteryIsEmpty : words.plugInNow;
		const text = body.isEnd ? words.stoppedInOrder : words.nearlyEmpty(hoursSentence(body.hoursLeft ?? 0, words));
		const blocks: Block[] = [
			area(0, 28, grid.width, 60, { look: "look", spans, marks: batteryMarks(body.percent) }),
			area(0, 98, grid.width, 36, { spans: [span(heading, "large", "center", 0, 0)] }),
			sentence(frame, body.isSaleLost ? `${text} ${words.openSaleLost}` : text, "body", 138, 7),
		];
		if (!body.isEnd) blocks.push(primary(frame, words.sellOn, "", "", { kind: "next" }));
		return blocks;
	},
	hasBack: () => false,
};
