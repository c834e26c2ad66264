// What a file of items would change in the catalog.
import { amountIn, counted } from "./format.js";
import type { CatalogPreview } from "./types.js";

export function CatalogChanges({ preview }: { readonly preview: CatalogPreview }) {
	const { currency, currencyBefore, added, removed, changed, unchanged } = preview;
	const isOther = currencyBefore !== "" && currencyBefore !== currency;
	const isSame = added.length + removed.length + changed.length === 0 && !isOther;
	return (
		<>
			<p role="status">
				<strong>{isSame ? "No item would change." : "Not published yet. This would change:"}</strong>{" "}
				{[
					`${added.length} added`,
					`${removed.length} removed`,
					`${changed.length} changed`,
					`${unchanged} as before`,
				].join(", ")}
				.
			</p>
			{isOther ? (
				<p>
					Currency: {currencyBefore} → <strong>{currency}</strong>
				</p>
			) : null}
			<Items title="Changed" items={changed.map((item) => ({ ...item, text: changesText(item, preview) }))} />
			<Items
				title="Added"
				items={added.map((item) => ({ ...item, text: amountIn(item.priceMinor, currency) }))}
			/>
			<Items
				title="Removed"
				items={removed.map((item) => ({ ...item, text: amountIn(item.priceMinor, currencyBefore) }))}
			/>
		</>
	);
}

interface ItemsOptions {
	readonly title: string;
	readonly items: ReadonlyArray<{ readonly sku: string; readonly name: string; readonly text: string }>;
}

function Items({ title, items }: ItemsOptions) {
	if (items.length === 0) return null;
	return (
		<>
			<h3>
				{title} <span class="quiet">{counted(items.length, "item")}</span>
			</h3>
			{/* Focusable, so that a long list can be scrolled by keyboard. */}
			<ul class="places-list" tabIndex={0} aria-label={title}>
				{items.map(({ sku, name, text }) => (
					<li key={sku}>
						<span class="code">{sku}</span> {name}: {text}
					</li>
				))}
			</ul>
		</>
	);
}

const columnNames: Readonly<Record<string, string>> = { price_minor: "price", tax_class: "tax class" };

function changesText({ fields }: CatalogPreview["changed"][number], preview: CatalogPreview): string {
	return fields
		.map(({ column, before, after }) => {
			const show = (value: string, currency: string): string =>
				column === "price_minor" ? amountIn(Number(value), currency) : value || "none";
			const name = columnNames[column] ?? column;
			return `${name} ${show(before, preview.currencyBefore)} → ${show(after, preview.currency)}`;
		})
		.join("; ");
}
