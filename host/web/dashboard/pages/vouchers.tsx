// Coupons, gift vouchers, and the budgets of rules that are shared out among terminals.
import { useState } from "preact/hooks";
import { get, post, sentence, useApi } from "../api.js";
import { PrintedCodes } from "../printed-codes.js";
import { PageHead, Problem, Section } from "../parts.js";
import { amountColumn, type Column, DataTable } from "../table.js";
import type { Budget, Campaign, CouponBatch, CouponUse, PrintedCode, Voucher, VoucherBatch } from "../types.js";
import { useTimes } from "../zone.js";
import type { PageOptions } from "./options.js";

/** What was asked to be printed, and a count of what was changed here. */
interface Work {
	readonly printed: readonly PrintedCode[];
	readonly changes: number;
}

export function VouchersPage({ version }: PageOptions) {
	const [work, setWork] = useState<Work>({ printed: [], changes: 0 });
	const [problem, setProblem] = useState<string | undefined>();
	const run = (task: () => Promise<readonly PrintedCode[] | undefined>): void => {
		setProblem(undefined);
		task().then(
			(printed) => setWork((last) => ({ printed: printed ?? last.printed, changes: last.changes + 1 })),
			(error: unknown) => setProblem(sentence(error)),
		);
	};
	const at = version + work.changes;
	return (
		<main id="main" class="page">
			<PageHead title="Vouchers">
				<p class="quiet">
					Coupons and gift vouchers are signed by this host, so that every terminal can check them alone. A
					terminal spends only what it holds: no two stalls spend the same.
				</p>
			</PageHead>
			<Problem text={problem} />
			<Coupons version={at} run={run} />
			<GiftVouchers version={at} run={run} />
			<Budgets version={at} run={run} />
			{work.printed.length > 0 ? <PrintedCodes codes={work.printed} /> : null}
		</main>
	);
}

interface PartOptions {
	readonly version: number;
	run(task: () => Promise<readonly PrintedCode[] | undefined>): void;
}

function Coupons({ version, run }: PartOptions) {
	const { dateTime } = useTimes();
	const campaigns = useApi<readonly Campaign[]>("/api/campaigns").value ?? [];
	const batches = useApi<readonly CouponBatch[]>("/api/coupons/batches", version);
	const uses = useApi<readonly CouponUse[]>("/api/coupons/uses", version);
	const nameOf = (number: number): string => campaigns.find((each) => each.number === number)?.name ?? String(number);
	const issued: ReadonlyArray<Column<CouponBatch>> = [
		{ title: "Campaign", value: (row) => nameOf(row.campaign) },
		{ title: "Serials", value: (row) => `${row.first}–${row.first + row.count - 1}` },
		{ title: "Issued", value: (row) => row.createdMs, text: (row) => dateTime(row.createdMs) },
		{
			title: "Codes",
			value: () => "",
			cell: (row) => (
				<button
					type="button"
					class="button small"
					onClick={() => run(() => get(`/api/coupons/batches/${row.campaign}/${row.first}`))}
				>
					Show <span class="unseen">{`${nameOf(row.campaign)} ${row.first}`}</span>
				</button>
			),
		},
	];
	const used: ReadonlyArray<Column<CouponUse>> = [
		{ title: "Coupon", value: (row) => `${nameOf(row.campaign)} ${row.serial}` },
		{ title: "Terminal", value: (row) => row.terminal },
		{ title: "Time", value: (row) => row.wallMs, text: (row) => dateTime(row.wallMs) },
		amountColumn(
			"Took off",
			(row: CouponUse) => row.currency,
			(row) => row.amountMinor,
		),
		{ title: "State", value: (row) => (row.uses > 1 ? `used ${row.uses} times` : "used") },
	];
	return (
		<Section title="Coupons">
			<Problem text={batches.error ?? uses.error} />
			<CouponForm campaigns={campaigns} run={run} />
			<DataTable
				caption="Issued coupons"
				columns={issued}
				rows={batches.value}
				rowKey={(row) => `${row.campaign} ${row.first}`}
				empty="No coupons were issued."
			/>
			<DataTable
				caption="Used coupons, those used twice first"
				columns={used}
				rows={uses.value}
				rowKey={(row) => `${row.campaign} ${row.serial} ${row.terminal} ${row.epoch} ${row.sequence}`}
				csvAddress="/api/coupons/uses.csv"
				empty="No coupon was used."
			/>
		</Section>
	);
}

