// One receipt with its proof: the record's bytes, the chain head after it, and the signed checkpoint that covers it
// (invariant 7).
import type { Static } from "typebox";
import { equal, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { decodeRecord, isKnown, PaymentOutcome, RecordKind, type SaleBody } from "../../firmware/wire/record.js";
import type { ReceiptRow, ReceiptsContext, TenderOutcome, TextsContext } from "../context.js";
import { NodeVerifier } from "../crypto.js";
import type { Proof, ReceiptDetail, tenderStates } from "./schemas.js";

const verifier = new NodeVerifier();

/** The digests of the texts of a receipt's lines. */
export async function textDigests(context: ReceiptsContext, row: ReceiptRow): Promise<Uint8Array[]> {
	return ((await saleOf(context, row))?.lines ?? []).flatMap(({ note }) => (note ? [note] : []));
}

/** Without `texts`, as for the public page, lines have none. */
export async function receiptView(
	context: ReceiptsContext,
	rows: readonly ReceiptRow[],
	texts?: TextsContext,
): Promise<Static<typeof ReceiptDetail> | undefined> {
	const [row, ...others] = rows;
	if (!row) return undefined;
	const sale = await saleOf(context, row);
	const outcomes = await context.reports.tenderOutcomes(row.terminal, row.epoch, row.sequence);
	const names = sale ? await context.reports.wholeNames(sale.catalogVersion, sale.lines) : [];
	return {
		...row,
		tenders: [...row.tenders],
		catalogVersion: sale?.catalogVersion ?? null,
		lines: (sale?.lines ?? []).map(({ note, ...line }, index) => ({
			...{ ...line, name: names[index] ?? line.name },
			...(texts && note && { note: texts.textOf(note) ?? null }),
		})),
		discounts: (sale?.discounts ?? []).map(({ shares, ...discount }) => ({
			...discount,
			...(shares && { shares: [...shares] }),
		})),
		taxes: [...(sale?.taxes ?? [])],
		paid: (sale?.tenders ?? []).map(({ kind, amountMinor, reference, attempt }, index) => ({
			...{ kind, amountMinor, reference, state: stateOf(outcomes.find(({ tender }) => tender === index)) },
			attempt: attempt ?? null,
		})),
		roundingMinor: sale?.roundingMinor ?? 0,
		changeMinor: sale?.changeMinor ?? 0,
		proof: await prove(context, row),
		alsoAt: others.map(({ epoch, sequence }) => ({ epoch, sequence })),
	};
}

function stateOf(unconfirmed: TenderOutcome | undefined): (typeof tenderStates)[number] {
	if (unconfirmed?.outcome === 0) return "unconfirmed";
	return unconfirmed?.outcome === PaymentOutcome.withdrawn ? "notCharged" : "paid";
}

/** The body of a sale or training sale; undefined for a document of a newer version. */
async function saleOf({ chains, cbor }: ReceiptsContext, row: ReceiptRow): Promise<SaleBody | undefined> {
	const { terminal, epoch, sequence, type } = row;
	const held = type === "newer" ? undefined : await chains.record(terminal, epoch, sequence);
	const record = held && decodeRecord(cbor, held.payload, epoch);
	if (!record || !isKnown(record)) return undefined;
	return record.kind === RecordKind.sale || record.kind === RecordKind.trainingSale ? record : undefined;
}

/**
 * Computes the chain from the record's predecessor to the next checkpoint and verifies the checkpoint's signature. Of
 * the stored data only the keys are trusted.
 */
async function prove(context: ReceiptsContext, row: ReceiptRow): Promise<Static<typeof Proof>> {
	const { chains } = context;
	const { terminal, epoch, sequence } = row;
	const checkpoint = await chains.checkpointAfter(terminal, epoch, sequence);
	const stored = await chains.headAt(terminal, epoch, sequence);
	return {
		epoch,
		sequence,
		head: stored ? toHex(stored) : "",
		checkpointSequence: checkpoint?.sequence ?? null,
		signature: checkpoint ? toHex(checkpoint.signature) : null,
		signedBy: checkpoint ? toHex(checkpoint.publicKey) : null,
		intact: checkpoint !== undefined && stored !== undefined && (await isIntact(context, row, checkpoint, stored)),
	};
}

type Checkpoint = NonNullable<Awaited<ReturnType<ReceiptsContext["chains"]["checkpointAfter"]>>>;

async function isIntact(
	{ chains, digest, merchant }: ReceiptsContext,
	{ terminal, epoch, sequence }: ReceiptRow,
	checkpoint: Checkpoint,
	stored: Uint8Array,
): Promise<boolean> {
	const context = chainContext(digest, { merchant, terminal, epoch });
	let head = sequence === 1 ? genesisHead(digest, context) : await chains.headAt(terminal, epoch, sequence - 1);
	for (let at = sequence; head && at <= checkpoint.sequence; at++) {
		const record = await chains.record(terminal, epoch, at);
		head = record && nextHead(digest, head, record.payload);
		if (at === sequence && !(head && equal(head, stored))) return false;
	}
	if (!head) return false;
	const message = checkpointMessage(context, checkpoint.sequence, head);
	return verifier.verify(checkpoint.signature, message, checkpoint.publicKey);
}
