// A basket put together on the page: what each rule of the draft does to it, beside today's price.
import { useEffect, useState } from "preact/hooks";
import { post, sentence } from "../api.js";
import { amountIn, money } from "../format.js";
import { Problem } from "../parts.js";
import type { CatalogItems, TriedBasket, Trial } from "../types.js";
import { Field, Several } from "./fields.js";
import { ItemPicker } from "./item-picker.js";

interface Line {
	readonly sku: string;
	readonly name: string;
	readonly quantity: number;
}

interface TryOptions {
	readonly catalog: CatalogItems;
	readonly flags: readonly string[];
	/** Of the draft: another one is tried again. */
	readonly revision: number;
}

const quantityMax = 99;

export function TryBasket({ catalog, flags, revision }: TryOptions) {
	const [lines, setLines] = useState<readonly Line[]>([]);
	const [situation, setSituation] = useState<SituationValue>({ at: "", set: [], visits: "" });
	const { at, set, visits } = situation;
	const [tried, setTried] = useState<TriedBasket | undefined>();
	const [problem, setProblem] = useState<string | undefined>();
	const request = JSON.stringify({
		basket: lines.map(({ sku, quantity }) => ({ sku, quantity })),
		...(at !== "" && { at }),
		...(set.length > 0 && { flags: set }),
		...(/^\d{1,4}$/.test(visits) && { visits: Number(visits) }),
	});
	useEffect(() => {
		let isOver = false;
		setProblem(undefined);
		if (lines.length === 0) return setTried(undefined);
		post<TriedBasket>("/api/rules/try", JSON.parse(request)).then(
			(answer) => (isOver ? undefined : setTried(answer)),
			(error: unknown) => (isOver ? undefined : setProblem(sentence(error))),
		);
		return () => void (isOver = true);
	}, [request, revision, lines.length]);
	const change = (sku: string, by: number): void =>
		setLines((last) =>
			last.flatMap((line) => {
				const quantity = Math.min(quantityMax, line.quantity + (line.sku === sku ? by : 0));
				return quantity > 0 ? [{ ...line, quantity }] : [];
			}),
		);
	const add = (sku: string, name: string): void =>
		lines.some((line) => line.sku === sku)
			? change(sku, 1)
			: setLines((last) => [...last, { sku, name, quantity: 1 }]);
	return (
		<div class="card form">
			<ItemPicker
				label="Add an item"
				catalog={catalog}
				hasCategories={false}
				onPick={(found) => add(found.key, found.text)}
			/>
			<ul class="basket" aria-label="Basket">
				{lines.map((line) => (
					<BasketLine key={line.sku} line={line} onChange={(by) => change(line.sku, by)} />
				))}
				{lines.length === 0 ? <li class="quiet">Search for items to put into a basket.</li> : null}
			</ul>
			<Situation flags={flags} value={situation} onChange={setSituation} />
			<Problem text={problem} />
			{tried && lines.length > 0 && problem === undefined ? (
				<Result tried={tried} currency={catalog.currency} />
			) : null}
		</div>
	);
}

interface SituationValue {
	readonly at: string;
	/** Flags that are set. */
	readonly set: readonly string[];
	readonly visits: string;
}

interface SituationOptions {
	readonly flags: readonly string[];
	readonly value: SituationValue;
	onChange(value: SituationValue): void;
}

/** What rules depend on beside the basket. */
function Situation({ flags, value, onChange }: SituationOptions) {
	return (
		<>
			<div class="fields">
				<Field
					label="At (stall’s time; empty: clock not set)"
					type="datetime-local"
					value={value.at}
					onChange={(at) => onChange({ ...value, at })}
				/>
				<Field
					label="Visits of a known customer"
					mode="numeric"
					maxLength={4}
					value={value.visits}
					onChange={(visits) => onChange({ ...value, visits })}
				/>
			</div>
			{flags.length === 0 ? null : (
				<Several
					legend="Flags that are set"
					choices={flags}
					chosen={value.set}
					onChange={(set) => onChange({ ...value, set })}
				/>
			)}
		</>
	);
}

function BasketLine({ line, onChange }: { readonly line: Line; onChange(by: number): void }) {
	return (
		<li>
			<button type="button" class="button small" onClick={() => onChange(-1)}>
				<span aria-hidden="true">−</span>
				<span class="unseen">One {line.name} less</span>
			</button>
			<span class="count">{line.quantity} ×</span>
			<button type="button" class="button small" onClick={() => onChange(1)}>
				<span aria-hidden="true">+</span>
				<span class="unseen">One {line.name} more</span>
			</button>
			<span>{line.name}</span>
		</li>
	);
}

function Lines({ lines, currency }: { readonly lines: TriedBasket["draft"]["lines"]; readonly currency: string }) {
	return lines.map((line, at) => (
		<div class="slip-row" key={at}>
			<span>
				{line.quantity} × {line.name}
			</span>
			<span>{amountIn(line.amountMinor, currency)}</span>
		</div>
	));
}

function Result({ tried: { draft, present }, currency }: { readonly tried: TriedBasket; readonly currency: string }) {
	return (
		<div class="sheet slip" role="region" aria-label="What the draft makes of it">
			<Lines lines={draft.lines.filter(({ fee }) => fee === null)} currency={currency} />
			{draft.discounts.map((discount, at) => (
				<div class="slip-row" key={at}>
					<span>
						{discount.name} <span class="quiet">{sharesText(discount, draft)}</span>
					</span>
					<span>{amountIn(discount.amountMinor, currency)}</span>
				</div>
			))}
			<Lines lines={draft.lines.filter(({ fee }) => fee !== null)} currency={currency} />
			<div class="slip-row total">
				<span>With the draft</span>
				<span>{money(draft.totalMinor, currency)}</span>
			</div>
			<div class="slip-row">
				<span>Today</span>
				<span>{money(present.totalMinor, currency)}</span>
			</div>
			<p class="quiet">incl. tax {amountIn(draft.taxMinor, currency)}</p>
			{draft.idle.length > 0 ? <p class="quiet">Without effect here: {draft.idle.join(", ")}</p> : null}
		</div>
	);
}

/** Which lines a rule took from. */
function sharesText({ shares }: Trial["discounts"][number], { lines }: Trial): string {
	if (shares.length === 0) return "off all";
	return `off ${shares.map(({ line }) => lines[line]?.name ?? "").join(", ")}`;
}
