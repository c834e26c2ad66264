import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { Timers, Trace } from "../../core/ports.js";
import { fromUtf8 } from "../../core/utf8.js";
import type { Pn532LinkSource } from "./link.js";
import type { NdefRecord } from "./ndef.js";
import { type Tag, TagReader, type TagReaderOptions } from "./tag-reader.js";
import { readNdef } from "./type2.js";

// Reads tags as codes: a tag's first record of text, URI or the external type below is passed on like a scanned code,
// once until the tag is removed.

/** An item's tag: SKU or barcode in UTF-8. */
const itemRecordType = "tillmark:item";

/** Receives the codes of tags. */
export interface TagTaker {
	/** False while nothing can be rung up: a tag that is present meanwhile is read as soon as something can. */
	readonly takesTags: boolean;
	takeTag(text: string): void;
	/**
	 * TAGS_SEVERAL, TAG_UNSUPPORTED, TAG_UNREADABLE or TAG_LOST; TAG_READER_ABSENT when the reader was there before.
	 */
	refuseTag(fault: Fault): void;
}

export interface TagScannerOptions {
	readonly link: Pn532LinkSource;
	readonly timers: Timers;
	readonly trace: Trace;
	readonly taker: TagTaker;
}

/** Is the listener of its reader itself, because closures take heap permanently. */
export class TagScanner implements TagReaderOptions {
	readonly link: Pn532LinkSource;
	readonly timers: Timers;
	readonly #trace: Trace;
	readonly #taker: TagTaker;
	readonly #reader: TagReader;
	#wasPresent = false;
	/** Attempts left to read the current tag; 0 once it is done. */
	#triesLeft = 0;

	constructor({ link, timers, trace, taker }: TagScannerOptions) {
		this.link = link;
		this.timers = timers;
		this.#trace = trace;
		this.#taker = taker;
		this.#reader = new TagReader(this);
	}

	/** While the till takes no scans, the reader need not poll. */
	set isResting(isResting: boolean) {
		this.#reader.isResting = isResting;
	}

	/** Whether the reader answered when it was last asked. */
	get isPresent(): boolean {
		return this.#wasPresent;
	}

	/** Whether a tag is on the reader, read or not. */
	get hasTag(): boolean {
		return this.#reader.hasTag;
	}

	/** Idempotent. */
	close(): void {
		this.#reader.close();
	}

	onTag(tag: Tag): void {
		this.#triesLeft = limits.tagReadTriesMax;
		if (tag.kind !== undefined) return this.onStill();
		this.#triesLeft = 0;
		this.#taker.refuseTag(new Fault("TAG_UNSUPPORTED", "no NTAG"));
	}

	/** The poll after a failed read selects the tag again. */
	onStill(): void {
		if (this.#triesLeft === 0 || !this.#taker.takesTags) return;
		this.#reader.use((ntag, done) => {
			this.#triesLeft--;
			readNdef(ntag, (reply) => {
				done();
				if (reply.fault) {
					if (this.#triesLeft === 0) this.#taker.refuseTag(reply.fault);
					return;
				}
				this.#triesLeft = 0;
				const text = textOf(reply.value);
				if (text === undefined) this.#taker.refuseTag(new Fault("TAG_UNSUPPORTED", "no text"));
				else this.#taker.takeTag(text);
			});
		});
	}

	onGone(): void {
		const wasTried = this.#triesLeft > 0 && this.#triesLeft < limits.tagReadTriesMax;
		this.#triesLeft = 0;
		if (wasTried) this.#taker.refuseTag(new Fault("TAG_LOST", "before it was read"));
	}

	onPresence(isPresent: boolean): void {
		this.#trace(isPresent ? "tag reader found" : "tag reader does not answer");
		// A missing reader is reported only if it was there before.
		if (this.#wasPresent && !isPresent) this.#taker.refuseTag(new Fault("TAG_READER_ABSENT"));
		this.#wasPresent = isPresent;
	}

	onFault(fault: Fault): void {
		this.#taker.refuseTag(fault);
	}
}

function textOf(records: readonly NdefRecord[]): string | undefined {
	for (const record of records) {
		const text =
			record.kind === "text"
				? record.text
				: record.kind === "uri"
					? record.uri
					: record.kind === "external" && record.type === itemRecordType
						? fromUtf8(record.payload)
						: undefined;
		if (text !== undefined && text.trim() !== "") return text.trim();
	}
	return undefined;
}
