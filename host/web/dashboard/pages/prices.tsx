// Promotions and fees: the rules of the draft, trials on baskets and past sales, and their publication.
import { useState } from "preact/hooks";
import { useApi } from "../api.js";
import { Empty, PageHead, Problem, Section, Skeleton } from "../parts.js";
import { Flags } from "../prices/flags.js";
import { FlagNames } from "../prices/flag-names.js";
import { PastSales } from "../prices/past-sales.js";
import { PublishForm } from "../prices/publish-form.js";
import type { RuleText } from "../prices/rule.js";
import { RuleForm } from "../prices/rule-form.js";
import { RulesList } from "../prices/rules-list.js";
import { TryBasket } from "../prices/try-basket.js";
import type { CatalogItems, Rules } from "../types.js";
import type { PageOptions } from "./options.js";

export function PricesPage({ overview, version }: PageOptions) {
	const [changes, setChanges] = useState(0);
	const rules = useApi<Rules>("/api/rules", version + changes);
	const catalog = useApi<CatalogItems>("/api/catalog", version);
	return (
		<main id="main" class="page">
			<PageHead title="Prices">
				<p class="quiet">
					Promotions and fees, in the order in which they apply. What you change here is a draft: try it, then
					publish it. Terminals apply published rules by themselves, also without a network.
				</p>
			</PageHead>
			<Problem text={rules.error ?? catalog.error} />
			{rules.value && catalog.value ? (
				<Prices
					{...{ overview, version, rules: rules.value, catalog: catalog.value }}
					onDone={() => setChanges((last) => last + 1)}
				/>
			) : rules.error || catalog.error ? null : (
				<Skeleton lines={5} label="The rules are loading" />
			)}
		</main>
	);
}

interface PricesOptions extends PageOptions {
	readonly rules: Rules;
	readonly catalog: CatalogItems;
	onDone(): void;
}

function Prices({ rules, catalog, overview, version, onDone }: PricesOptions) {
	/** A rule that is changed, "new" for one that is built. */
	const [chosen, setChosen] = useState<RuleText | "new" | undefined>();
	const done = (): void => {
		setChosen(undefined);
		onDone();
	};
	const title = chosen === undefined || chosen === "new" ? "Add a rule" : `Change ${String(chosen["name"])}`;
	if (catalog.version === 0) return <Empty>Rules name items. Publish a catalog under Devices first.</Empty>;
	return (
		<>
			<Section title="Rules">
				<RulesList rules={rules} catalog={catalog} onChoose={setChosen} onDone={onDone} />
			</Section>
			<Section title={title}>
				{chosen === undefined ? (
					<button type="button" class="button" onClick={() => setChosen("new")}>
						Build a rule
					</button>
				) : (
					<RuleForm
						key={chosen === "new" ? "new" : String(chosen["id"])}
						rules={rules}
						catalog={catalog}
						rule={chosen === "new" ? undefined : chosen}
						onDone={done}
					/>
				)}
			</Section>
			<div class="two">
				<Section title="Try">
					<TryBasket catalog={catalog} flags={rules.flags} revision={rules.revision} />
				</Section>
				<Section title="Last Saturday">
					<PastSales currency={catalog.currency} flags={rules.flags} />
				</Section>
				<Section title="Publish">
					<PublishForm rules={rules} onDone={onDone} />
				</Section>
				<Section title="Flags">
					<Flags overview={overview} version={version} />
					<FlagNames rules={rules} onDone={onDone} />
				</Section>
			</div>
		</>
	);
}
