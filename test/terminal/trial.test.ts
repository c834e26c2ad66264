import { describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { ResetReason } from "../../firmware/core/ports.js";
import { Trial } from "../../firmware/terminal/trial.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { World } from "../../simulator/world.js";

const cbor = new CborCodec();

/** One board over several starts. */
class Board {
	readonly world = new World(1);
	readonly keyStore = new SimulatedKeyStore();
	readonly calls: string[] = [];

	start(version: number, isTrial: boolean, resetReason: ResetReason = ResetReason.software): Trial {
		const boot = {
			isTrial: () => isTrial,
			confirm: () => void this.calls.push("confirm"),
			rollBack: () => void this.calls.push("roll back"),
		};
		const openSlot = (): never => {
			throw new Error("not here");
		};
		const port = { board: "esp32", version, boot, openSlot };
		const { keyStore } = this;
		return new Trial(
			port,
			{ keyStore, timers: new BootTimers(this.world), resetReason, trace: () => undefined },
			cbor,
		);
	}
}

describe("the first run of a new image", () => {
	it("is confirmed once, when the terminal has been ready and run for a while", () => {
		const board = new Board();
		const trial = board.start(2, true);
		board.world.advance(limits.trialMs - 1);
		trial.ready();
		trial.ready();
		board.world.advance(limits.trialSettleMs - 1);
		expect(board.calls).toEqual([]);
		expect(trial.isOpen).toBe(true);
		board.world.advance(limits.trialMs * 2);
		expect(board.calls).toEqual(["confirm"]);
		expect(trial.isOpen).toBe(false);
	});

	it("is rolled back when it is not ready in time", () => {
		const board = new Board();
		board.start(2, true);
		board.world.advance(limits.trialMs);
		expect(board.calls).toEqual(["roll back"]);
	});

	it("changes nothing for an already confirmed image", () => {
		const board = new Board();
		const trial = board.start(2, false);
		trial.ready();
		board.world.advance(limits.trialMs * 2);
		expect(board.calls).toEqual([]);
		expect(trial.isOpen).toBe(false);
	});
});

describe("after a rollback of a new image", () => {
	it.each([
		["a crash or a roll back", ResetReason.software],
		["a hang", ResetReason.watchdog],
	])("its version is refused permanently after %s", (_, reason) => {
		const board = new Board();
		board.start(1, false).begin(2);
		board.start(2, true).close();
		expect(board.start(1, false, reason).failedVersion).toBe(2);
		expect(board.start(1, false, ResetReason.power).failedVersion).toBe(2);
	});

	it("it may be tried again after a power cut, but not indefinitely", () => {
		const board = new Board();
		const failed = [];
		for (let trial = 1; trial <= limits.trialsMax; trial++) {
			board.start(1, false, ResetReason.power).begin(2);
			failed.push(board.start(1, false, ResetReason.power).failedVersion);
		}
		expect(failed).toEqual([0, 0, 2]);
	});

	it("a higher version is tried independently", () => {
		const board = new Board();
		board.start(1, false).begin(2);
		board.start(1, false).begin(3);
		const trial = board.start(3, true);
		trial.ready();
		board.world.advance(limits.trialMs);
		expect(board.calls).toEqual(["confirm"]);
		expect(board.start(3, false, ResetReason.power).failedVersion).toBe(2);
	});

	it("starts over if the stored state cannot be read", () => {
		const board = new Board();
		board.keyStore.write("update", Uint8Array.of(0xff, 1, 2));
		expect(board.start(1, false).failedVersion).toBe(0);
	});
});

describe("card payments while a new image is on trial", () => {
	it("may begin if the previous image inquires about them, as this one does", () => {
		const board = new Board();
		board.start(1, false).begin(2);
		expect(board.start(2, true).mayLosePayments).toBe(false);
	});

	it.each([
		["said nothing of what it can do", [2, true, 1, 0]],
		["can do other things", [2, true, 1, 0, [2, 3, 99], "of a newer version"]],
	])("wait for the confirmation if the previous image %s", (_, memory) => {
		const board = new Board();
		board.keyStore.write("update", cbor.encode(memory as WireValue));
		const trial = board.start(2, true);
		expect(trial.mayLosePayments).toBe(true);
		trial.ready();
		board.world.advance(limits.trialSettleMs);
		expect(trial.mayLosePayments).toBe(false);
	});
});
