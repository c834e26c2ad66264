// One receipt with its proof: the record as it was signed, the head it leads to, and the checkpoint that vouches for it (invariant 7).
import type { Static } from "typebox";
import { equal, toHex } from "../../firmware/core/bytes.js";
import { chainContext, checkpointMessage, genesisHead, nextHead } from "../../firmware/core/chain.js";
import { isKnown, RecordKind, TenderKind } from "../../firmware/wire/record.js";
import { decodeRecord } from "../../firmware/wire/record-codec.js";
import { NodeVerifier } from "../crypto.js";
import type { Host } from "../main.js";
import type { ReceiptRow } from "../store/reports.js";
import type { Proof, ReceiptDetail } from "./schemas.js";

const verifier = new NodeVerifier();

export function receiptView(host: Host, rows: readonly ReceiptRow[]): Static<typeof ReceiptDetail> | undefined {
	const [row, ...others] = rows;
	const record = row && host.store.chains.record(row.terminal, row.epoch, row.sequence);
	if (!row || !record) return undefined;
	const sale = decodeRecord(host.cbor, record.payload);
	if (!isKnown(sale) || sale.kind !== RecordKind.sale) return undefined;
	return {
		...row,
		catalogVersion: sale.catalogVersion,
		lines: [...sale.lines],
		discounts: [...sale.discounts],
		taxes: [...sale.taxes],
		tenders: sale.tenders.map((t) => ({ ...t, kind: t.kind === TenderKind.cash ? "cash" : "card" })),
		roundingMinor: sale.roundingMinor,
		changeMinor: sale.changeMinor,
		proof: prove(host, row),
		alsoAt: others.map(({ epoch, sequence }) => ({ epoch, sequence })),
	};
}

/** Follows the chain from the record's predecessor to the next checkpoint and checks that signature: nothing stored is taken on trust but keys. */
function prove(host: Host, row: ReceiptRow): Static<typeof Proof> {
	const { chains } = host.store;
	const { terminal, epoch, sequence } = row;
	const checkpoint = chains.checkpointAfter(terminal, epoch, sequence);
	const context = chainContext(host.digest, { merchant: host.merchant, terminal, epoch });
	let head = sequence === 1 ? genesisHead(host.digest, context) : chains.headAt(terminal, epoch, sequence - 1);
	let own: Uint8Array | undefined;
	for (let at = sequence; head && checkpoint && at <= checkpoint.sequence; at++) {
		const record = chains.record(terminal, epoch, at);
		head = record && nextHead(host.digest, head, record.payload);
		if (at === sequence) own = head;
	}
	const stored = chains.headAt(terminal, epoch, sequence);
	const intact =
		checkpoint !== undefined &&
		head !== undefined &&
		own !== undefined &&
		stored !== undefined &&
		equal(own, stored) &&
		verifier.verify(checkpoint.signature, checkpointMessage(context, checkpoint.sequence, head), checkpoint.publicKey);
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
