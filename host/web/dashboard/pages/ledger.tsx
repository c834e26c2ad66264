// The ledger as one set of sums, with the hash that two hosts compare.
import { useApi } from "../api.js";
import { amount, count, percent } from "../format.js";
import { Figure, PageHead, Problem, Section, Skeleton } from "../parts.js";
import { DataTable, moneyColumn, type Column } from "../table.js";
import type { Ledger, TaxRow } from "../types.js";
import { formatOf, type PageOptions } from "./options.js";

export function LedgerPage({ overview, version }: PageOptions) {
	const ledger = useApi<Ledger>("/api/ledger", version);
	const taxes = useApi<readonly TaxRow[]>("/api/taxes", version);
	const format = formatOf(overview);
	const totals = ledger.value;
	const columns: ReadonlyArray<Column<TaxRow>> = [
		{ title: "Rate", value: (row) => row.rateBasisPoints, text: (row) => percent(row.rateBasisPoints) },
		moneyColumn("Takings", format, (row) => row.grossMinor),
		moneyColumn("Net", format, (row) => row.grossMinor - row.taxMinor, true),
		moneyColumn("Tax in it", format, (row) => row.taxMinor),
	];
	return (
		<main id="main" class="page">
			<PageHead title="Ledger">
				<p class="quiet">Everything ever sold, folded from the journals of all stalls.</p>
			</PageHead>
			<Problem text={ledger.error ?? taxes.error} />
			{totals ? (
				<section class="lead" aria-label="Totals">
					<div>
						<p class="quiet">Takings, all time</p>
						<p class="amount">
							{amount(totals.grossMinor, format.decimals)} <span class="unit">{format.currency}</span>
						</p>
					</div>
					<dl class="figures">
						<Figure name="sales">{count(totals.sales)}</Figure>
						<Figure name="units">{count(totals.units)}</Figure>
						<Figure name="cash">{amount(totals.cashMinor, format.decimals)}</Figure>
						<Figure name="card">{amount(totals.cardMinor, format.decimals)}</Figure>
						<Figure name="tax in it">{amount(totals.taxMinor, format.decimals)}</Figure>
						<Figure name="drawer opened without a sale">{count(totals.noSales)}</Figure>
					</dl>
				</section>
			) : ledger.error ? null : (
				<Skeleton lines={4} label="Totals are loading" />
			)}
			<Section title="Tax by rate">
				<DataTable
					caption="Tax by rate"
					columns={columns}
					rows={taxes.value}
					rowKey={(row) => String(row.rateBasisPoints)}
					empty="The tax of each rate is summed here from the first sale on."
					plain
				/>
			</Section>
			{totals ? (
				<Section title="State hash" aside={<a href="/api/items.csv">Items sold as CSV</a>}>
					<div class="hash-box">
						<p class="hash" data-testid="state-hash">
							{totals.stateHash}
						</p>
						<p class="quiet">Any host that holds the same sales shows the same hash, whatever the order they arrived in.</p>
					</div>
				</Section>
			) : null}
		</main>
	);
}
