import { describe, expect, it } from "vitest";
import { BoardStream, type NativeCallbacks } from "../../firmware/device/stream.js";

/** A native stream that, like the SDK's, throws when more is read than available. */
function open() {
	const state = { waiting: [] as number[], written: [] as number[], isOpen: true };
	const events: string[] = [];
	let native: NativeCallbacks | undefined;
	const stream = new BoardStream(
		{
			onReadable: (count) => events.push(`readable ${count}`),
			onWritable: (count) => events.push(`writable ${count}`),
			onError: () => events.push("error"),
		},
		(callbacks) => {
			native = callbacks;
			return {
				read(count = state.waiting.length) {
					if (count > state.waiting.length) throw new Error("invalid");
					return Uint8Array.from(state.waiting.splice(0, count)).buffer;
				},
				write: (bytes) => state.written.push(...bytes),
				close: () => void (state.isOpen = false),
			};
		},
	);
	const arrive = (...bytes: number[]) => {
		state.waiting.push(...bytes);
		native!.onReadable(state.waiting.length);
	};
	return { state, events, stream, arrive, native: native! };
}

const bytes = (buffer: ArrayBuffer | undefined) => buffer && [...new Uint8Array(buffer)];

describe("a board's stream", () => {
	it("never reads more than available, and returns undefined when empty", () => {
		const { stream, arrive } = open();
		expect(stream.read(10)).toBeUndefined();
		arrive(1, 2, 3);
		expect(bytes(stream.read(2))).toEqual([1, 2]);
		expect(bytes(stream.read(10))).toEqual([3]);
		expect(stream.read()).toBeUndefined();
		arrive(4, 5);
		expect(bytes(stream.read())).toEqual([4, 5]);
	});

	it("passes on the SDK's callbacks", () => {
		const { events, arrive, native } = open();
		native.onWritable(100);
		arrive(1);
		native.onError();
		expect(events).toEqual(["writable 100", "readable 1", "error"]);
	});

	it("is closed once and accepts nothing afterwards", () => {
		const { state, stream } = open();
		stream.write(Uint8Array.of(9));
		stream.close();
		stream.close();
		expect(state).toMatchObject({ isOpen: false, written: [9] });
		expect(() => stream.write(Uint8Array.of(1))).toThrow("closed");
		expect(stream.read()).toBeUndefined();
	});
});
