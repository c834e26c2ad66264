// Builds or changes a pricing rule: its kind first, then the fields that this kind has.
import { useState } from "preact/hooks";
import { put, sentence, wrongKeys } from "../api.js";
import { decimalsOf } from "../format.js";
import { Problem } from "../parts.js";
import type { CatalogItems, Rules } from "../types.js";
import { Check, Field, FieldProblem, Select, Several } from "./fields.js";
import { type Found, ItemPicker } from "./item-picker.js";
import {
	fieldOf,
	type FieldProblems,
	fieldsOf,
	type ItemSet,
	type Kind,
	newFields,
	newId,
	type RuleFields,
	ruleOf,
	type RuleText,
	weekdays,
} from "./rule.js";
import { sentenceOf } from "./sentence.js";

const kindTexts: ReadonlyArray<readonly [kind: Kind, text: string]> = [
	["percent", "Percent off"],
	["amount", "Amount off"],
	["fixedPrice", "Fixed price"],
	["buyGet", "Buy some, get some cheaper"],
	["cheapest", "Cheapest cheaper"],
	["bundle", "Bundle"],
	["fee", "Fee or deposit"],
];

interface FormOptions {
	readonly rules: Rules;
	readonly catalog: CatalogItems;
	/** Undefined for a new one. */
	readonly rule: RuleText | undefined;
	onDone(): void;
}

/** What every part of the form gets. */
interface PartOptions {
	readonly fields: RuleFields;
	readonly problems: FieldProblems;
	readonly catalog: CatalogItems;
	change(part: Partial<RuleFields>): void;
}

export function RuleForm({ rules, catalog, rule, onDone }: FormOptions) {
	const decimals = decimalsOf(catalog.currency);
	const [fields, setFields] = useState(() => (rule ? fieldsOf(rule, decimals) : newFields("percent")));
	const [problems, setProblems] = useState<FieldProblems>({});
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const change = (part: Partial<RuleFields>): void => setFields((last) => ({ ...last, ...part }));
	const taken = rules.rules.map(({ rule: each }) => String(each["id"]));
	const save = async (): Promise<void> => {
		const id = fields.id === "" ? newId(fields.name, taken) : fields.id;
		const read = ruleOf({ ...fields, id }, decimals);
		setProblems(read.problems);
		setProblem(undefined);
		if (Object.keys(read.problems).length > 0) return;
		setBusy(true);
		try {
			const address = `/api/rules/${encodeURIComponent(rule ? String(rule["id"]) : id)}`;
			await put(address, { revision: rules.revision, rule: read.rule });
			onDone();
		} catch (error) {
			const wrong = Object.entries(wrongKeys(error)).map(([key, text]) => [fieldOf(key), text]);
			setProblems(Object.fromEntries(wrong) as FieldProblems);
			setProblem(wrong.length === 0 ? sentence(error) : undefined);
		} finally {
			setBusy(false);
		}
	};
	const part = { fields, problems, catalog, change };
	return (
		<form
			class="card form"
			autocomplete="off"
			noValidate
			onSubmit={(event) => {
				event.preventDefault();
				void save();
			}}
		>
			<KindField {...part} isNew={rule === undefined} onKind={(kind) => setFields(newFields(kind))} />
			<Field
				label="Name, as screens and receipts show it"
				value={fields.name}
				onChange={(name) => change({ name })}
				problem={problems["name"]}
			/>
			<ValueFields {...part} />
			<ItemsFields {...part} />
			<WhenFields {...part} />
			<ConditionFields {...part} flags={rules.flags} />
			<OrderFields {...part} isNew={rule === undefined} />
			<Preview fields={fields} catalog={catalog} />
			<Problem text={problem} />
			<div class="answer">
				<button type="submit" class="button primary" disabled={busy}>
					{rule ? "Save in the draft" : "Add to the draft"}
				</button>
				<button type="button" class="button" disabled={busy} onClick={onDone}>
					Cancel
				</button>
			</div>
		</form>
	);
}

