// Ships personal texts once the records that name them are committed, one message in flight, and erases texts that the
// host asks for. Exists only while there is something to ship or to report.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Signer, Timer, Timers, Trace } from "../core/ports.js";
import { type PrivateText, textDigest } from "../core/private-text.js";
import type { CborCodec } from "../wire/cbor.js";
import { readTextAck, sealTexts, TextStatus } from "../wire/text-message.js";

/** Where texts wait. */
export interface TextQueue<End = unknown> {
	/** False where nothing was written since the host took everything, at no cost. */
	readonly hasUnsent: boolean;
	/** The oldest texts; undefined for none. */
	unsent(countMax: number): { readonly texts: readonly PrivateText[]; readonly end: End } | undefined;
	acknowledge(end: End): void;
	/** Throws Fault where the text may be here still. */
	erase(id: Uint8Array): boolean;
}

/** A part of sync's options, held as one reference. */
export interface TextShipperOptions {
	readonly ports: { readonly digest: Digest; readonly timers: Timers; readonly trace: Trace };
	readonly credentials: { readonly merchant: string; readonly terminal: string };
	readonly signer: Signer;
	readonly cbor: CborCodec;
}

export interface TextLine {
	/** Records wait or are in flight: texts come after them. */
	readonly isBusy: boolean;
	sendTexts(bytes: Uint8Array): void;
	/** Nothing is left to ship or to report. */
	textsSent(): void;
}

const nothing: readonly never[] = [];

export class TextShipper<End> {
	readonly #options: TextShipperOptions;
	readonly #queue: TextQueue<End>;
	readonly #line: TextLine;
	/** Digest of the last text in flight; undefined while none is. */
	#last: Uint8Array | undefined;
	#end: End | undefined;
	/** Erased, and still to be reported. */
	#erased: Uint8Array[] | undefined;
	#timer: Timer | undefined;
	#countMax: number = limits.textsPerMessageMax;

	constructor(options: TextShipperOptions, queue: TextQueue<End>, line: TextLine) {
		this.#options = options;
		this.#queue = queue;
		this.#line = line;
	}

	/** The session has ended. */
	close(): void {
		this.stop();
	}

	/** Records were committed, or there is something to report. */
	notify(): void {
		if (this.#timer) return;
		if (this.#queue.hasUnsent || this.#erased) this.wait(limits.shipDelayMs);
		else this.#line.textsSent();
	}

	/** `body` is that of the verified envelope. Throws Fault WIRE_* and ignores the message. */
	receiveAck(body: Uint8Array): void {
		const { cbor, credentials, ports } = this.#options;
		const ack = readTextAck(cbor, body);
		if (ack.merchant !== credentials.merchant || ack.terminal !== credentials.terminal)
			throw new Fault("WIRE_WRONG_SHAPE", "text ack for another terminal");
		for (const id of ack.erase) this.erase(id);
		const last = this.#last;
		if (last && (ack.last.length === 0 ? ack.status === TextStatus.refused : equal(ack.last, last))) {
			this.stop();
			if (ack.status === TextStatus.taken) this.taken();
			else if (ack.status === TextStatus.refused && this.#countMax > 1) this.#countMax = 1;
			else {
				ports.trace(`sync: the host refuses a text, status ${ack.status}`);
				this.taken();
			}
		}
		this.notify();
	}

	private taken(): void {
		if (this.#end !== undefined) this.#queue.acknowledge(this.#end);
		this.#end = undefined;
		this.#countMax = limits.textsPerMessageMax;
	}

	private erase(id: Uint8Array): void {
		try {
			this.#queue.erase(id);
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			// Not reported as erased: the host asks again in the next session.
			this.#options.ports.trace(`sync: a text could not be erased: ${error.message}`);
			return;
		}
		this.#erased ??= [];
		if (this.#erased.length < limits.textErasuresMax) this.#erased.push(id);
	}

	private wait(delayMs: number): void {
		this.#timer = this.#options.ports.timers.start(delayMs, () => {
			this.#timer = undefined;
			this.#last = undefined;
			this.ship();
		});
	}

	private stop(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#last = undefined;
	}

	private ship(): void {
		// The commit of those records notifies again.
		if (this.#line.isBusy) return;
		const { ports, credentials, signer, cbor } = this.#options;
		const unsent = this.#queue.unsent(this.#countMax);
		const texts = unsent?.texts ?? nothing;
		const erased = this.#erased ?? nothing;
		this.#erased = undefined;
		if (texts.length === 0 && erased.length === 0) return this.#line.textsSent();
		const last = texts.at(-1);
		this.#end = unsent?.end;
		this.#last = last && textDigest(ports.digest, last);
		const { merchant, terminal } = credentials;
		this.#line.sendTexts(sealTexts(cbor, signer, { merchant, terminal, texts, erased }));
		// Without an answer they are sent again. The session stays: records do not wait for texts.
		if (last) this.wait(limits.textRetryMs);
		else this.notify();
	}
}
