// What the draft would have done to past sales, of last Saturday by default.
import { useState } from "preact/hooks";
import { get, sentence } from "../api.js";
import { amountIn, count, counted, money, weekday } from "../format.js";
import { Empty, Figure, Problem, Skeleton } from "../parts.js";
import { type Column, DataTable, moneyColumn } from "../table.js";
import type { PastSales as Past } from "../types.js";
import { Field, Several } from "./fields.js";

interface PastOptions {
	readonly currency: string;
	readonly flags: readonly string[];
}

export function PastSales({ currency, flags }: PastOptions) {
	const [from, setFrom] = useState("");
	const [to, setTo] = useState("");
	const [set, setSet] = useState<readonly string[]>([]);
	const [past, setPast] = useState<Past | undefined>();
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const look = async (): Promise<void> => {
		setBusy(true);
		setProblem(undefined);
		const query = new URLSearchParams({
			...(from !== "" && { from }),
			...(from !== "" && to !== "" && { to }),
			...(set.length > 0 && { flags: set.join(",") }),
		});
		try {
			setPast(await get<Past>(`/api/rules/last?${query.toString()}`));
		} catch (error) {
			setPast(undefined);
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<div class="card form">
			<div class="fields">
				<Field label="From day (empty: last Saturday)" type="date" value={from} onChange={setFrom} />
				<Field label="To day (empty: the same)" type="date" value={to} onChange={setTo} />
			</div>
			{flags.length === 0 ? null : (
				<Several legend="As if these flags had been set" choices={flags} chosen={set} onChange={setSet} />
			)}
			<button type="button" class="button" disabled={busy} onClick={() => void look()}>
				Look back
			</button>
			<Problem text={problem} />
			{busy ? <Skeleton lines={4} label="Pricing the sales again" /> : null}
			{past && !busy ? <Result past={past} currency={currency} /> : null}
		</div>
	);
}

function Result({ past, currency }: { readonly past: Past; readonly currency: string }) {
	const { from, to, sales, changed, beforeMinor, afterMinor, givenMinor, itemGone, leftOut, isComplete } = past;
	const days = from === to ? `${weekday(from)}, ${from}` : `${from} to ${to}`;
	if (sales + itemGone + leftOut === 0) return <Empty>Nothing was sold on {days}.</Empty>;
	return (
		<div class="past" role="region" aria-label="What the draft would have done">
			<h3>{days}</h3>
			<dl class="figures">
				<Figure name="takings as they were">{money(beforeMinor, currency)}</Figure>
				<Figure name="had the customers bought the same">{money(afterMinor, currency)}</Figure>
				<Figure name="given away">{amountIn(givenMinor, currency)}</Figure>
				<Figure name="given away as it was">{amountIn(past.givenBeforeMinor, currency)}</Figure>
				<Figure name={`of ${counted(sales, "basket")} changed`}>{count(changed)}</Figure>
			</dl>
			{itemGone > 0 ? (
				<p class="quiet">{counted(itemGone, "sale")} not counted: an item is no longer in the catalog.</p>
			) : null}
			{leftOut > 0 ? (
				<p class="quiet">
					{counted(leftOut, "sale")} not counted: in another currency or tax mode, or of a newer version.
				</p>
			) : null}
			{isComplete ? null : <p class="quiet">There are more sales than were looked at. Choose fewer days.</p>}
			<DataTable
				caption="By rule"
				columns={ruleColumns(currency)}
				rows={past.rules}
				rowKey={(row) => row.id}
				empty="No rule changed a price."
			/>
			<DataTable
				caption="Items given away most"
				columns={itemColumns(currency)}
				rows={past.items}
				rowKey={(row) => row.sku}
				empty="Nothing was given away."
			/>
		</div>
	);
}

function ruleColumns(currency: string): ReadonlyArray<Column<Past["rules"][number]>> {
	return [
		{ title: "Rule", value: (row) => row.name },
		{ title: "Baskets", value: (row) => row.sales, numeric: true },
		moneyColumn("Given", currency, (row) => row.givenMinor),
	];
}

function itemColumns(currency: string): ReadonlyArray<Column<Past["items"][number]>> {
	return [
		{ title: "Item", value: (row) => row.name || "open price" },
		{ title: "Units", value: (row) => row.units, numeric: true },
		moneyColumn("Given", currency, (row) => row.givenMinor),
	];
}
