// Flash: reads the journal and changes nothing in it; erases and programs sectors of the catalog's partition that hold
// nothing. Both partitions lie on one chip, so this shows its program and erase too.
import { spareSectors } from "../../catalog/spare.js";
import { equal } from "../../core/bytes.js";
import { Fault } from "../../core/fault.js";
import { limits } from "../../core/limits.js";
import type { Flash } from "../../core/ports.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import { writtenEnd } from "../../journal/erased.js";
import { preambleBytes } from "../../journal/layout.js";
import type { RecordAudit } from "../../till/session/record-log.js";
import { type Bench, passed, skipped, type Step } from "./step.js";

const sectorsPerPoll = 4;
const pieceBytes = 256;
/**
 * An erased sector with no more cleared bits than this has stuck ones. More come from an erase that a power cut ended,
 * which the journal repeats before it uses the sector.
 */
const stuckBitsMax = 8;
const pattern = 0x5a;

export class FlashStep implements Step {
	readonly task = "checkMemory";
	readonly limitMs = limits.selfTestFlashMs;
	readonly isBusy = true;
	readonly #journal: Flash;
	readonly #catalog: Flash;
	#audit: RecordAudit | undefined;
	#journalAt = 0;
	#spareTested = 0;

	constructor({ ports, enrolled }: Bench) {
		this.#journal = ports.journalFlash;
		this.#catalog = ports.catalogFlash;
		this.#audit = enrolled?.audit();
	}

	poll(elapsedMs: number): SelfTestOutcome | undefined {
		if (this.#audit) return this.readRecords(this.#audit, elapsedMs);
		if (this.#journalAt < this.#journal.sizeBytes) return this.readErased();
		return this.writeSpare();
	}

	expire(): SelfTestOutcome {
		return { verdict: "fail", reason: "badSector" };
	}

	private readRecords(audit: RecordAudit, elapsedMs: number): SelfTestOutcome | undefined {
		const hasMore = audit.step(limits.auditStepRecordsMax);
		if (audit.damaged > 0 || audit.breaks > 0) return { verdict: "fail", reason: "damaged" };
		if (!hasMore || elapsedMs >= limits.selfTestAuditMs) this.#audit = undefined;
		return undefined;
	}

	private readErased(): SelfTestOutcome | undefined {
		for (let count = 0; count < sectorsPerPoll && this.#journalAt < this.#journal.sizeBytes; count++) {
			if (hasStuckBits(this.#journal, this.#journalAt)) return { verdict: "fail", reason: "stuckBits" };
			this.#journalAt += this.#journal.sectorBytes;
		}
		return undefined;
	}

	/**
	 * One sector in one turn, chosen in that turn: a catalog that arrives between two turns may use a sector that was
	 * spare before.
	 */
	private writeSpare(): SelfTestOutcome | undefined {
		const base = spareSectors(this.#catalog)[this.#spareTested];
		if (base === undefined) {
			return this.#spareTested > 0 ? passed : skipped;
		}
		this.#spareTested++;
		try {
			return testSector(this.#catalog, base);
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			return { verdict: "fail", reason: "badSector" };
		}
	}
}

/** Erased at its beginning, so that no segment was opened here, and a few bits behind that are not. */
function hasStuckBits(flash: Flash, base: number): boolean {
	const head = base + preambleBytes;
	const end = base + flash.sectorBytes;
	if (writtenEnd(flash, base, head) !== base || writtenEnd(flash, head, end) === head) return false;
	const piece = new Uint8Array(pieceBytes);
	let cleared = 0;
	for (let at = base; at < end && cleared <= stuckBitsMax; at += pieceBytes) {
		flash.readRaw(at, piece);
		for (let byte of piece) for (byte ^= 0xff; byte > 0; byte >>= 1) cleared += byte & 1;
	}
	return cleared <= stuckBitsMax;
}

/** Every bit is set and cleared once, and each page holds its own number. Leaves the sector erased. Throws Fault. */
function testSector(flash: Flash, base: number): SelfTestOutcome | undefined {
	const end = base + flash.sectorBytes;
	for (const invert of [0, 0xff]) {
		flash.erase(base);
		if (writtenEnd(flash, base, end) !== base) return { verdict: "fail", reason: "stuckBits" };
		for (let at = base; at < end; at += pieceBytes) flash.program(at, pageOf(base, at, invert));
		// All pages are written before the first one is read: a stuck address line writes over another page.
		for (let at = base; at < end; at += pieceBytes) {
			const found = new Uint8Array(pieceBytes);
			flash.read(at, found);
			if (!equal(found, pageOf(base, at, invert))) return { verdict: "fail", reason: "stuckBits" };
		}
	}
	flash.erase(base);
	return undefined;
}

function pageOf(base: number, at: number, invert: number): Uint8Array {
	const page = new Uint8Array(pieceBytes).fill(pattern ^ invert);
	page[0] = ((at - base) / pieceBytes) ^ invert;
	return page;
}
