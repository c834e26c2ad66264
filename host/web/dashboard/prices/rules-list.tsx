// The rules of the draft in the order in which they apply, each with its sentence.
import { useState } from "preact/hooks";
import { remove, sentence } from "../api.js";
import { decimalsOf } from "../format.js";
import { Empty, Problem } from "../parts.js";
import type { CatalogItems, Rules } from "../types.js";
import { kindOf, type RuleText } from "./rule.js";
import { sentenceOf } from "./sentence.js";

interface ListOptions {
	readonly rules: Rules;
	readonly catalog: CatalogItems;
	onChoose(rule: RuleText): void;
	onDone(): void;
}

export function RulesList({ rules, catalog, onChoose, onDone }: ListOptions) {
	const [problem, setProblem] = useState<string | undefined>();
	const { currency } = catalog;
	const nameOf = (sku: string): string => catalog.items.find((item) => item.sku === sku)?.name ?? sku;
	const words = { currency, decimals: decimalsOf(currency), nameOf };
	const drop = (id: string): Promise<void> =>
		remove(`/api/rules/${encodeURIComponent(id)}?revision=${rules.revision}`).then(onDone, (error: unknown) =>
			setProblem(sentence(error)),
		);
	if (rules.rules.length === 0)
		return <Empty>Promotions and fees appear here. Add a rule below: nothing changes until it is published.</Empty>;
	return (
		<>
			<Problem text={problem} />
			<ol class="rules">
				{rules.rules.map(({ rule, problem: wrong }) => {
					const [id, name] = [String(rule["id"]), String(rule["name"])];
					return (
						<li key={id} class="card">
							<div class="rule-text">
								<strong>{name}</strong>
								<p>{sentenceOf(rule, words)}</p>
								{wrong === "" ? null : (
									<Problem text={`${wrong[0]?.toUpperCase()}${wrong.slice(1)}.`} />
								)}
							</div>
							<div class="rule-acts">
								{kindOf(rule) === undefined ? null : (
									<button type="button" class="button small" onClick={() => onChoose(rule)}>
										Change <span class="unseen">{name}</span>
									</button>
								)}
								<button type="button" class="button small" onClick={() => void drop(id)}>
									Remove <span class="unseen">{name}</span>
								</button>
							</div>
						</li>
					);
				})}
			</ol>
		</>
	);
}
