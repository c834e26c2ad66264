// A model of the NTAG213, 215 and 216 after their data sheet (NXP NTAG213/215/216 rev. 3.2): memory, lock bits,
// counter, password, and the answers to commands.

export type TagAnswer =
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	/** Four bits without CRC: 0xa is ACK, others are NAK. */
	| { readonly kind: "nibble"; readonly value: number };

const ack = 0x0a;
const nak = { argument: 0x00, counterOverflow: 0x04 } as const;

const models = {
	NTAG213: { pages: 45, storage: 0x0f, container: 0x12, lastUser: 39, granularity: 2, blockGranularity: 4 },
	NTAG215: { pages: 135, storage: 0x11, container: 0x3e, lastUser: 129, granularity: 16, blockGranularity: 32 },
	NTAG216: { pages: 231, storage: 0x13, container: 0x6d, lastUser: 225, granularity: 16, blockGranularity: 32 },
} as const;

export type NtagModelKind = keyof typeof models;

export interface NtagModelOptions {
	readonly kind: NtagModelKind;
	/** Seven bytes. */
	readonly uid: Uint8Array;
	/** True for a tag without capability container and TLVs, false for one as delivered. */
	readonly isBlank?: boolean;
}

export class NtagModel {
	readonly kind: NtagModelKind;
	readonly uid: Uint8Array;
	readonly sensRes = 0x0044;
	readonly selRes = 0x00;
	readonly memory: Uint8Array;
	#model: (typeof models)[NtagModelKind];
	#state: "off" | "idle" | "active" | "halt" = "off";
	#isAuthenticated = false;
	#hasCounted = false;
	#wrongPasswords = 0;
	#counter = 0;
	/** Commands until the tag is removed; the last one may be interrupted. */
	#leavesAfter = Infinity;
	#tearsWith: number | undefined;