function CouponForm({ campaigns, run }: { readonly campaigns: readonly Campaign[] } & Pick<PartOptions, "run">) {
	const [campaign, setCampaign] = useState("");
	const [count, setCount] = useState(20);
	const [lastDay, setLastDay] = useState("");
	const [terminal, setTerminal] = useState("");
	const issue = (event: Event): void => {
		event.preventDefault();
		run(async () => {
			const order = {
				campaign: campaign || (campaigns[0]?.name ?? ""),
				count,
				...(lastDay !== "" && { lastDay }),
				...(terminal !== "" && { terminal }),
			};
			const batch = await post<CouponBatch>("/api/coupons/batches", order);
			return get(`/api/coupons/batches/${batch.campaign}/${batch.first}`);
		});
	};
	if (campaigns.length === 0)
		return <p class="quiet">The file of pricing rules has no campaigns (docs/pricing.md shows how to add one).</p>;
	return (
		<form class="card form" onSubmit={issue}>
			<label for="campaign">Campaign</label>
			<select id="campaign" value={campaign} onInput={(event) => setCampaign(event.currentTarget.value)}>
				{campaigns.map(({ name }) => (
					<option key={name}>{name}</option>
				))}
			</select>
			<label for="coupons">How many</label>
			<NumberField id="coupons" value={count} max={1_000} onChange={setCount} />
			<label for="last-day">Good until, and on (left empty, without end)</label>
			<input
				id="last-day"
				type="date"
				value={lastDay}
				onInput={(event) => setLastDay(event.currentTarget.value)}
			/>
			<label for="home">Only at this terminal (left empty, at any)</label>
			<input
				id="home"
				value={terminal}
				maxLength={32}
				onInput={(event) => setTerminal(event.currentTarget.value)}
			/>
			<button type="submit" class="button primary">
				Issue coupons
			</button>
		</form>
	);
}

function GiftVouchers({ version, run }: PartOptions) {
	const { dateTime } = useTimes();
	const [count, setCount] = useState(20);
	const vouchers = useApi<readonly Voucher[]>("/api/vouchers", version);
	const batches = useApi<readonly VoucherBatch[]>("/api/vouchers/batches", version);
	const columns: ReadonlyArray<Column<Voucher>> = [
		{ title: "Voucher", value: (row) => row.key },
		amountColumn(
			"Sold",
			(row: Voucher) => row.currency,
			(row) => row.sold,
		),
		amountColumn(
			"Spent",
			(row: Voucher) => row.currency,
			(row) => row.spent,
		),
		amountColumn(
			"Balance",
			(row: Voucher) => row.currency,
			(row) => row.sold - row.spent,
		),
		{ title: "Last used", value: (row) => row.lastMs, text: (row) => dateTime(row.lastMs) },
	];
	const issue = (event: Event): void => {
		event.preventDefault();
		run(async () => {
			const { batch } = await post<VoucherBatch>("/api/vouchers/batches", { count });
			return get(`/api/vouchers/batches/${batch}`);
		});
	};
	return (
		<Section title="Gift vouchers">
			<Problem text={vouchers.error ?? batches.error} />
			<form class="card form" onSubmit={issue}>
				<label for="cards">Cards to print. They are worth nothing until a terminal sells them.</label>
				<NumberField id="cards" value={count} max={1_000} onChange={setCount} />
				<button type="submit" class="button primary">
					Issue cards
				</button>
				{(batches.value ?? []).map(({ batch, count: cards }) => (
					<button
						key={batch}
						type="button"
						class="button small"
						onClick={() => run(() => get(`/api/vouchers/batches/${batch}`))}
					>
						{`Show batch ${batch} (${cards})`}
					</button>
				))}
			</form>
			<DataTable
				caption="Gift vouchers"
				columns={columns}
				rows={vouchers.value}
				rowKey={(row) => row.key}
				csvAddress="/api/vouchers.csv"
				empty="No gift voucher was sold."
			/>
		</Section>
	);
}

