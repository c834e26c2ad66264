// Runs inside XS: the parts of a sale one by one, for the till benchmark. Whole sales are measured on the whole
// terminal.
import type { Signer } from "../../../firmware/core/ports.js";
import { chainContext, checkpointMessage } from "../../../firmware/core/chain.js";
import { Journal } from "../../../firmware/journal/journal.js";
import { publishPacket } from "../../../firmware/sync/packet.js";
import { openAck, sealAck } from "../../../firmware/wire/ack.js";
import { encodeBatch } from "../../../firmware/wire/batch.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import {
	decodeRecord,
	encodeRecord,
	RecordKind,
	type SaleRecord,
	Series,
	TaxMode,
	TenderKind,
} from "../../../firmware/wire/record.js";
import { terminalTopic, topicRoot } from "../../../firmware/wire/topics.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const { digest, ed25519, journalFlash } = guestPorts;
const identity = { merchant: "north-market", terminal: "stall-1", epoch: 1 };
const seed = new Uint8Array(32).fill(7);
const publicKey = ed25519.publicKey(seed);
const signer: Signer = { publicKey, sign: (message) => ed25519.sign(message, seed) };
const line = { unitMinor: 350, amountMinor: 350, taxes: 1 };

/** A typical sale: three lines, one tax rate, paid by card. */
function sale(number: number): SaleRecord {
	const attempt = { epoch: identity.epoch, sequence: number + 1 };
	return {
		kind: RecordKind.sale,
		bootCount: 3,
		uptimeMs: 3_600_000,
		wallMs: 1_700_000_000_000,
		clockQuality: 3,
		staff: 0,
		shift: 1,
		document: { series: Series.receipt, number, totalMinor: 1_050, cashMinor: 0 },
		closes: [attempt],
		currency: "GBP",
		catalogVersion: 4,
		lines: [
			{ sku: "1001", name: "Flat white", quantity: 1, ...line },
			{ sku: "1002", name: "Almond croissant", quantity: 1, ...line },
			{ sku: "1003", name: "Sourdough loaf", quantity: 1, ...line },
		],
		discounts: [],
		taxes: [{ rateMillipercent: 20_000, baseMinor: 1_050, taxMinor: 175, authority: "", jurisdiction: "" }],
		roundingMinor: 0,
		tenders: [{ kind: TenderKind.card, amountMinor: 1_050, reference: `tok-${number}`, attempt }],
		changeMinor: 0,
		taxMode: TaxMode.inclusive,
	};
}

const state: {
	cbor?: CborCodec;
	journal?: Journal;
	record?: Uint8Array;
	batch?: Uint8Array;
	ack?: Uint8Array;
	receipt: number;
} = {
	receipt: 0,
};

export function openCodec(): void {
	state.cbor = new CborCodec();
}

export function openJournal(): void {
	state.journal = new Journal({ flash: journalFlash, digest, signer, identity });
}

export function closeJournal(): void {
	state.journal?.close();
	delete state.journal;
}

export function encodeSale(): number {
	state.record = encodeRecord(state.cbor!, sale(++state.receipt), identity.epoch);
	return state.record.length;
}

export function decodeSale(): void {
	decodeRecord(state.cbor!, state.record!, identity.epoch);
}

/** The record is encoded before, so that this measures the journal alone. */
export function append(): number {
	return state.journal!.append(state.record!, "sale");
}

/** The last `count` records of the journal as one signed batch. */
export function batch(count: number): number {
	const journal = state.journal!;
	const firstSequence = journal.sequence - count + 1;
	const cursor = journal.walk(journal.epoch, firstSequence);
	const payloads: Uint8Array[] = [];
	for (let i = 0; i < count; i++) payloads.push(cursor.next()!.payload);
	const signature = signer.sign(checkpointMessage(chainContext(digest, identity), journal.sequence, journal.head));
	state.batch = encodeBatch(state.cbor!, { epoch: journal.epoch, firstSequence, payloads, signature });
	return state.batch.length;
}

export function publish(): number {
	return publishPacket(terminalTopic(topicRoot(1), "batch"), state.batch!, 7).length;
}

export function sealOneAck(): void {
	const { merchant, terminal, epoch } = identity;
	const committed = state.journal!.sequence;
	const ack = {
		merchant,
		terminal,
		epoch,
		incarnation: 1,
		committed,
		archived: committed,
		head: state.journal!.head,
		status: 0 as const,
	};
	state.ack = sealAck(state.cbor!, signer, ack);
}

export function readAck(): void {
	openAck(state.cbor!, ed25519, publicKey, state.ack!);
}
