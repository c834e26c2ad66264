// The last records of a day are signed although fewer than fifty follow the last checkpoint: at the end of the shift,
// before the terminal stops, and when nobody has used it for a while.
import { afterEach, describe, expect, it } from "vitest";
import { Fault, type FaultCode } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { IdleSigning } from "../../firmware/terminal/idle-signing.js";
import { english } from "../../firmware/words/english.js";
import { NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import type { SimulatedTerminal, SimulatedTerminalOptions } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { keySeed, openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";
import { skuOf } from "../../simulator/fixtures/loaf-catalog.js";
import { readImage } from "../../tools/journal/image.js";
import { verifyImage } from "../../tools/journal/verify-chain.js";
import { Clockwork } from "../simulator/peripherals/clockwork.js";

const publicKey = new NodeEd25519().publicKey(keySeed);

interface Signed {
	readonly checkpoints: number;
	readonly unsigned: number;
}

/** What a second reader of the flash finds. Throws if a signature is not by the terminal's key. */
function signed(terminal: SimulatedTerminal): Signed {
	const image = readImage(terminal.journalFlash.save());
	const result = verifyImage(image, { merchant: "north-market", terminal: "stall-1", publicKey });
	expect(result.ok).toBe(true);
	const { to, signedTo = 0 } = result.epochs[0]!;
	return { checkpoints: result.checkpoints, unsigned: to - signedTo };
}

let terminal: SimulatedTerminal;
afterEach(() => terminal.close());

async function open(options: Pick<SimulatedTerminalOptions, "battery"> = {}) {
	const world = new World(5);
	terminal = await openEnrolledTerminal(world, "v8", options);
	const hands = new Stallholder({ world, terminal });
	await hands.open();
	return { world, hands };
}

describe("a terminal that nobody uses", () => {
	it("signs its last records once, and writes nothing more for the rest of the night", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		await world.pass(limits.checkpointIdleMs - 10_000);
		expect(signed(terminal).checkpoints).toBe(0);
		await world.pass(20_000);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
		const { programs, erases } = terminal.journalFlash.counters;
		await world.pass(12 * 3_600_000);
		expect(terminal.journalFlash.counters).toMatchObject({ programs, erases });
		await hands.sell([skuOf(2)], "cash");
		await world.pass(limits.checkpointIdleMs + 10_000);
		expect(signed(terminal)).toEqual({ checkpoints: 2, unsigned: 0 });
	});

	it("does not sign while somebody touches or scans, and waits anew after it", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		for (let minute = 0; minute < 20; minute++) {
			await world.pass(60_000);
			if (minute % 2 === 0) terminal.panel.tap(minute % 4 === 0 ? 200 : 20, 12);
			else terminal.scan("not in the catalog");
		}
		expect(signed(terminal).checkpoints).toBe(0);
		await world.pass(limits.checkpointIdleMs - 5_000);
		expect(signed(terminal).checkpoints).toBe(0);
		await world.pass(10_000);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
	});

	it("does not sign while a basket is open, but once it is gone", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		terminal.scan(skuOf(2));
		await world.pass(4 * limits.checkpointIdleMs);
		expect(signed(terminal).checkpoints).toBe(0);
		terminal.tapText(english.pay);
		await world.pass(500);
		terminal.tapText(english.tenders.cash);
		await world.pass(500);
		terminal.tapText(english.exact);
		await world.pass(500);
		terminal.tapText(english.nextSale);
		await world.pass(2 * limits.checkpointIdleMs);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
	});

	it("signs what an earlier power-on left unsigned, though nobody touches it after the boot", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		terminal.power(false);
		await world.pass(1_000);
		expect(signed(terminal).checkpoints).toBe(0);
		terminal.power(true);
		await world.pass(limits.checkpointIdleMs - 10_000);
		expect(signed(terminal).checkpoints).toBe(0);
		await world.pass(20_000);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
		terminal.power(false);
		terminal.power(true);
		await world.pass(3 * limits.checkpointIdleMs);
		expect(signed(terminal).checkpoints).toBe(1);
	});
});

describe("the end of a shift", () => {
	it("is signed within seconds, and the next shift waits as long as ever", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		await hands.close();
		await world.pass(limits.checkpointQuietMs + 1_000);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
		await hands.open();
		await hands.sell([skuOf(2)], "cash");
		await world.pass(limits.checkpointIdleMs - 10_000);
		expect(signed(terminal).checkpoints).toBe(1);
	});

	it("is signed after the next boot where the power fails at once", async () => {
		const { world, hands } = await open();
		await hands.sell([skuOf(1)], "cash");
		await hands.close();
		terminal.power(false);
		expect(signed(terminal).checkpoints).toBe(0);
		terminal.power(true);
		await world.pass(limits.checkpointIdleMs + 10_000);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
	});
});

describe("an orderly shutdown", () => {
	it("signs before the terminal rests on an empty battery", async () => {
		const { world, hands } = await open({ battery: { capacityMilliampHours: 300, charge: 0.5 } });
		await hands.sell([skuOf(1)], "cash");
		terminal.battery!.model.charge = 0.03;
		await world.pass(120_000);
		expect(terminal.panel.shows(english.batteryIsEmpty)).toBe(true);
		expect(signed(terminal)).toEqual({ checkpoints: 1, unsigned: 0 });
	});
});

describe("a signature that cannot be stored", () => {
	function refused(code: FaultCode): { attempts: () => number; clock: Clockwork; signing: IdleSigning } {
		const clock = new Clockwork();
		let attempts = 0;
		const journal = {
			unsignedRecords: 1,
			checkpoint: () => {
				attempts++;
				throw new Fault(code);
			},
		};
		const signing = new IdleSigning({ timers: clock, trace: () => undefined }, journal, { isIdle: true });
		return { attempts: () => attempts, clock, signing };
	}

	it("is tried again after each pause while the journal is full", () => {
		const { attempts, clock } = refused("JOURNAL_FULL");
		clock.run(3.5 * limits.checkpointIdleMs);
		expect(attempts()).toBe(3);
	});

	it("waits for the next record after a failed write, which wears the flash", () => {
		const { attempts, clock, signing } = refused("FLASH_PROGRAM_FAILED");
		clock.run(10 * limits.checkpointIdleMs);
		expect(attempts()).toBe(1);
		signing.recorded();
		clock.run(2 * limits.checkpointIdleMs);
		expect(attempts()).toBe(2);
	});
});
