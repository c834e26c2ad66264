// The lamp on the case, and which touches act when they wake the display.
import { expect, it } from "vitest";
import { lampSignal } from "../../firmware/power/signal.js";
import { countsWhenWaking } from "../../firmware/power/waking.js";
import type { Action } from "../../firmware/till/view.js";
import { fineStatus } from "../../simulator/fixtures/views.js";

it("asks for help where somebody has to come, and for nothing else", () => {
	const signalOf = (paper: typeof fineStatus.paper) => lampSignal({ ...fineStatus, paper }, "sell", "ok");
	for (const paper of ["out", "cover"] as const) expect(signalOf(paper), paper).toBe("help");
	// A printer that is missing is none of the till's business, and a roll that ends soon can wait.
	for (const paper of ["ok", "low", "offline"] as const) expect(signalOf(paper), paper).toBe("fine");
	expect(lampSignal(fineStatus, "fault", "ok")).toBe("help");
	expect(lampSignal(fineStatus, "sell", "low")).toBe("fine");
	for (const battery of ["critical", "empty"] as const) expect(lampSignal(fineStatus, "sell", battery)).toBe("help");
});

it("waits only with something to send", () => {
	const offline = { ...fineStatus, offlineSinceMs: 1 };
	expect(lampSignal({ ...offline, queued: 3 }, "sell", "ok")).toBe("waiting");
	expect(lampSignal({ ...offline, queued: 0 }, "sell", "ok")).toBe("fine");
});

it("lets no waking touch save, print, install or open the drawer", () => {
	const saving: readonly Action["kind"][] = [
		...(["note", "exact", "confirm", "noSale", "print", "reprint", "gift", "park", "remove", "void"] as const),
		...(["closeShift", "installUpdate", "inspect", "selfTest"] as const),
	];
	for (const kind of saving) expect(countsWhenWaking({ kind } as Action), kind).toBe(false);
	for (const kind of ["item", "pay", "basket", "menu", "back", "page"] as const)
		expect(countsWhenWaking({ kind } as Action), kind).toBe(true);
});
