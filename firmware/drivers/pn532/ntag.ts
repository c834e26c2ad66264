import { assert } from "../../core/assert.js";
import { Fault } from "../../core/fault.js";
import type { Pn532 } from "./pn532.js";
import type { Reply, Target } from "./reply.js";

// NTAG213/215/216, NXP data sheet rev. 3.2: pages of four bytes, an ACK per page written, a NAK (and silence after it)
// for what is refused.

export type NtagKind = "NTAG213" | "NTAG215" | "NTAG216";

export interface NtagLayout {
	/** First user page is 4. */
	readonly lastUserPage: number;
	readonly dynamicLockPage: number;
	readonly cfg0Page: number;
	/** Dynamic lock bytes with every lock and block-lock bit set. */
	readonly allLocked: readonly [number, number, number];
}

const ntagLayouts: Readonly<Record<NtagKind, NtagLayout>> = {
	NTAG213: { lastUserPage: 39, dynamicLockPage: 40, cfg0Page: 41, allLocked: [0xff, 0x0f, 0x3f] },
	NTAG215: { lastUserPage: 129, dynamicLockPage: 130, cfg0Page: 131, allLocked: [0xff, 0x00, 0x0f] },
	NTAG216: { lastUserPage: 225, dynamicLockPage: 226, cfg0Page: 227, allLocked: [0xff, 0x3f, 0x7f] },
};

const codes = {
	getVersion: 0x60,
	read: 0x30,
	write: 0xa2,
	readCounter: 0x39,
	passwordAuth: 0x1b,
	readSignature: 0x3c,
} as const;

export interface NtagProtection {
	/** Four bytes. */
	readonly password: Uint8Array;
	/** Two bytes the tag answers a right password with. */
	readonly acknowledge: Uint8Array;
	readonly firstPage: number;
	/** Reading needs the password too. */
	readonly alsoReads: boolean;
	/** Wrong passwords until the tag refuses for ever, 1 to 7; 0 for no limit. */
	readonly triesMax: number;
}

/** One selected NTAG. Operations run one after the other; each ends with one reply. */
export class Ntag {
	readonly uid: Uint8Array;
	#chip: Pn532;
	#target: Target;
	#kind: NtagKind | undefined;

	constructor(chip: Pn532, target: Target) {
		this.#chip = chip;
		this.#target = target;
		this.uid = target.uid;
	}

	/** Known after `identify`. */
	get layout(): NtagLayout {
		assert(this.#kind, "identify first");
		return ntagLayouts[this.#kind];
	}

	/** Asks the tag what it is. A tag that is no NTAG21x is TAG_UNSUPPORTED. */
	identify(onReply: Reply<NtagKind>): void {
		this.#chip.through([codes.getVersion], 8, (reply) => {
			// A NAK of four bits arrives as a broken answer.
			if (reply.fault)
				return onReply(reply.fault.code === "TAG_UNREADABLE" ? { fault: new Fault("TAG_UNSUPPORTED") } : reply);
			const version = reply.value;
			const kind = ({ 0x0f: "NTAG213", 0x11: "NTAG215", 0x13: "NTAG216" } as const)[version[6] ?? 0];
			if (version[1] !== 0x04 || version[2] !== 0x04 || !kind)
				return onReply({ fault: new Fault("TAG_UNSUPPORTED") });
			this.#kind = kind;
			onReply({ value: kind });
		});
	}

