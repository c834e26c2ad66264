// One receipt and its proof.
import { formatKilograms, formatRate } from "../../../../firmware/core/money.js";
import { useApi } from "../api.js";
import { amountIn, count, money, tenderName } from "../format.js";
import { useStaff } from "../people.js";
import { PageHead, Problem, Section, Skeleton } from "../parts.js";
import { numberText } from "../receipts-table.js";
import type { Overview, Receipt } from "../types.js";
import { useTimes } from "../zone.js";
import { terminalName } from "./options.js";

const exclusive = 1;

export function ReceiptPage({
	terminal,
	number,
	series = 1,
	overview,
	version,
}: {
	readonly terminal: string;
	readonly number: number;
	readonly series?: number | undefined;
	readonly overview: Overview | undefined;
	readonly version: number;
}) {
	const path = `/api/receipts/${encodeURIComponent(terminal)}/${number}${series === 1 ? "" : `?series=${series}`}`;
	const { value: receipt, error } = useApi<Receipt>(path, version);
	const { dateTime } = useTimes();
	const staffText = useStaff(version);
	const name = terminalName(overview)(terminal);
	return (
		<main id="main" class="page">
			<PageHead title={titleOf(series, number)} back="#/receipts">
				<p class="quiet">
					{name}
					{receipt ? `, ${dateTime(receipt.wallMs)}, shift ${receipt.shift}` : ""}
					{receipt && receipt.staff > 0 ? `, staff ${staffText(receipt.staff)}` : ""}
				</p>
			</PageHead>
			<Problem text={error} />
			{receipt ? (
				<div class="two">
					<Slip receipt={receipt} />
					<ProofBox receipt={receipt} name={name} />
				</div>
			) : error ? null : (
				<Skeleton lines={8} label="The receipt is loading" />
			)}
		</main>
	);
}

function titleOf(series: number, number: number): string {
	const text = numberText({ series, number });
	return series === 1 ? `Receipt ${text}` : `${text[0]!.toUpperCase()}${text.slice(1)}`;
}

function Slip({ receipt }: { readonly receipt: Receipt }) {
	const show = (minor: number): string => amountIn(minor, receipt.currency);
	const totalMinor = receipt.type === "training" ? receipt.practisedMinor : receipt.totalMinor;
	return (
		<section class="sheet slip" aria-label="Lines of the receipt">
			<Mark type={receipt.type} />
			<Lines receipt={receipt} show={show} />
			<div class="slip-row total">
				<span>Total</span>
				<span class="numeric">{money(totalMinor, receipt.currency)}</span>
			</div>
			{receipt.roundingMinor === 0 ? null : <Row name="Cash rounding" value={show(receipt.roundingMinor)} />}
			{receipt.paid.map((tender, index) => (
				<Row key={index} name={paidName(tender)} note={tenderNote(tender)} value={show(tender.amountMinor)} />
			))}
			{receipt.changeMinor === 0 ? null : <Row name="Change" value={show(-receipt.changeMinor)} />}
			{receipt.taxes.map((tax, index) => (
				<Row key={index} name={taxName(receipt, tax, show)} value={show(tax.taxMinor)} quiet />
			))}
		</section>
	);
}

function Mark({ type }: Pick<Receipt, "type">) {
	if (type === "sale") return null;
	return (
		<p class="quiet" role="note">
			{type === "training"
				? "Training sale: not counted."
				: "Of a newer version: its number and amounts count, but its lines cannot be read here. " +
					"Update this host, then start it once with --rebuild."}
		</p>
	);
}

function Lines({ receipt, show }: { readonly receipt: Receipt; show(minor: number): string }) {
	return (
		<>
			{receipt.lines.map((line, index) => (
				<div class="slip-row" key={index}>
					<span>
						{count(line.quantity)} × <bdi>{line.name}</bdi>
						<span class="quiet">
							{line.weightGrams === undefined ? "" : ` ${formatKilograms(line.weightGrams)}`}
							{line.perKilogramMinor ? ` × ${show(line.perKilogramMinor)}` : ""}
							{line.quantity > 1 ? `, at ${show(line.unitMinor)}` : ""}
							{ratesText(receipt, line.taxes)}
						</span>
					</span>
					<span class="numeric">{show(line.amountMinor)}</span>
				</div>
			))}
			{receipt.discounts.map((discount, index) => (
				<div class="slip-row" key={`d${index}`}>
					<span>{discount.name}</span>
					<span class="numeric">{show(discount.amountMinor)}</span>
				</div>
			))}
		</>
	);
}

/** ", incl. tax 20 %" or ", tax 4 % and 4.875 %": the taxes whose bits are set in the mask. */
function ratesText({ taxes, taxMode }: Receipt, mask: number): string {
	const rates = taxes
		.filter((_, bit) => Math.floor(mask / 2 ** bit) % 2 === 1)
		.map((tax) => formatRate(tax.rateMillipercent));
	if (rates.length === 0) return "";
	return `, ${taxMode === exclusive ? "" : "incl. "}tax ${rates.join(" and ")}`;
}

function taxName({ taxMode }: Receipt, tax: Receipt["taxes"][number], show: (minor: number) => string): string {
	const levy = [formatRate(tax.rateMillipercent), tax.authority, tax.jurisdiction]
		.filter((part) => part !== "")
		.join(" ");
	return taxMode === exclusive
		? `Tax ${levy} on ${show(tax.baseMinor)}`
		: `incl. tax ${levy} in ${show(tax.baseMinor)}`;
}

function paidName({ kind, reference }: Receipt["paid"][number]): string {
	const name = tenderName(kind);
	return kind === 1 ? "Cash given" : `${name[0]!.toUpperCase()}${name.slice(1)} ${reference}`.trimEnd();
}

/** What is not certain about a tender; empty for one that is paid. */
function tenderNote({ state }: Receipt["paid"][number]): string {
	if (state === "paid") return "";
	return state === "unconfirmed" ? "not yet confirmed" : "not charged";
}

interface RowOptions {
	readonly name: string;
	readonly value: string;
	readonly note?: string;
	readonly quiet?: boolean;
}

function Row({ name, value, note = "", quiet }: RowOptions) {
	return (
		<div class={`slip-row ${quiet ? "quiet" : ""}`}>
			<span>
				{name}
				{note === "" ? null : (
					<>
						{" "}
						<strong class="at-risk">{note}</strong>
					</>
				)}
			</span>
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
						? "The terminal’s records up to this one hash to the value that the terminal signed."
						: "Its bytes, its place in the chain or the signature do not match. Do not rely on it."}
				</p>
			</div>
			<dl class="hash-box">
				<dt class="quiet">Chain value after this record (SHA-256)</dt>
				<dd class="hash">{proof.head}</dd>
				{proof.signedBy ? (
					<>
						<dt class="quiet">Key of the terminal (Ed25519)</dt>
						<dd class="hash">{proof.signedBy}</dd>
					</>
				) : null}
			</dl>
		</Section>
	);
}