/** What the rule says so far. */
function Preview({ fields, catalog }: { readonly fields: RuleFields; readonly catalog: CatalogItems }) {
	const { currency } = catalog;
	const decimals = decimalsOf(currency);
	const { rule, problems } = ruleOf({ ...fields, name: fields.name || "-" }, decimals);
	const nameOf = (sku: string): string => catalog.items.find((item) => item.sku === sku)?.name ?? sku;
	const isReady = Object.keys(problems).length === 0;
	return (
		<p class="quiet" role="status">
			{isReady
				? sentenceOf(rule, { currency, decimals, nameOf })
				: "Fill in the fields to see the rule in words."}
		</p>
	);
}

interface KindOptions extends PartOptions {
	readonly isNew: boolean;
	onKind(kind: Kind): void;
}

function KindField({ fields, isNew, onKind }: KindOptions) {
	if (!isNew) return <p>{kindTexts.find(([kind]) => kind === fields.kind)?.[1]}</p>;
	return <Select label="What it does" value={fields.kind} choices={kindTexts} onChange={onKind} />;
}

function ValueFields({ fields, problems, catalog, change }: PartOptions) {
	const { kind, off } = fields;
	const { currency } = catalog;
	const isPercent = kind === "percent" || kind === "cheapest" || (hasOff(kind) && off === "percent");
	const isAmount = kind === "amount" || (hasOff(kind) && off !== "percent");
	const isPrice = kind === "fixedPrice" || kind === "bundle";
	const typed = (field: keyof RuleFields, label: string, unit = "") => (
		<Field
			label={label}
			unit={unit}
			mode={unit === "" ? "numeric" : "decimal"}
			maxLength={12}
			value={String(fields[field])}
			onChange={(value) => change({ [field]: value })}
		/>
	);
	return (
		<div class="field">
			<div class="fields">
				{kind === "buyGet" ? typed("buy", "Buy") : null}
				{kind === "buyGet" ? typed("get", "Get") : null}
				{hasOff(kind) ? <OffField fields={fields} change={change} /> : null}
				{isPercent ? typed("percent", "Percent", "%") : null}
				{isAmount ? typed("amount", "Amount", currency) : null}
				{isPrice ? typed("price", kind === "bundle" ? "Price together" : "Price of each", currency) : null}
				{kind === "cheapest" ? typed("units", "How many of the cheapest") : null}
				{kind === "cheapest" ? typed("unitsMin", "From how many on") : null}
				{kind === "bundle" && fields.items.length < 2 ? typed("units", "Units") : null}
				{kind === "bundle" || kind === "buyGet" ? typed("timesMax", "At most so often a sale") : null}
			</div>
			{kind === "buyGet" && fields.items.length < 2 ? (
				<Check
					label="The same item only"
					checked={fields.isSameItem}
					onChange={(isSameItem) => change({ isSameItem })}
				/>
			) : null}
			{kind === "fee" ? (
				<Select
					label="Tax class"
					value={fields.taxClass}
					choices={[["", "Choose"], ...catalog.taxClasses.map((name): [string, string] => [name, name])]}
					onChange={(taxClass) => change({ taxClass })}
					problem={problems["taxClass"]}
				/>
			) : null}
			<FieldProblem text={problems["value"]} />
		</div>
	);
}

function hasOff(kind: Kind): boolean {
	return kind === "buyGet" || kind === "fee";
}

function OffField({ fields, change }: Pick<PartOptions, "fields" | "change">) {
	const isFee = fields.kind === "fee";
	const choices: ReadonlyArray<readonly [RuleFields["off"], string]> = isFee
		? [
				["amount", "An amount for each unit"],
				["perSale", "An amount for the sale"],
				["percent", "A percentage"],
			]
		: [
				["percent", "A percentage off (100 is free)"],
				["amount", "An amount off each"],
			];
	return (
		<Select
			label={isFee ? "It charges" : "What comes off"}
			value={fields.off}
			choices={choices}
			onChange={(off) => change({ off })}
		/>
	);
}

