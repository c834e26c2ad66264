// Finds items and categories of the catalog by a few letters.
import { useId, useState } from "preact/hooks";
import { amountIn } from "../format.js";
import type { CatalogItems } from "../types.js";

/** Of more, further letters choose. */
const foundMax = 8;

export interface Found {
	readonly kind: "item" | "category";
	/** The SKU, or the category's name. */
	readonly key: string;
	readonly text: string;
	readonly aside: string;
}

interface PickerOptions {
	readonly label: string;
	readonly catalog: CatalogItems;
	readonly hasCategories: boolean;
	onPick(found: Found): void;
}

export function ItemPicker({ label, catalog, hasCategories, onPick }: PickerOptions) {
	const id = useId();
	const [query, setQuery] = useState("");
	const found = find(catalog, query, hasCategories);
	return (
		<div class="picker">
			<label for={id}>{label}</label>
			<input
				id={id}
				type="search"
				autocomplete="off"
				placeholder={hasCategories ? "Name, SKU or category" : "Name or SKU"}
				maxLength={40}
				value={query}
				onInput={(event) => setQuery(event.currentTarget.value)}
			/>
			{query.trim() === "" ? null : (
				<ul class="found" aria-label={`Found for ${label.toLowerCase()}`}>
					{found.map((each) => (
						<li key={`${each.kind} ${each.key}`}>
							<button
								type="button"
								class="choice"
								onClick={() => {
									onPick(each);
									setQuery("");
								}}
							>
								<span>{each.text}</span>
								<span class="quiet">{each.aside}</span>
							</button>
						</li>
					))}
					{found.length === 0 ? <li class="quiet">Nothing in the catalog has this name.</li> : null}
				</ul>
			)}
		</div>
	);
}

function find({ items, currency }: CatalogItems, query: string, hasCategories: boolean): Found[] {
	const wanted = query.trim().toLowerCase();
	if (wanted === "") return [];
	const counts = new Map<string, number>();
	for (const { category } of items) if (category !== "") counts.set(category, (counts.get(category) ?? 0) + 1);
	const categories = [...counts]
		.filter(([category]) => hasCategories && category.toLowerCase().includes(wanted))
		.map(([category, count]): Found => ({
			...{ kind: "category", key: category, text: `all of “${category}”` },
			aside: `${count} ${count === 1 ? "item" : "items"}`,
		}));
	const named = items
		.filter(({ sku, name }) => name.toLowerCase().includes(wanted) || sku.toLowerCase().startsWith(wanted))
		.map(({ sku, name, priceMinor }): Found => ({
			...{ kind: "item", key: sku, text: name, aside: `${sku} · ${amountIn(priceMinor, currency)}` },
		}));
	return [...categories, ...named].slice(0, foundMax);
}
