// Checks the chain and the signatures over the numbered records of an image with public keys only (invariant 7).
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { equal } from "../../firmware/core/bytes.js";
import { digest, signatureCheck } from "./crypto.js";
import type { Finding, Image } from "./image.js";
import { numberRecords, type NumberedImage } from "./records.js";
import { u32At } from "./sector-reader.js";

export interface VerifyOptions {
	readonly merchant: string;
	readonly terminal: string;
	/** Raw 32-byte Ed25519 key; without it signatures are not checked. */
	readonly publicKey?: Uint8Array | undefined;
	/** A head that the host acknowledged: the journal must contain it. */
	readonly acked?: { readonly epoch: number; readonly sequence: number; readonly head: Uint8Array } | undefined;
	readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Verification {
	readonly ok: boolean;
	readonly findings: readonly Finding[];
	readonly records: number;
	readonly checkpoints: number;
	/** Records present in each epoch, and the last one that a valid signature covers. */
	readonly epochs: readonly {
		readonly epoch: number;
		readonly from: number;
		readonly to: number;
		readonly signedTo: number | undefined;
	}[];
	readonly archived: NumberedImage["archived"];
}

class ChainVerifier {
	readonly findings: Finding[];
	readonly epochs: { epoch: number; from: number; to: number; signedTo: number | undefined }[] = [];
	records = 0;
	checkpoints = 0;
	#options: VerifyOptions;
	#check: ((message: Uint8Array, signature: Uint8Array) => boolean) | undefined;
	#context = new Uint8Array();
	/** The head after `#sequence`; undefined after a damaged record. */
	#head: Uint8Array | undefined;
	#sequence = 0;
	/** The first record not yet confirmed by a header or a signature. */
	#openFrom = 1;
	#ackedFound = false;

	constructor(options: VerifyOptions, findings: Finding[]) {
		this.#options = options;
		this.findings = findings;
		this.#check = options.publicKey && signatureCheck(options.publicKey);
	}

