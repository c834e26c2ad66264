// Executes real-time commands as they arrive, before the buffer. Like a real printer it also executes bytes that are
// meant as data of another command, such as those of a picture (Epson command reference, notes to DLE EOT).

export interface RealTimeCallbacks {
	/** DLE EOT n. */
	onAsk(kind: number): void;
	/** DLE DC4 1: a drawer pulse. */
	onKick(): void;
	/** DLE DC4 8 and DLE ENQ 2. */
	onClear(): void;
}

const dle = 0x10;
const lengths: Readonly<Record<number, number>> = { 0x04: 3, 0x05: 3 };
const clearTail = [8, 1, 3, 20, 1, 6, 2, 8];

export class RealTimeFilter {
	readonly #callbacks: RealTimeCallbacks;
	#held: number[] = [];

	constructor(callbacks: RealTimeCallbacks) {
		this.#callbacks = callbacks;
	}

	reset(): void {
		this.#held = [];
	}

	/** Returns the bytes that are not part of a real-time command; none while a command may be incomplete. */
	take(byte: number): readonly number[] {
		if (this.#held.length === 0 && byte !== dle) return [byte];
		this.#held.push(byte);
		const [, second, third] = this.#held;
		if (second === undefined) return [];
		if (second === 0x14) return this.takePulseOrClear(third);
		const length = lengths[second];
		if (length === undefined) return this.release();
		if (this.#held.length < length) return [];
		this.#held = [];
		if (second === 0x04) this.#callbacks.onAsk(third ?? 0);
		else if (third === 2) this.#callbacks.onClear();
		return [];
	}

	private takePulseOrClear(fn: number | undefined): readonly number[] {
		if (fn === undefined) return [];
		if (fn === 1) {
			if (this.#held.length < 5) return [];
			this.#held = [];
			this.#callbacks.onKick();
			return [];
		}
		const tail = this.#held.slice(2);
		if (tail.some((byte, index) => byte !== clearTail[index])) return this.release();
		if (tail.length < clearTail.length) return [];
		this.#held = [];
		this.#callbacks.onClear();
		return [];
	}

	/** The held bytes are no command: the first byte is data, and the others are processed again. */
	private release(): readonly number[] {
		const [first = 0, ...rest] = this.#held;
		this.#held = [];
		return [first, ...rest.flatMap((byte) => this.take(byte))];
	}
}
