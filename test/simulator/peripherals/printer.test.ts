import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import type { ByteStream } from "../../../firmware/core/ports.js";
import { raster } from "../../../firmware/drivers/escpos/commands.js";
import { SimulatedPrinter } from "../../../simulator/peripherals/printer/printer.js";
import { RealTimeFilter } from "../../../simulator/peripherals/printer/real-time.js";
import { Clockwork } from "./clockwork.js";

class Host {
	readonly clock = new Clockwork();
	readonly printer = new SimulatedPrinter({ world: this.clock, chunkBytes: 1 });
	readonly replies: number[] = [];
	#room = 0;
	#waiting: number[] = [];
	readonly #stream: ByteStream;

	constructor() {
		this.#stream = new this.printer.source.io({
			onReadable: () => this.replies.push(...new Uint8Array(this.#stream.read() ?? new ArrayBuffer(0))),
			onWritable: (count) => {
				this.#room += count;
				this.pump();
			},
		});
	}

	send(...bytes: (number | string)[]): void {
		for (const part of bytes)
			this.#waiting.push(...(typeof part === "string" ? Buffer.from(part, "latin1") : [part]));
		this.pump();
	}

	get unsent(): number {
		return this.#waiting.length;
	}

	private pump(): void {
		const bytes = Uint8Array.from(this.#waiting.splice(0, this.#room));
		this.#room -= bytes.length;
		if (bytes.length > 0) this.#stream.write(bytes);
	}
}

describe("the printer model", () => {
	it("prints lines in the selected code page, wraps long ones, and cuts", () => {
		const host = new Host();
		host.send(0x1b, 0x74, 19, "Gr", 0x81, "n ", 0xd5, "\n", "x".repeat(40), "\n", 0x1d, 0x56, 66, 0);
		host.clock.run(2_000);
		expect(host.printer.receipts[0]?.lines).toEqual(["Grün €", "x".repeat(32), "x".repeat(8)]);
		expect(host.printer.cutCount).toBe(1);
	});

	it("prints at 100 mm of paper a second", () => {
		const host = new Host();
		host.send(...Array.from({ length: 40 }, () => "line\n"));
		const startMs = host.clock.nowMs;
		const isDone = (): boolean => host.printer.current.lines.length === 40 && !host.printer.isWorking;
		expect(host.clock.run(10_000, isDone)).toBe(true);
		const seconds = (host.clock.nowMs - startMs) / 1_000;
		expect(host.printer.current.heightDots).toBe(40 * 30);
		expect(seconds).toBeGreaterThan(1.45);
		expect(seconds).toBeLessThan(1.6);
	});

	it("raises its busy signal when its 4 KiB are full instead of losing bytes", () => {
		const host = new Host();
		host.send(...Array.from({ length: 1_500 }, () => "0123456789\n"));
		host.clock.run(1_000);
		expect(host.unsent).toBeGreaterThan(0);
		host.clock.run(120_000);
		expect(host.unsent).toBe(0);
		expect(host.printer.overflowCount).toBe(0);
		expect(host.printer.current.lines).toHaveLength(1_500);
	});

	it("answers status requests at once, whatever it is doing", () => {
		const host = new Host();
		host.printer.isCoverOpen = true;
		host.send(0x10, 4, 2, 0x10, 4, 4);
		host.clock.run(10);
		expect(host.replies).toEqual([0x16, 0x12]);
		host.printer.loadPaper(0);
		host.send(0x10, 4, 4, 0x10, 4, 1);
		host.clock.run(10);
		expect(host.replies.slice(2)).toEqual([0x7e, 0x1a]);
	});

	it("reports changes automatically once enabled, until it loses power", () => {
		const host = new Host();
		host.send(0x1d, 0x61, 0xff);
		host.clock.run(10);
		host.printer.isCoverOpen = true;
		host.clock.run(10);
		expect(host.replies).toEqual([0x10, 0, 0, 0, 0x38, 0, 0, 0]);
		host.printer.isPowered = false;
		host.printer.isPowered = true;
		host.clock.run(3_000);
		host.printer.isCoverOpen = false;
		host.clock.run(10);
		expect(host.replies).toHaveLength(8);
	});

	it("answers GS ( H only when the paper before it is out", () => {
		const host = new Host();
		host.send("slow\n".repeat(20), 0x1d, 0x28, 0x48, 6, 0, 48, 48, "0042");
		host.clock.run(300);
		expect(host.replies).toEqual([]);
		host.clock.run(1_000);
		expect(Buffer.from(host.replies).toString("latin1")).toBe('7"0042\0');
	});

	it("loses its buffer and settings without power, but not its paper", () => {
		const host = new Host();
		host.send(0x1b, 0x45, 1, "one\n", "two\n".repeat(100));
		host.clock.run(150);
		host.printer.isPowered = false;
		host.clock.run(1_000);
		const printed = host.printer.current.lines.length;
		expect(printed).toBeGreaterThan(0);
		host.printer.isPowered = true;
		host.clock.run(5_000);
		expect(host.printer.current.lines).toHaveLength(printed);
	});

	it("renders what it prints", () => {
		const host = new Host();
		host.send("Hello\n", 0x1d, 0x6b, 73, 7, "{BTM-41", "\n");
		host.clock.run(2_000);
		const png = PNG.sync.read(host.printer.current.png());
		const ink = png.data.filter((value, index) => index % 4 === 0 && value < 128).length;
		expect(png.width).toBe(384 + 64);
		expect(ink).toBeGreaterThan(500);
		expect(host.printer.current.text).toContain("[Code-128 TM-41]");
	});
});

describe("real-time commands", () => {
	it("are executed even within the data of a picture, so drivers must not send them there", () => {
		const asked: number[] = [];
		const filter = new RealTimeFilter({
			onAsk: (kind) => asked.push(kind),
			onKick: () => undefined,
			onClear: () => undefined,
		});
		const pass = (bytes: Iterable<number>): number[] => [...bytes].flatMap((byte) => [...filter.take(byte)]);
		expect(pass([1, 0x10, 0x04, 2, 3])).toEqual([1, 3]);
		expect(asked).toEqual([2]);
		expect(pass([0x10, 0x10, 0x04, 4, 0x10, 0x20])).toEqual([0x10, 0x10, 0x20]);
		expect(asked).toEqual([2, 4]);

		const rows = Uint8Array.from([0x10, 0x04, 0x01, 0x10, 0x14, 0x08, 0x10, 0x05, 0x02]);
		const command = raster(9, rows);
		expect(pass(command)).toEqual([...command]);
		expect(asked).toEqual([2, 4]);
	});
});