	/** `count` pages from `first`. The tag answers four at a time, so the last answer is cut to size. */
	readPages(first: number, count: number, onReply: Reply<Uint8Array>): void {
		const bytes = new Uint8Array(count * 4);
		const step = (done: number): void => {
			if (done >= count) return onReply({ value: bytes });
			this.#chip.exchange(this.#target.number, [codes.read, first + done], 16, (reply) => {
				if (reply.fault) return onReply(reply);
				if (reply.value.length < 16)
					return onReply({ fault: new Fault("TAG_UNREADABLE", `read ${reply.value.length}`) });
				bytes.set(reply.value.subarray(0, Math.min(16, bytes.length - done * 4)), done * 4);
				step(done + 4);
			});
		};
		step(0);
	}

	/** Whole pages from `first`, in order. A fault in between leaves the earlier ones written. */
	writePages(first: number, bytes: Uint8Array, onReply: Reply<true>): void {
		assert(bytes.length % 4 === 0, "whole pages");
		const step = (done: number): void => {
			if (done >= bytes.length) return onReply({ value: true });
			const page = [bytes[done]!, bytes[done + 1]!, bytes[done + 2]!, bytes[done + 3]!];
			this.#chip.exchange(this.#target.number, [codes.write, first + done / 4, ...page], 0, (reply) => {
				if (reply.fault) return onReply(reply);
				step(done + 4);
			});
		};
		step(0);
	}

	/** Reads since the counter was switched on: it counts one per tap, and cannot be turned back. */
	readCounter(onReply: Reply<number>): void {
		this.#chip.through([codes.readCounter, 0x02], 3, (reply) => {
			if (reply.fault) return onReply(reply);
			const [low, middle, high] = reply.value;
			if (low === undefined || middle === undefined || high === undefined)
				return onReply({ fault: new Fault("TAG_UNREADABLE") });
			onReply({ value: low + middle * 256 + high * 65_536 });
		});
	}

	/** NXP's signature over the UID (ECDSA on secp128r1), 32 bytes. */
	readSignature(onReply: Reply<Uint8Array>): void {
		this.#chip.through([codes.readSignature, 0x00], 32, onReply);
	}

	/**
	 * Opens the protected pages for this stay in the field. The tag proves itself with the two bytes given to
	 * `protect`.
	 */
	authenticate(password: Uint8Array, acknowledge: Uint8Array, onReply: Reply<true>): void {
		this.#chip.through([codes.passwordAuth, ...password], 2, (reply) => {
			// A NAK reaches us as a broken answer: four bits without CRC. Only silence means that the tag left.
			if (reply.fault)
				return onReply(
					reply.fault.code === "TAG_UNREADABLE" ? { fault: new Fault("TAG_REFUSED", "password") } : reply,
				);
			const right = reply.value[0] === acknowledge[0] && reply.value[1] === acknowledge[1];
			onReply(right ? { value: true } : { fault: new Fault("TAG_REFUSED", "acknowledge") });
		});
	}

	/**
	 * Sets password and counter. The access page goes last: until it is written nothing is protected, so a torn setup
	 * locks nobody out.
	 */
	protect(protection: NtagProtection, countsReads: boolean, onReply: Reply<true>): void {
		const { cfg0Page } = this.layout;
		this.readPages(cfg0Page, 2, (configuration) => {
			if (configuration.fault) return onReply(configuration);
			const cfg0 = configuration.value.slice(0, 4);
			const cfg1 = configuration.value.slice(4, 8);
			cfg0[3] = protection.firstPage;
			cfg1[0] = (protection.alsoReads ? 0x80 : 0) | (countsReads ? 0x10 : 0) | (protection.triesMax & 0x07);
			this.writePages(
				cfg0Page + 2,
				Uint8Array.of(...protection.password, ...protection.acknowledge, 0, 0),
				(secret) => {
					if (secret.fault) return onReply(secret);
					this.writePages(cfg0Page + 1, cfg1, (access) => {
						if (access.fault) return onReply(access);
						this.writePages(cfg0Page, cfg0, onReply);
					});
				},
			);
		});
	}

	/**
	 * Makes every user page read-only for ever: capability container, static and dynamic lock bits, which can only be
	 * set.
	 */
	lock(onReply: Reply<true>): void {
		const { dynamicLockPage, allLocked } = this.layout;
		this.writePages(dynamicLockPage, Uint8Array.of(...allLocked, 0), (dynamic) => {
			if (dynamic.fault) return onReply(dynamic);
			this.writePages(3, Uint8Array.of(0, 0, 0, 0x0f), (container) => {
				if (container.fault) return onReply(container);
				// Last, since its block-lock bits freeze the others and the container.
				this.writePages(2, Uint8Array.of(0, 0, 0xff, 0xff), onReply);
			});
		});
	}
}