	constructor(options: NtagModelOptions) {
		this.kind = options.kind;
		this.uid = options.uid;
		this.#model = models[options.kind];
		this.memory = new Uint8Array(this.#model.pages * 4);
		const [a, b, c, d, e, f, g] = options.uid;
		this.memory.set([a!, b!, c!, 0x88 ^ a! ^ b! ^ c!, d!, e!, f!, g!, d! ^ e! ^ f! ^ g!, 0x48, 0, 0], 0);
		if (!options.isBlank) {
			this.memory.set([0xe1, 0x10, this.#model.container, 0], 12);
			this.memory.set(
				options.kind === "NTAG213"
					? [0x01, 0x03, 0xa0, 0x0c, 0x34, 0x03, 0x00, 0xfe]
					: [0x03, 0x00, 0xfe, 0x00],
				16,
			);
		}
		this.memory.set([0x04, 0x00, 0x00, 0xff, 0x00, 0x05, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff], this.cfg0 * 4);
	}

	/**
	 * Removes the tag from the field during the command that follows `commands` further ones. With `keepBits`, a page
	 * being written then keeps its old bits where the mask is 0.
	 */
	pullAwayAfter(commands: number, keepBits?: number): void {
		this.#leavesAfter = commands;
		this.#tearsWith = keepBits;
	}

	get isAway(): boolean {
		return this.#leavesAfter < 0;
	}

	/** Returns a removed tag to the field. */
	comeBack(): void {
		this.#leavesAfter = Infinity;
		this.powerOff();
	}

	powerOff(): void {
		this.#state = "off";
		this.#isAuthenticated = false;
		this.#hasCounted = false;
	}

	/** REQA. Returns whether the tag answers and can be selected. */
	request(): boolean {
		if (this.isAway) return false;
		const answers = this.#state === "off" || this.#state === "idle";
		// An active tag that receives REQA does not answer and returns to idle, or to halt if it came from there.
		if (this.#state !== "halt") this.#state = "idle";
		this.#isAuthenticated = false;
		return answers;
	}

	select(): void {
		this.#state = "active";
	}

	halt(): void {
		this.#state = "halt";
	}

	/** A command to the selected tag; undefined when it does not answer. */
	transceive(command: Uint8Array): TagAnswer | undefined {
		if (this.isAway || this.#state !== "active") return undefined;
		if (this.#leavesAfter-- === 0) {
			if (command[0] === 0xa2 && this.#tearsWith !== undefined)
				this.write(command[1]!, command.subarray(2, 6), this.#tearsWith);
			this.powerOff();
			return undefined;
		}
		const answer = this.answer(command);
		if (answer.kind === "nibble" && answer.value !== ack) this.#state = "idle";
		return answer;
	}

	get counter(): number {
		return this.#counter;
	}

	private get cfg0(): number {
		return this.#model.pages - 4;
	}

	private get firstProtected(): number {
		return this.memory[this.cfg0 * 4 + 3]!;
	}

	private get access(): number {
		return this.memory[(this.cfg0 + 1) * 4]!;
	}

	private answer(command: Uint8Array): TagAnswer {
		switch (command[0]) {
			case 0x60:
				return data([0x00, 0x04, 0x04, 0x02, 0x01, 0x00, this.#model.storage, 0x03]);
			case 0x30:
				return command.length === 2 ? this.read(command[1]!) : refuse(nak.argument);
			case 0xa2:
				return command.length === 6
					? this.write(command[1]!, command.subarray(2, 6), 0xff)
					: refuse(nak.argument);
			case 0x39:
				return this.readCounter(command[1]);
			case 0x1b:
				return this.authenticate(command.subarray(1, 5));
			case 0x3c:
				return data(Array.from({ length: 32 }, (_, i) => (this.uid[i % 7]! * 31 + i) & 0xff));
			default:
				return refuse(nak.argument);
		}
	}

	private read(page: number): TagAnswer {
		const readable =
			this.access & 0x80 && !this.#isAuthenticated
				? Math.min(this.firstProtected, this.#model.pages)
				: this.#model.pages;
		if (page >= readable) return refuse(nak.argument);
		if (!this.#hasCounted && this.access & 0x10) {
			this.#hasCounted = true;
			this.#counter = Math.min(this.#counter + 1, 0xffffff);
		}
		const bytes: number[] = [];
		for (let i = 0; i < 4; i++) {
			// Reading past the end continues at page 0. PWD and PACK read as zeros.
			const at = (page + i) % readable;
			for (let k = 0; k < 4; k++) bytes.push(at >= this.cfg0 + 2 ? 0 : this.memory[at * 4 + k]!);
		}
		return data(bytes);
	}

	private write(page: number, bytes: Uint8Array, mask: number): TagAnswer {
		if (page < 2 || page >= this.#model.pages || bytes.length < 4) return refuse(nak.argument);
		if (page >= this.firstProtected && !this.#isAuthenticated) return refuse(nak.argument);
		if (this.isLocked(page)) return refuse(nak.argument);
		const at = page * 4;
		const old = this.memory.slice(at, at + 4);
		for (let i = 0; i < 4; i++) {
			const value = (bytes[i]! & mask) | (old[i]! & ~mask);
			if (page === 2) {
				if (i >= 2) this.memory[at + i] = old[i]! | (value & this.staticFree(i, old));
			} else if (page === 3) this.memory[at + i] = old[i]! | value;
			else if (page === this.#model.lastUser + 1)
				this.memory[at + i] = i === 3 ? 0 : old[i]! | (value & this.dynamicFree(i, old));
			else this.memory[at + i] = value;
		}
		return { kind: "nibble", value: ack };
	}

	private isLocked(page: number): boolean {
		const [low, high] = [this.memory[10]!, this.memory[11]!];
		if (page === 3) return (low & 0x08) !== 0;
		if (page >= 4 && page <= 15) return ((page < 8 ? low >> page : high >> (page - 8)) & 1) !== 0;
		if (page >= 16 && page <= this.#model.lastUser) {
			const bit = Math.floor((page - 16) / this.#model.granularity);
			return ((this.memory[(this.#model.lastUser + 1) * 4 + (bit >> 3)]! >> (bit & 7)) & 1) !== 0;
		}
		// CFGLCK locks the two configuration pages, but not the password.
		return (page === this.cfg0 || page === this.cfg0 + 1) && (this.access & 0x40) !== 0;
	}

	/** Static lock bits that the block-lock bits still allow to be set (data sheet 8.5.2). */
	private staticFree(index: number, old: Uint8Array): number {
		const block = old[2]!;
		if (index === 2) return 0x07 | (block & 1 ? 0 : 0x08) | (block & 2 ? 0 : 0xf0);
		return (block & 2 ? 0 : 0x03) | (block & 4 ? 0 : 0xfc);
	}

	/** Dynamic lock bits that the block-lock bits still allow to be set (data sheet 8.5.3). */
	private dynamicFree(index: number, old: Uint8Array): number {
		if (index === 2) return 0xff;
		let free = 0;
		for (let bit = 0; bit < 8; bit++) {
			const first = (index * 8 + bit) * this.#model.granularity;
			if (16 + first > this.#model.lastUser) break;
			if (((old[2]! >> Math.floor(first / this.#model.blockGranularity)) & 1) === 0) free |= 1 << bit;
		}
		return free;
	}

	private readCounter(address: number | undefined): TagAnswer {
		if (address !== 2 || !(this.access & 0x10)) return refuse(nak.argument);
		if (this.access & 0x08 && !this.#isAuthenticated) return refuse(nak.argument);
		return data([this.#counter & 0xff, (this.#counter >> 8) & 0xff, this.#counter >> 16]);
	}

	private authenticate(password: Uint8Array): TagAnswer {
		const triesMax = this.access & 0x07;
		if (triesMax > 0 && this.#wrongPasswords >= triesMax) return refuse(nak.counterOverflow);
		const at = (this.cfg0 + 2) * 4;
		for (let i = 0; i < 4; i++) {
			if (password[i] !== this.memory[at + i]) {
				this.#wrongPasswords++;
				return refuse(nak.argument);
			}
		}
		this.#wrongPasswords = 0;
		this.#isAuthenticated = true;
		return data([this.memory[at + 4]!, this.memory[at + 5]!]);
	}
}

function data(bytes: readonly number[]): TagAnswer {
	return { kind: "bytes", bytes: Uint8Array.from(bytes) };
}

function refuse(value: number): TagAnswer {
	return { kind: "nibble", value };
}