	read(numbered: NumberedImage): void {
		for (const [index, { segment, firstSequence, items }] of numbered.segments.entries()) {
			const { sector, epoch } = segment;
			const present = this.epochs.at(-1);
			if (present?.epoch === epoch) this.continueAt(sector, epoch, firstSequence, segment.head);
			else this.beginEpoch(sector, epoch, firstSequence, segment.head, present?.epoch);
			for (const item of items) {
				if (item.kind === "checkpoint") this.checkpoint(sector, epoch, item.signature);
				else {
					this.#sequence = item.kind === "record" ? item.record.sequence : item.sequence;
					if (item.kind === "record") this.records++;
					this.#head =
						this.#head && item.kind === "record"
							? nextHead(digest, this.#head, item.record.payload)
							: undefined;
					this.compareAcked(sector, epoch);
				}
			}
			this.epochs.at(-1)!.to = this.#sequence;
			this.#options.onProgress?.(index + 1, numbered.segments.length);
		}
		const { acked } = this.#options;
		if (acked && !this.#ackedFound) {
			const text = `the journal does not hold acknowledged record ${acked.epoch}:${acked.sequence}`;
			this.error("ACKED_MISSING", 0, acked.epoch, acked.sequence, acked.sequence, text);
		}
	}

	private beginEpoch(
		sector: number,
		epoch: number,
		firstSequence: number,
		head: Uint8Array | undefined,
		before: number | undefined,
	): void {
		const { merchant, terminal } = this.#options;
		this.#context = new Uint8Array(chainContext(digest, { merchant, terminal, epoch }));
		if (before !== undefined && epoch < before)
			this.error(
				"EPOCH_ORDER",
				sector,
				epoch,
				firstSequence,
				firstSequence,
				`epoch ${epoch} follows epoch ${before}`,
			);
		const genesis = genesisHead(digest, this.#context);
		if (firstSequence === 1 && head !== undefined && !equal(head, genesis))
			this.error("GENESIS_WRONG", sector, epoch, 1, 1, `epoch ${epoch} does not begin where its identity says`);
		if (before !== undefined && firstSequence > 1)
			this.error(
				"RECORDS_MISSING",
				sector,
				epoch,
				1,
				firstSequence - 1,
				`epoch ${epoch} does not begin with record 1`,
			);
		this.#head = firstSequence === 1 ? genesis : head;
		this.#sequence = firstSequence - 1;
		this.#openFrom = firstSequence;
		this.epochs.push({ epoch, from: firstSequence, to: this.#sequence, signedTo: undefined });
		this.compareAcked(sector, epoch);
	}

	private continueAt(sector: number, epoch: number, firstSequence: number, head: Uint8Array | undefined): void {
		if (firstSequence - 1 > this.#sequence) this.#head = undefined;
		if (head !== undefined && this.#head !== undefined && !equal(head, this.#head)) {
			const records = `records ${epoch}:${this.#openFrom}–${firstSequence - 1}`;
			const text = `${records} are not those that were chained, or the header of sector ${sector} is not`;
			this.error("CHAIN_BROKEN", sector, epoch, this.#openFrom, firstSequence - 1, text);
		}
		this.#head = head ?? this.#head;
		this.#sequence = firstSequence - 1;
		this.#openFrom = firstSequence;
	}

	private checkpoint(sector: number, epoch: number, signature: Uint8Array): void {
		this.checkpoints++;
		const present = this.epochs.at(-1)!;
		const from = (present.signedTo ?? present.from - 1) + 1;
		if (this.#check === undefined || this.#head === undefined) return;
		const message = checkpointMessage(this.#context, this.#sequence, this.#head);
		if (this.#check(message, signature)) present.signedTo = this.#sequence;
		else {
			const records = `records ${epoch}:${from}–${this.#sequence}`;
			const text = `${records}, or the signature behind them, are not what the terminal signed`;
			this.error("SIGNATURE_WRONG", sector, epoch, from, this.#sequence, text);
		}
	}

	private compareAcked(sector: number, epoch: number): void {
		const { acked } = this.#options;
		if (acked?.epoch !== epoch || acked.sequence !== this.#sequence || this.#head === undefined) return;
		this.#ackedFound = true;
		if (equal(acked.head, this.#head)) return;
		const from = (this.epochs.at(-1)!.signedTo ?? this.epochs.at(-1)!.from - 1) + 1;
		this.error(
			"ACKED_DIFFERS",
			sector,
			epoch,
			from,
			this.#sequence,
			`records up to ${epoch}:${this.#sequence} are not those the host acknowledged`,
		);
	}

	private error(code: string, sector: number, epoch: number, from: number, to: number, text: string): void {
		this.findings.push({ severity: "error", code, sector, epoch, from, to, text });
	}
}

/** Checks everything that can be checked from outside. `ok` means no errors; notes report the remains of power cuts. */
export function verifyImage(image: Image, options: VerifyOptions): Verification {
	const numbered = numberRecords(image);
	const findings: Finding[] = [...numbered.findings];
	const fingerprint = u32At(
		chainContext(digest, { merchant: options.merchant, terminal: options.terminal, epoch: 0 }),
		0,
	);
	if (fingerprint !== image.owner)
		findings.push({
			severity: "error",
			code: "OWNER_DIFFERS",
			sector: 0,
			text: `this is not the journal of ${options.merchant}/${options.terminal}`,
		});
	const verifier = new ChainVerifier(options, findings);
	verifier.read(numbered);
	for (const { epoch, to, signedTo, from } of verifier.epochs) {
		const first = (signedTo ?? from - 1) + 1;
		if (to >= first)
			findings.push({
				severity: "note",
				code: "NOT_SIGNED",
				sector: 0,
				epoch,
				from: first,
				to,
				text: `records ${epoch}:${first}–${to} have no checked signature behind them`,
			});
	}
	return {
		ok: !findings.some((finding) => finding.severity === "error"),
		findings,
		records: verifier.records,
		checkpoints: verifier.checkpoints,
		epochs: verifier.epochs,
		archived: numbered.archived,
	};
}
