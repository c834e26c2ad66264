// One receipt with its proof.
import { useApi } from "../api.js";
import { amount, count, dateTime, money, percent, type MoneyFormat } from "../format.js";
import { PageHead, Problem, Section, Skeleton } from "../parts.js";
import type { Overview, Receipt } from "../types.js";
import { formatOf, stallName } from "./options.js";

export function ReceiptPage({
	terminal,
	number,
	overview,
}: {
	readonly terminal: string;
	readonly number: number;
	readonly overview: Overview | undefined;
}) {
	const { value: receipt, error } = useApi<Receipt>(`/api/receipts/${encodeURIComponent(terminal)}/${number}`);
	const name = stallName(overview)(terminal);
	return (
		<main id="main" class="page">
			<PageHead title={`Receipt ${String(number).padStart(4, "0")}`} back="#/receipts">
				<p class="quiet">
					{name}
					{receipt ? `, ${dateTime(receipt.wallMs)}, shift ${receipt.shift}` : ""}
				</p>
			</PageHead>
			<Problem text={error} />
			{receipt ? (
				<div class="two">
					<Slip receipt={receipt} format={{ currency: receipt.currency, decimals: formatOf(overview).decimals }} />
					<ProofBox receipt={receipt} name={name} />
				</div>
			) : error ? null : (
				<Skeleton lines={8} label="The receipt is loading" />
			)}
		</main>
	);
}

function Slip({ receipt, format }: { readonly receipt: Receipt; readonly format: MoneyFormat }) {
	const show = (minor: number): string => amount(minor, format.decimals);
	return (
		<section class="sheet slip" aria-label="Lines of the receipt">
			{receipt.lines.map((line, index) => (
				<div class="slip-row" key={index}>
					<span>
						{count(line.quantity)} × {line.name}
						<span class="quiet">
							{line.weightGrams === undefined ? "" : ` ${(line.weightGrams / 1_000).toFixed(3)} kg`}
							{line.perKilogramMinor ? ` × ${show(line.perKilogramMinor)},` : line.weightGrams === undefined ? "" : ","}
							{line.quantity > 1 ? ` at ${show(line.unitMinor)},` : ""} tax {percent(line.taxRateBasisPoints)}
						</span>
					</span>
					<span class="numeric">{show(line.grossMinor)}</span>
				</div>
			))}
			{receipt.discounts.map((discount, index) => (
				<div class="slip-row" key={`d${index}`}>
					<span>{discount.name}</span>
					<span class="numeric">{show(discount.amountMinor)}</span>
				</div>
			))}
			<div class="slip-row total">
				<span>Total</span>
				<span class="numeric">{money(receipt.totalMinor, format)}</span>
			</div>
			{receipt.roundingMinor === 0 ? null : <Row name="Cash rounding" value={show(receipt.roundingMinor)} />}
			{receipt.tenders.map((tender, index) => (
				<Row key={index} name={tender.kind === "cash" ? "Cash given" : `Card ${tender.reference}`} value={show(tender.amountMinor)} />
			))}
			{receipt.changeMinor === 0 ? null : <Row name="Change" value={show(-receipt.changeMinor)} />}
			{receipt.taxes.map((tax) => (
				<Row
					key={tax.rateBasisPoints}
					name={`Tax ${percent(tax.rateBasisPoints)} in ${show(tax.grossMinor)}`}
					value={show(tax.taxMinor)}
					quiet
				/>
			))}
		</section>
	);
}

function Row({ name, value, quiet }: { readonly name: string; readonly value: string; readonly quiet?: boolean }) {
	return (
		<div class={`slip-row ${quiet ? "quiet" : ""}`}>
			<span>{name}</span>
			<span class="numeric">{value}</span>
		</div>
	);
}

function ProofBox({ receipt, name }: { readonly receipt: Receipt; readonly name: string }) {
	const { proof } = receipt;
	return (
		<Section title="Proof">
			<div class={`proof ${proof.intact ? "" : "broken"}`}>
				<strong>
					<span aria-hidden="true">{proof.intact ? "✓ " : "✕ "}</span>
					{proof.intact ? "This receipt is intact." : "This receipt is not proven intact."}
				</strong>
				<p>
					{proof.signedBy
						? `Signed by ${name}, record ${count(proof.sequence)} of epoch ${proof.epoch}.`
						: `Record ${count(proof.sequence)} of epoch ${proof.epoch}; no signed checkpoint covers it.`}
				</p>
				<p class="quiet">
					{proof.intact
						? "Every byte from the till’s first record up to this one hashes to the value that the till signed."
						: "Its bytes, its place in the chain or the signature do not agree. Do not settle it before the alarm is cleared."}
				</p>
			</div>
			<dl class="hash-box">
				<dt class="quiet">Chain value after this record (SHA-256)</dt>
				<dd class="hash">{proof.head}</dd>
				{proof.signedBy ? (
					<>
						<dt class="quiet">Key of the till (Ed25519)</dt>
						<dd class="hash">{proof.signedBy}</dd>
					</>
				) : null}
			</dl>
		</Section>
	);
}
