// The product's firmware inside XS, with its views traced: what a ScreenWatch overrides on V8, this overrides there.
import { Screens } from "../../firmware/screens/screens.js";
import { Terminal } from "../../firmware/terminal/terminal.js";
import type { Action, View } from "../../firmware/till/view.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";
import { watchScreens } from "./screen-hooks.js";

watchScreens(Screens.prototype, {
	drawn: (view: View, language: string) => guestPorts.trace(`view ${JSON.stringify([view, language])}`),
	meant: (action: Action | undefined, meant: Action | undefined) =>
		guestPorts.trace(`meant ${JSON.stringify([action ?? null, meant ?? null])}`),
});

export function boot(): Terminal {
	return new Terminal(guestPorts);
}