function Budgets({ version, run }: PartOptions) {
	const budgets = useApi<readonly Budget[]>("/api/budgets", version);
	const rows = (budgets.value ?? []).flatMap((budget) => budget.terminals.map((share) => ({ ...budget, ...share })));
	const columns: ReadonlyArray<Column<(typeof rows)[number]>> = [
		{ title: "Rule", value: (row) => row.rule },
		{ title: "Terminal", value: (row) => row.terminal },
		{ title: "Given", value: (row) => String(row.issued), numeric: true },
		{ title: "Spent", value: (row) => String(row.spent), numeric: true },
		{ title: "Given back", value: (row) => String(row.returned), numeric: true },
		{ title: "Left to give", value: (row) => `${row.left} of ${row.total} ${row.unit}`, numeric: true },
	];
	return (
		<Section title="Budgets by stall">
			<Problem text={budgets.error} />
			<BudgetForm run={run} />
			<DataTable
				caption="Shares of budgets"
				columns={columns}
				rows={budgets.value && rows}
				rowKey={(row) => `${row.rule} ${row.unit} ${row.terminal}`}
				empty="No terminal has a share of a budget."
			/>
		</Section>
	);
}

function BudgetForm({ run }: Pick<PartOptions, "run">) {
	const [rule, setRule] = useState("");
	const [unit, setUnit] = useState("uses");
	const [amount, setAmount] = useState(20);
	const [terminal, setTerminal] = useState("");
	const save = (event: Event): void => {
		event.preventDefault();
		run(async () => {
			if (terminal === "") await post("/api/budgets", { rule, unit, total: amount });
			else await post("/api/budgets/shares", { rule, unit, terminal, amount });
			return undefined;
		});
	};
	return (
		<form class="card form" onSubmit={save}>
			<label for="rule">Rule, by its identifier</label>
			<input
				id="rule"
				required
				maxLength={24}
				value={rule}
				onInput={(event) => setRule(event.currentTarget.value)}
			/>
			<label for="unit">In</label>
			<select id="unit" value={unit} onInput={(event) => setUnit(event.currentTarget.value)}>
				<option value="uses">sales</option>
				<option value="minor">cents (minor units)</option>
			</select>
			<label for="share">Terminal that gets more (left empty, the whole budget is set)</label>
			<input
				id="share"
				maxLength={32}
				value={terminal}
				onInput={(event) => setTerminal(event.currentTarget.value)}
			/>
			<label for="amount">How much</label>
			<NumberField id="amount" value={amount} max={4_294_967_295} onChange={setAmount} />
			<button type="submit" class="button primary">
				{terminal === "" ? "Set the budget" : `Give it to ${terminal}`}
			</button>
		</form>
	);
}

interface NumberOptions {
	readonly id: string;
	readonly value: number;
	readonly max: number;
	onChange(value: number): void;
}

function NumberField({ id, value, max, onChange }: NumberOptions) {
	const read = (text: string): void => onChange(Math.max(0, Math.min(max, Math.floor(Number(text) || 0))));
	return (
		<input
			id={id}
			type="number"
			required
			min={1}
			max={max}
			value={value}
			onInput={(event) => read(event.currentTarget.value)}
		/>
	);
}
