// A terminal opens in two turns, journal first, and serves scanner and tags in between: neither may take a terminal
// that is being opened for one that was never enrolled.
import { afterEach, describe, expect, it } from "vitest";
import type { SerialSource, StreamListener } from "../../firmware/core/ports.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { openEnrolledTerminal } from "../../simulator/fixtures/enrolled-terminal.js";

const enrolment = `TM1:evil.example:1883:evil:abcdef:${"0".repeat(32)}:${"0".repeat(64)}`;
let terminal: SimulatedTerminal | undefined;
afterEach(() => terminal?.close());

/** A scanner whose codes arrive whole and at once. */
class InstantScanner {
	#listener: StreamListener | undefined;
	#bytes: Uint8Array | undefined;

	scan(code: string): void {
		this.#bytes = Buffer.from(`${code}\r\n`, "latin1");
		this.#listener?.onReadable?.(this.#bytes.length);
	}

	get source(): SerialSource {
		const open = (listener: StreamListener): void => void (this.#listener = listener);
		const take = (): ArrayBuffer | undefined => {
			const bytes = this.#bytes;
			this.#bytes = undefined;
			return bytes && new Uint8Array(bytes).buffer;
		};
		return {
			io: class {
				constructor(listener: StreamListener) {
					open(listener);
				}
				read = take;
				write(): void {}
				close(): void {}
			},
		};
	}
}

describe("a code that is scanned between the two turns in which a terminal opens", () => {
	it.each([
		["does not enrol it anew", enrolment],
		["begins no self-test of a terminal without a till", "TILLMARK SELF-TEST"],
	])("%s", async (_name, code) => {
		const world = new World(1);
		const traces: string[] = [];
		terminal = await openEnrolledTerminal(world, "v8", { onTrace: (line) => traces.push(line) });
		const scanner = new InstantScanner();
		Object.defineProperty(terminal.scanner, "source", { value: scanner.source });
		const before = terminal.keyStore.save()["credentials"];
		terminal.power(true);
		// Behind the first turn, which then queues the second.
		world.schedule(0, () => scanner.scan(code));
		await world.pass(3_000);
		expect(traces.join("\n")).not.toContain("enrolment");
		expect(terminal.keyStore.save()["credentials"]).toBe(before);
		expect(terminal.panel.readText()).toContain("open shift");
	});
});
