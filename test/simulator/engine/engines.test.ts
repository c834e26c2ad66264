import { afterEach, describe, expect, it } from "vitest";
import type { Machine } from "../../../simulator/engine/machine.js";
import { V8Machine } from "../../../simulator/engine/v8-machine.js";
import { XsTerminalMachine } from "../../../simulator/engine/xs-machine.js";
import { xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import { reach } from "../../reach.js";
import { Board } from "./board.js";
import { bootDemo } from "./demo-firmware.js";

const unavailable = await xsUnavailable();
const firmware = { boot: bootDemo, guestFile: new URL("demo-guest.ts", import.meta.url).pathname };

const machines: Machine[] = [];
afterEach(() => {
	for (const machine of machines.splice(0)) machine.stop();
});

interface Run {
	readonly board: Board;
	readonly machine: Machine;
	readonly ends: unknown[];
}

async function boot(kind: string): Promise<Run> {
	const board = new Board();
	const ends: unknown[] = [];
	const options = { firmware, onEnd: (error: unknown) => void ends.push(error) };
	const machine = kind === "v8" ? new V8Machine(options) : await XsTerminalMachine.open(options);
	machines.push(machine);
	machine.start(board.ports());
	return { board, machine, ends };
}

async function runThrough({ board }: Run): Promise<string[]> {
	await reach(board.world, () => board.world.nowMs >= 30, 30);
	board.streams.get("printer")!.listener.onWritable?.(64);
	board.streams.get("printer")!.receive(65, 66, 67, 68);
	board.streams.get("network")!.listener.onError?.("refused");
	board.sample?.({ x: 3, y: 4, phase: "down" });
	board.sample?.({ x: 5, y: 4, phase: "up" });
	board.card?.onAuthorising?.();
	board.card?.onOutcome({ kind: "approved", reference: "tok-1" });
	board.inquiry?.onOutcome({ kind: "unknown" });
	return board.log;
}

describe.each(["v8", "xs"])("a machine on %s", (kind) => {
	const skip = kind === "xs" && unavailable !== undefined;

	it.skipIf(skip)("gives the firmware every port and delivers every event", async () => {
		const run = await boot(kind);
		await runThrough(run);
		expect(run.ends).toEqual([]);
		expect(run.machine.isRunning).toBe(true);
		expect(run.board.log).toContain("fault FLASH_ERASE_FAILED Fault");
		expect(run.board.log).toContain("text Käse 3 € 48px 6 7 8");
		expect(run.board.log).toContain("readable 4 4142 4344 empty");
		expect(run.board.log).toContain('card {"kind":"approved","reference":"tok-1"}');
		expect(run.board.inquiry?.idempotencyKey).toBe("k-2");
		expect(run.board.log).toContain('inquired {"kind":"unknown"}');
	});

	it.skipIf(skip)("stops at a power cut inside a flash operation before the firmware can catch it", async () => {
		const { board, machine, ends } = await boot(kind);
		board.journalFlash.cutPower(0, "after", () => 0.5);
		const from = board.log.length;
		board.streams.get("scanner")!.receive(1, 2, 3);
		expect(ends).toHaveLength(1);
		expect((ends[0] as Error).name).toBe("PowerCut");
		expect(machine.isRunning).toBe(false);
		expect(board.keyStore.read("finally")).toBe(undefined);
		const after = board.log.slice(from).filter((line) => !line.startsWith("must not be seen"));
		expect(after).toEqual(
			["catching 3", "printer closed", "broker:1883 closed", "scanner closed", "touch closed"].sort(byLog(after)),
		);
		board.streams.get("scanner")!.receive(4);
		await reach(board.world, () => board.world.nowMs >= 30, 30);
		expect(board.log.length - from).toBeLessThanOrEqual(after.length + 1);
	});

	it.skipIf(skip)("reports an exception thrown by a callback once, and stops", async () => {
		const { board, machine, ends } = await boot(kind);
		board.streams.get("scanner")!.receive(9);
		board.streams.get("scanner")!.receive(9);
		expect(ends).toHaveLength(1);
		expect(ends[0]).toMatchObject({ code: "SCANNER_NOISE", detail: "at the end" });
		expect(machine.isRunning).toBe(false);
		// The next boot does not see how the previous one ended.
		machine.start(board.ports());
		expect(ends).toHaveLength(1);
		expect(machine.isRunning).toBe(true);
	});

	it.skipIf(skip)("calls nothing after it was stopped, and boots again on the same board", async () => {
		const { board, machine, ends } = await boot(kind);
		machine.stop();
		machine.stop();
		const from = board.log.length;
		board.sample?.({ x: 1, y: 1, phase: "down" });
		await reach(board.world, () => board.world.nowMs >= 30, 30);
		expect(board.log.slice(from)).toEqual([]);
		machine.start(board.ports());
		expect(machine.isRunning).toBe(true);
		expect(board.log.at(-1)).toBe("booted");
		expect(ends).toEqual([]);
	});
});

/** Models are closed in no particular order. */
function byLog(order: readonly string[]): (a: string, b: string) => number {
	return (a, b) => order.indexOf(a) - order.indexOf(b);
}

describe.skipIf(unavailable !== undefined)("the two engines", () => {
	it("produce the same log for the same firmware", async () => {
		expect(await runThrough(await boot("xs"))).toEqual(await runThrough(await boot("v8")));
	});

	it("count operations on XS, the same for every boot", async () => {
		const meters = async () => {
			const run = await boot("xs");
			await runThrough(run);
			return run.machine.meters();
		};
		const first = await meters();
		expect(first).toEqual(await meters());
		expect(first?.operations).toBeGreaterThan(1_000);
		expect(first?.heapSlots).toBeGreaterThan(10);
		expect(first?.heapSlots).toBeLessThan(2_000);
	});

	it("enforce a heap limit on XS", async () => {
		const ends: unknown[] = [];
		const machine = await XsTerminalMachine.open({
			firmware,
			onEnd: (error) => void ends.push(error),
			heap: { slots: 60, chunkBytes: 100_000 },
		});
		machines.push(machine);
		machine.start(new Board().ports());
		expect(ends).toMatchObject([{ reason: "out of memory" }]);
		expect(machine.isRunning).toBe(false);
	});
});
