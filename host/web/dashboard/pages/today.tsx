// The start page: today's takings compared with last week, takings by hour, terminals, alarms and best sellers.
import { HoursChart } from "../chart.js";
import { clockText, isClockWrong } from "../clock-text.js";
import { amountIn, change, count, counted, money, weekday } from "../format.js";
import { Alarms } from "../alarms.js";
import { Empty, Figure, Section, Skeleton, StateLabel } from "../parts.js";
import { Payments } from "../payments.js";
import { terminalAddress } from "../route.js";
import { CurrencyFigures, NewerNote, sumsOf, takingsOf } from "../sums.js";
import type { Overview, Payment, TerminalSummary } from "../types.js";
import { terminalName } from "./options.js";

export function TodayPage({ overview, theme }: { readonly overview: Overview | undefined; readonly theme: string }) {
	if (!overview)
		return (
			<main id="main" class="page" aria-busy="true">
				<h1 class="unseen">Takings today</h1>
				<Skeleton lines={3} label="Takings are loading" />
				<div class="bone tall" />
				<Skeleton lines={4} label="Terminals are loading" />
			</main>
		);
	return (
		<main id="main" class="page today">
			<div class="lead">
				<Takings overview={overview} />
				<HoursChart
					hours={overview.hours.filter((hour) => hour.currency === overview.currency)}
					nowHour={overview.hour}
					firstHour={Math.floor(overview.dayEndMinutes / 60)}
					currency={overview.currency}
					theme={theme}
				/>
			</div>
			<Section title="Terminals">
				{overview.terminals.length === 0 ? (
					<Empty>
						No terminal is enrolled yet. Open <a href="#/devices">Devices</a>, enrol one, and it appears
						here with its takings.
					</Empty>
				) : (
					<ul class="cards">
						{overview.terminals.map((terminal) => (
							<li key={terminal.terminal}>
								<TerminalCard terminal={terminal} overview={overview} />
							</li>
						))}
					</ul>
				)}
			</Section>
			<PaymentsSection title="Card payments to settle" overview={overview} isShown={isUnsettled} />
			<PaymentsSection title="Cards not yet confirmed" overview={overview} isShown={(one) => !isUnsettled(one)} />
			<Section title="Alarms">
				<NewerNote records={overview.newerRecords} />
				<Alarms alarms={overview.alarms} nowMs={overview.wallMs} terminals={overview.terminals} />
			</Section>
			<Section title="Best sellers today">
				<BestSellers overview={overview} />
			</Section>
		</main>
	);
}

const isUnsettled = ({ state }: Payment): boolean => state !== "unconfirmed";

interface PaymentsSectionOptions {
	readonly title: string;
	readonly overview: Overview;
	isShown(payment: Payment): boolean;
}

function PaymentsSection({ title, overview, isShown }: PaymentsSectionOptions) {
	const payments = overview.payments.filter(isShown);
	if (payments.length === 0) return null;
	return (
		<Section title={title}>
			<Payments payments={payments} nowMs={overview.wallMs} nameOf={terminalName(overview)} />
		</Section>
	);
}

function Takings({ overview }: { readonly overview: Overview }) {
	const { today, currency } = overview;
	const sums = sumsOf(today.currencies, currency);
	const before = overview.sameWeekdayLastWeek?.find((takings) => takings.currency === currency);
	const day = weekday(overview.day);
	const difference = before ? change(sums.grossMinor, before.grossMinor) : undefined;
	return (
		<header class="takings">
			<h1>Takings today</h1>
			<p class="amount" data-testid="takings">
				{amountIn(sums.grossMinor, currency)} <span class="unit">{currency}</span>
			</p>
			<p class="quiet">
				{difference && before
					? `${difference} last ${day}, ${money(before.grossMinor, currency)}`
					: `No comparison: there were no sales last ${day}.`}
			</p>
			<dl class="figures">
				<Figure name="sales">{count(today.sales)}</Figure>
				<CurrencyFigures sums={sums} />
				{overview.unconfirmedToday.map((sum) => (
					<Figure
						key={sum.currency}
						name={`of it not yet confirmed, in ${counted(sum.payments, "card payment")}`}
					>
						<strong class="at-risk">
							{amountIn(sum.amountMinor, sum.currency)}
							{sum.currency === currency ? "" : ` ${sum.currency}`}
						</strong>
					</Figure>
				))}
				{today.trainingSales > 0 ? (
					<Figure name="training sales, in no total">{count(today.trainingSales)}</Figure>
				) : null}
			</dl>
			{today.currencies
				.filter((other) => other.currency !== currency)
				.map((other) => (
					<dl
						class="figures"
						key={other.currency}
						aria-label={`Takings in ${other.currency || "a currency not known"}`}
					>
						<Figure name={`takings in ${other.currency || "a currency not known"}`}>
							{amountIn(other.grossMinor, other.currency)}
						</Figure>
						<CurrencyFigures sums={other} />
					</dl>
				))}
		</header>
	);
}

function TerminalCard({ terminal, overview }: { readonly terminal: TerminalSummary; readonly overview: Overview }) {
	return (
		<a class="card terminal" href={terminalAddress(terminal.terminal)}>
			<span class="card-head">
				<strong>{terminal.name || terminal.terminal}</strong>
				<StateLabel terminal={terminal} nowMs={overview.wallMs} />
			</span>
			{takingsOf(terminal, overview.currency).map(({ currency, grossMinor }) => (
				<span key={currency} class="amount small">
					{amountIn(grossMinor, currency)} <span class="unit">{currency}</span>
				</span>
			))}
			<span class="quiet">
				{counted(terminal.salesToday, "sale")}
				{terminal.queueDepth ? `, ${count(terminal.queueDepth)} waiting` : ""}
				{terminal.batteryPercent === null ? "" : `, battery ${terminal.batteryPercent} %`}
				{isClockWrong(terminal.clock) ? `, clock ${clockText(terminal.clock)}` : ""}
			</span>
		</a>
	);
}

function BestSellers({ overview }: { readonly overview: Overview }) {
	const most = Math.max(1, ...overview.bestSellers.map((item) => item.quantity));
	if (overview.bestSellers.length === 0)
		return <Empty>The best-selling items of today appear here after the first sale.</Empty>;
	return (
		<ol class="ranking">
			{overview.bestSellers.map((item) => (
				<li key={`${item.sku || item.name}/${item.currency}`}>
					<span class="bar" style={{ inlineSize: `${(item.quantity * 100) / most}%` }} aria-hidden="true" />
					<bdi class="name">{item.name}</bdi>
					<span class="numeric">{count(item.quantity)} ×</span>
					<span class="numeric quiet">{money(item.amountMinor, item.currency)}</span>
				</li>
			))}
		</ol>
	);
}