const setsMax: Readonly<Partial<Record<Kind, number>>> = { buyGet: 2, bundle: 4 };

function ItemsFields({ fields, problems, catalog, change }: PartOptions) {
	const { kind } = fields;
	const sets = fields.items.length === 0 ? [{ skus: [], categories: [] }] : fields.items;
	const isLastFilled = (fields.items.at(-1)?.skus.length ?? 0) + (fields.items.at(-1)?.categories.length ?? 0) > 0;
	const setAt = (at: number, set: ItemSet): void => change({ items: sets.with(at, set) });
	return (
		<fieldset>
			<legend>Items</legend>
			{sets.map((set, at) => (
				<SetField
					key={at}
					label={sets.length > 1 ? setLabel(kind, at) : "Items or categories"}
					set={set}
					catalog={catalog}
					onChange={(changed) => setAt(at, changed)}
				/>
			))}
			{sets.length < (setsMax[kind] ?? 1) && isLastFilled ? (
				<button
					type="button"
					class="button small"
					onClick={() => change({ items: [...sets, { skus: [], categories: [] }] })}
				>
					{kind === "buyGet" ? "Other items get cheaper" : "Another part of the bundle"}
				</button>
			) : null}
			<FieldProblem text={problems["items"]} />
		</fieldset>
	);
}

function setLabel(kind: Kind, at: number): string {
	if (kind === "buyGet") return at === 0 ? "Who buys of these" : "gets of these";
	return `Part ${at + 1}`;
}

interface SetOptions {
	readonly label: string;
	readonly set: ItemSet;
	readonly catalog: CatalogItems;
	onChange(set: ItemSet): void;
}

function SetField({ label, set, catalog, onChange }: SetOptions) {
	const { skus, categories } = set;
	const pick = ({ kind, key }: Found): void => {
		if (kind === "category" && !categories.includes(key)) onChange({ skus, categories: [...categories, key] });
		if (kind === "item" && !skus.includes(key)) onChange({ skus: [...skus, key], categories });
	};
	const nameOf = (sku: string): string => catalog.items.find((item) => item.sku === sku)?.name ?? sku;
	return (
		<>
			<ul class="chips" aria-label={`Chosen: ${label.toLowerCase()}`}>
				{categories.map((category) => (
					<Chip
						key={`c ${category}`}
						text={`all of “${category}”`}
						onRemove={() => onChange({ skus, categories: categories.filter((each) => each !== category) })}
					/>
				))}
				{skus.map((sku) => (
					<Chip
						key={`s ${sku}`}
						text={nameOf(sku)}
						onRemove={() => onChange({ skus: skus.filter((each) => each !== sku), categories })}
					/>
				))}
				{skus.length + categories.length === 0 ? <li class="quiet">Every item</li> : null}
			</ul>
			<ItemPicker label={label} catalog={catalog} hasCategories onPick={pick} />
		</>
	);
}

export function Chip({ text, onRemove }: { readonly text: string; onRemove(): void }) {
	return (
		<li class="chip">
			{text}{" "}
			<button type="button" class="chip-remove" onClick={onRemove}>
				<span aria-hidden="true">×</span>
				<span class="unseen">Remove {text}</span>
			</button>
		</li>
	);
}

function WhenFields({ fields, problems, change }: PartOptions) {
	return (
		<Several
			legend="When (every day at all hours if left empty)"
			choices={weekdays}
			chosen={fields.weekdays}
			onChange={(days) => change({ weekdays: days })}
		>
			<div class="fields">
				<Field
					label="From (time)"
					type="time"
					value={fields.hoursFrom}
					onChange={(hoursFrom) => change({ hoursFrom })}
				/>
				<Field
					label="Until (time)"
					type="time"
					value={fields.hoursUntil}
					onChange={(hoursUntil) => change({ hoursUntil })}
				/>
				<Field
					label="First day"
					placeholder="2026-12-24"
					maxLength={16}
					value={fields.from}
					onChange={(from) => change({ from })}
				/>
				<Field
					label="Last day"
					placeholder="2026-12-31"
					maxLength={16}
					value={fields.until}
					onChange={(until) => change({ until })}
				/>
			</div>
			<FieldProblem text={problems["when"]} />
		</Several>
	);
}

