// One receipt with its proof: the record as it was signed, the head it leads to, and the checkpoint that vouches for it
// (invariant 7).
import type { Static } from "typebox";
import { equal, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { decodeRecord, isKnown, RecordKind, type SaleBody } from "../../firmware/wire/record.js";
import { NodeVerifier } from "../crypto.js";
import type { Host } from "../main.js";
import type { ReceiptRow } from "../store/reports.js";
import type { Proof, ReceiptDetail } from "./schemas.js";

const verifier = new NodeVerifier();

export async function receiptView(
	host: Host,
	rows: readonly ReceiptRow[],
): Promise<Static<typeof ReceiptDetail> | undefined> {
	const [row, ...others] = rows;
	if (!row) return undefined;
	const sale = await saleOf(host, row);
	return {
		...row,
		tenders: [...row.tenders],
		catalogVersion: sale?.catalogVersion ?? null,
		lines: [...(sale?.lines ?? [])],
		discounts: [...(sale?.discounts ?? [])],
		taxes: [...(sale?.taxes ?? [])],
		paid: (sale?.tenders ?? []).map(({ kind, amountMinor, reference, attempt }) => ({
			...{ kind, amountMinor, reference },
			attempt: attempt ?? null,
		})),
		roundingMinor: sale?.roundingMinor ?? 0,
		changeMinor: sale?.changeMinor ?? 0,
		proof: await prove(host, row),
		alsoAt: others.map(({ epoch, sequence }) => ({ epoch, sequence })),
	};
}

/** What was sold, or practised; undefined for a document of a newer version. */
async function saleOf(host: Host, { terminal, epoch, sequence, type }: ReceiptRow): Promise<SaleBody | undefined> {
	const held = type === "newer" ? undefined : await host.store.chains.record(terminal, epoch, sequence);
	const record = held && decodeRecord(host.cbor, held.payload, epoch);
	if (!record || !isKnown(record)) return undefined;
	return record.kind === RecordKind.sale || record.kind === RecordKind.trainingSale ? record : undefined;
}

/**
 * Follows the chain from the record's predecessor to the next checkpoint and checks that signature: nothing stored is
 * taken on trust but keys.
 */
async function prove(host: Host, row: ReceiptRow): Promise<Static<typeof Proof>> {
	const { chains } = host.store;
	const { terminal, epoch, sequence } = row;
	const checkpoint = await chains.checkpointAfter(terminal, epoch, sequence);
	const context = chainContext(host.digest, { merchant: host.merchant, terminal, epoch });
	let head = sequence === 1 ? genesisHead(host.digest, context) : await chains.headAt(terminal, epoch, sequence - 1);
	let own: Uint8Array | undefined;
	for (let at = sequence; head && checkpoint && at <= checkpoint.sequence; at++) {
		const record = await chains.record(terminal, epoch, at);
		head = record && nextHead(host.digest, head, record.payload);
		if (at === sequence) own = head;
	}
	const stored = await chains.headAt(terminal, epoch, sequence);
	const intact =
		checkpoint !== undefined &&
		head !== undefined &&
		own !== undefined &&
		stored !== undefined &&
		equal(own, stored) &&
		verifier.verify(
			checkpoint.signature,
			checkpointMessage(context, checkpoint.sequence, head),
			checkpoint.publicKey,
		);
	return {
		epoch,
		sequence,
		head: stored ? toHex(stored) : "",
		checkpointSequence: checkpoint?.sequence ?? null,
		signature: checkpoint ? toHex(checkpoint.signature) : null,
		signedBy: checkpoint ? toHex(checkpoint.publicKey) : null,
		intact,
	};
}
