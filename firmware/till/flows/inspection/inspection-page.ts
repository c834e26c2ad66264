// For an inspector: the terminal signs the current head of its journal, rereads the whole journal, and shows the
// result.
import { toHex } from "../../../core/bytes.js";
import { Fault } from "../../../core/fault.js";
import { limits } from "../../../core/limits.js";
import type { Timer } from "../../../core/ports.js";
import { RecordKind, Series } from "../../../wire/record.js";
import type { Page } from "../../page.js";
import type { RecordAudit } from "../../session/record-log.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Body } from "../../view.js";

declare module "../../page.js" {
	interface Destinations {
		inspection: [];
	}
}
declare module "../../view.js" {
	interface Bodies {
		inspection: {
			readonly terminal: string;
			/** The first bytes of its public key: hexadecimal in groups. */
			readonly keyText: string;
			/** The last number used. */
			readonly receiptNumber: number;
			/** Number of chained records read so far. */
			readonly records: number;
			readonly damaged: number;
			readonly breaks: number;
			readonly isReading: boolean;
			/** The record that was signed for this inspection; undefined if there was no space for a signature. */
			readonly signedTo: number | undefined;
			readonly queued: number;
			/** Content of the QR code; undefined while it is not shown. */
			readonly code: string | undefined;
		};
	}
	interface Actions {
		inspect: undefined;
	}
}

/** Bytes of the chain's head in the QR code: enough to distinguish any two, few enough to scan from a metre away. */
const codeHeadBytes = 12;
const keyTextBytes = 8;

export class InspectionPage implements Page {
	readonly #session: SaleSession;
	#audit: RecordAudit | undefined;
	#step: Timer | undefined;
	#isSigned = false;
	#showsCode = false;
	/** The record that the signature follows, and the head after it. */
	#sequence = 0;
	#head: Uint8Array;

	constructor(session: SaleSession) {
		this.#session = session;
		this.#head = session.options.journal.head;
	}

	/** Throws what the journal throws. */
	opened(): void {
		const { journal } = this.#session.options;
		// Inspections are recorded.
		this.#session.write({ kind: RecordKind.inspected }, "reserved");
		try {
			journal.checkpoint();
			this.#isSigned = true;
		} catch (error) {
			// Without space for a new signature, the last one remains valid.
			if (!(error instanceof Fault)) throw error;
		}
		this.#sequence = journal.sequence;
		this.#head = journal.head;
		this.#audit = journal.audit();
		this.goOn(this.#audit);
	}

	closed(): void {
		this.#step?.cancel();
	}

	get coversNotices(): boolean {
		return this.#showsCode;
	}

	body(): Body {
		const { options, shift } = this.#session;
		const { identity, journal, status, signer } = options;
		const { merchant, terminal } = identity;
		const audit = this.#audit;
		const headText = toHex(this.#head.subarray(0, codeHeadBytes));
		const code = `TMI1:${merchant}:${terminal}:${journal.epoch}:${this.#sequence}:${headText}`;
		return {
			kind: "inspection",
			terminal,
			keyText: toHex(signer.publicKey.subarray(0, keyTextBytes)).replaceAll(/.{4}(?=.)/g, "$& "),
			receiptNumber: shift.lastNumber(Series.receipt),
			records: audit?.records ?? 0,
			damaged: audit?.damaged ?? 0,
			breaks: audit?.breaks ?? 0,
			isReading: this.#step !== undefined,
			signedTo: this.#isSigned ? this.#sequence : undefined,
			queued: status.link.queued,
			code: this.#showsCode ? code : undefined,
		};
	}

	act(action: Action): void {
		if (action.kind === "showQr") this.#showsCode = true;
		else if (action.kind === "next" || action.kind === "back") {
			if (this.#showsCode) this.#showsCode = false;
			else this.#session.go("settings");
		}
	}

	/** Reads a few records at a time, so that touches and the printer are served in between. */
	private goOn(audit: RecordAudit): void {
		this.#step = this.#session.options.ports.timers.start(0, () => {
			this.#step = undefined;
			if (audit.step(limits.auditStepRecordsMax)) this.goOn(audit);
			this.#session.options.listener.viewChanged();
		});
	}
}
