import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { Timers } from "../../core/ports.js";
import { fromUtf8 } from "../../core/utf8.js";
import type { Pn532LinkSource } from "./link.js";
import type { NdefRecord } from "./ndef.js";
import { type Tag, TagReader } from "./tag-reader.js";
import { readNdef } from "./type2.js";

// Tags as codes: what a tag says in its first record of text, URI or the external type below is handed on like a scanned code, once until the tag
// is taken away.

/** An item's tag: SKU or barcode in UTF-8. */
export const itemRecordType = "tillmark:item";

export interface TagScannerOptions {
	readonly link: Pn532LinkSource;
	readonly timers: Timers;
	/** False while nothing can be rung up: a tag that is held meanwhile is read as soon as something can. */
	readonly isTaking: () => boolean;
	readonly onScan: (text: string) => void;
	/** TAGS_SEVERAL, TAG_UNSUPPORTED, TAG_UNREADABLE or TAG_LOST: what to do about it is in its sentence. */
	readonly onFault: (fault: Fault) => void;
	/** False while the reader does not answer. */
	readonly onPresence: (isPresent: boolean) => void;
}

export class TagScanner {
	readonly #options: TagScannerOptions;
	readonly #reader: TagReader;
	/** Reads that the tag lying there may still cost; 0 once it is done with. */
	#triesLeft = 0;

	constructor(options: TagScannerOptions) {
		this.#options = options;
		this.#reader = new TagReader({
			link: options.link,
			timers: options.timers,
			onTag: (tag) => this.#arrived(tag),
			onStill: () => this.#read(),
			onGone: () => this.#gone(),
			onPresence: options.onPresence,
			onFault: options.onFault,
		});
	}

	/** While the till takes no scans, the reader need not look. */
	set isResting(isResting: boolean) {
		this.#reader.isResting = isResting;
	}

	/** Idempotent. */
	close(): void {
		this.#reader.close();
	}

	#arrived(tag: Tag): void {
		this.#triesLeft = limits.tagReadTriesMax;
		if (tag.kind !== undefined) return this.#read();
		this.#triesLeft = 0;
		this.#options.onFault(new Fault("TAG_UNSUPPORTED", "no NTAG"));
	}

	/** At the look after a failed read the tag is selected anew. */
	#read(): void {
		if (this.#triesLeft === 0 || !this.#options.isTaking()) return;
		this.#reader.use((ntag, done) => {
			this.#triesLeft--;
			readNdef(ntag, (reply) => {
				done();
				if (reply.fault) {
					if (this.#triesLeft === 0) this.#options.onFault(reply.fault);
					return;
				}
				this.#triesLeft = 0;
				const text = textOf(reply.value);
				if (text === undefined) this.#options.onFault(new Fault("TAG_UNSUPPORTED", "no text"));
				else this.#options.onScan(text);
			});
		});
	}

	#gone(): void {
		const wasTried = this.#triesLeft > 0 && this.#triesLeft < limits.tagReadTriesMax;
		this.#triesLeft = 0;
		if (wasTried) this.#options.onFault(new Fault("TAG_LOST", "before it was read"));
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
