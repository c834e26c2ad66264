// The demo firmware's entry inside XS.
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";
import { bootDemo } from "./demo-firmware.js";

export function boot(): void {
	bootDemo(guestPorts);
}
