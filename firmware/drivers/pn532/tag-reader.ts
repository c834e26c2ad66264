import { equal } from "../../core/bytes.js";
import { Fault } from "../../core/fault.js";
import type { Timer, Timers } from "../../core/ports.js";
import type { Pn532LinkSource } from "./link.js";
import { Ntag, type NtagKind } from "./ntag.js";
import { Pn532 } from "./pn532.js";
import type { Target } from "./reply.js";

// Looks for tags a few times a second, reports when one comes and goes, and recovers automatically after the reader was
// unplugged.

const pollMs = 250;
const restartMs = 1_000;
/** A tag that one poll misses has not gone yet: an unsteady hand must not make it count twice. */
const missesMax = 2;

export interface Tag {
	readonly uid: Uint8Array;
	/** Undefined for a tag that is no NTAG21x: its UID is all we know. */
	readonly kind: NtagKind | undefined;
}

export interface TagReaderOptions {
	readonly link: Pn532LinkSource;
	readonly timers: Timers;
	/** A tag was placed on the reader. */
	onTag(tag: Tag): void;
	/** The tag is still there: another poll has just selected it again. */
	onStill?(): void;
	onGone?(): void;
	/** False while the reader does not answer. The first call reports whether there is one at all. */
	onPresence?(isPresent: boolean): void;
	/** TAGS_SEVERAL or TAG_UNREADABLE, once each time it begins. */
	onFault?(fault: Fault): void;
}

export class TagReader {
	#options: TagReaderOptions;
	#chip: Pn532;
	#timer: Timer | undefined;
	#ntag: Ntag | undefined;
	#uid: Uint8Array | undefined;
	#misses = 0;
	#isPresent: boolean | undefined;
	#isHeld = false;
	/** Several tags are present: the one we know may not be the selected one. */
	#isCrowded = false;
	#isResting = false;
	/** Idle, with no command in progress. */
	#isParked = false;
	#lastFault: string | undefined;
	#isClosed = false;

	constructor(options: TagReaderOptions) {
		this.#options = options;
		this.#chip = new Pn532(options);
		this.start();
	}

	/** A tag is on the reader. */
	get hasTag(): boolean {
		return this.#uid !== undefined;
	}

	get damagedFrames(): number {
		return this.#chip.damagedFrames;
	}

	/**
	 * While idle, the reader does not poll and its radio is off. A known tag stays known and is not reported again
	 * afterwards.
	 */
	set isResting(isResting: boolean) {
		if (isResting === this.#isResting || this.#isClosed) return;
		this.#isResting = isResting;
		if (isResting && this.#timer) {
			this.#timer.cancel();
			this.park();
		} else if (!isResting && this.#isParked) {
			this.#isParked = false;
			this.schedule(0);
		}
	}

	/**
	 * Runs `work` on the NTAG on the reader, which stays selected (and unlocked, if `work` gives the password) until
	 * `work` calls `done`. False, and nothing happens, when there is none or it is in use.
	 */
	use(work: (tag: Ntag, done: () => void) => void): boolean {
		if (!this.#ntag || this.#isHeld || this.#isCrowded || this.#isClosed) return false;
		this.#isHeld = true;
		work(this.#ntag, () => {
			this.#isHeld = false;
		});
		return true;
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#timer?.cancel();
		this.#chip.close();
	}

	private start(): void {
		this.#chip.start((reply) => {
			this.presence(!reply.fault);
			this.schedule(reply.fault ? restartMs : 0);
		});
	}

	private schedule(delayMs: number): void {
		if (this.#isClosed) return;
		if (this.#isResting && !this.#isHeld) return this.park();
		this.#timer = this.#options.timers.start(delayMs, () => this.turn());
	}

	private park(): void {
		this.#timer = undefined;
		if (!this.#isPresent) {
			this.#isParked = true;
			return;
		}
		this.#chip.rest((reply) => {
			if (reply.fault) this.presence(false);
			this.#isParked = true;
			if (!this.#isResting) {
				this.#isParked = false;
				this.schedule(0);
			}
		});
	}

	private turn(): void {
		this.#timer = undefined;
		if (!this.#isPresent) return this.start();
		if (this.#isHeld || this.#chip.isBusy) return this.schedule(pollMs);
		this.#chip.list((reply) => {
			if (!reply.fault) return this.targets(reply.value);
			if (reply.fault.code === "TAG_READER_ABSENT") this.absent();
			else {
				this.say(reply.fault);
				this.schedule(pollMs);
			}
		});
	}

	private targets(targets: readonly Target[]): void {
		const target = targets[0];
		this.#isCrowded = targets.length > 1;
		if (this.#isCrowded) {
			// The tag that was there before is still known: it is not reported again when the other has been removed.
			if (!targets.some(({ uid }) => this.knows(uid))) this.gone();
			this.say(new Fault("TAGS_SEVERAL"));
			return this.schedule(pollMs);
		}
		this.#lastFault = undefined;
		if (target && this.knows(target.uid)) {
			this.#misses = 0;
			this.schedule(pollMs);
			this.#options.onStill?.();
			return;
		}
		if (target || ++this.#misses >= missesMax) this.gone();
		if (!target) return this.schedule(pollMs);
		const ntag = new Ntag(this.#chip, target);
		// NTAG21x answer selection with SAK 00; asking another kind would only send it back to idle.
		if (target.selRes !== 0) return this.arrived(target, undefined, undefined);
		ntag.identify((reply) => {
			if (reply.fault?.code === "TAG_READER_ABSENT") return this.absent();
			// No answer: it has left already, or will be found at the next poll.
			if (reply.fault?.code === "TAG_LOST") return this.schedule(pollMs);
			this.arrived(target, reply.value ? ntag : undefined, reply.value);
		});
	}

	private knows(uid: Uint8Array): boolean {
		return this.#uid !== undefined && equal(uid, this.#uid);
	}

	private arrived(target: Target, ntag: Ntag | undefined, kind: NtagKind | undefined): void {
		this.#uid = target.uid;
		this.#ntag = ntag;
		this.#misses = 0;
		this.schedule(pollMs);
		this.#options.onTag({ uid: target.uid, kind });
	}

	private absent(): void {
		this.gone();
		this.presence(false);
		this.schedule(restartMs);
	}

	private presence(isPresent: boolean): void {
		if (this.#isPresent === isPresent) return;
		this.#isPresent = isPresent;
		this.#options.onPresence?.(isPresent);
	}

	private gone(): void {
		this.#misses = 0;
		if (!this.#uid) return;
		this.#uid = undefined;
		this.#ntag = undefined;
		this.#options.onGone?.();
	}

	private say(fault: Fault): void {
		if (this.#lastFault === fault.code) return;
		this.#lastFault = fault.code;
		this.#options.onFault?.(fault);
	}
}