const spendTexts: ReadonlyArray<readonly [RuleFields["spendOf"], string]> = [
	["", "Any amount"],
	["basket", "The basket comes to at least"],
	["items", "Its items come to at least"],
];

function ConditionFields({
	fields,
	problems,
	catalog,
	change,
	flags,
}: PartOptions & { readonly flags: readonly string[] }) {
	return (
		<>
			{flags.length === 0 ? null : (
				<Several
					legend="Only while these flags are set"
					choices={flags}
					chosen={fields.flags}
					onChange={(chosen) => change({ flags: chosen })}
				>
					<FieldProblem text={problems["flags"]} />
				</Several>
			)}
			<div class="fields">
				<Select
					label="Spend"
					value={fields.spendOf}
					choices={spendTexts}
					onChange={(spendOf) => change({ spendOf })}
					{...(fields.spendOf === "" && { problem: problems["spend"] })}
				/>
				{fields.spendOf === "" ? null : (
					<Field
						label="At least"
						unit={catalog.currency}
						mode="decimal"
						value={fields.spend}
						onChange={(spend) => change({ spend })}
						problem={problems["spend"]}
					/>
				)}
			</div>
		</>
	);
}

const classTexts: ReadonlyArray<readonly [string, string]> = [
	["item", "Off each line by itself"],
	["basket", "Off all its items together"],
	["coupon", "As a coupon, after those"],
	["loyalty", "As loyalty, after coupons"],
];

function OrderFields({ fields, problems, catalog, change, isNew }: PartOptions & { readonly isNew: boolean }) {
	const wrong = ["id", "class", "priority", "group", "most", "customer"].some(
		(field) => problems[field] !== undefined,
	);
	return (
		<details open={wrong}>
			<summary>Order, limits and other offers</summary>
			<div class="fields">
				{fields.kind === "fee" ? null : (
					<Select
						label="How it comes off"
						value={fields.class}
						choices={classTexts}
						onChange={(ruleClass) => change({ class: ruleClass })}
						problem={problems["class"]}
					/>
				)}
				<Field
					label="Priority (lower ones first, 100 if empty)"
					mode="numeric"
					value={fields.priority}
					onChange={(priority) => change({ priority })}
					problem={problems["priority"]}
				/>
				<Field
					label="Group (one rule of a group applies)"
					mode="numeric"
					value={fields.group}
					onChange={(group) => change({ group })}
					problem={problems["group"]}
				/>
				<Field
					label="At most off one sale"
					unit={catalog.currency}
					mode="decimal"
					value={fields.most}
					onChange={(most) => change({ most })}
					problem={problems["most"]}
				/>
				<Field
					label="Visits before, of a known customer"
					mode="numeric"
					value={fields.visitsMin}
					onChange={(visitsMin) => change({ visitsMin })}
					problem={problems["customer"]}
				/>
				{isNew ? (
					<Field
						label="Identifier in records (made of the name if empty)"
						maxLength={24}
						value={fields.id}
						onChange={(id) => change({ id })}
						problem={problems["id"]}
					/>
				) : null}
			</div>
			<Check
				label="No other offer applies after it"
				checked={fields.isLast}
				onChange={(isLast) => change({ isLast })}
			/>
			<Check
				label="Only on full prices"
				checked={fields.onFullPriceOnly}
				onChange={(onFullPriceOnly) => change({ onFullPriceOnly })}
			/>
			<FieldProblem text={problems["onFullPriceOnly"]} />
		</details>
	);
}
