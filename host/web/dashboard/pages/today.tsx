// The first screen: takings today against the same weekday, the hours, the stalls, and what needs somebody.
import { HoursChart } from "../chart.js";
import { amount, change, count, counted, money, weekday, type MoneyFormat } from "../format.js";
import { Alarms } from "../alarms.js";
import { Empty, Figure, Section, Skeleton, StateWord } from "../parts.js";
import { stallAddress } from "../route.js";
import type { Overview, StallCard } from "../types.js";

export function TodayPage({ overview, theme }: { readonly overview: Overview | undefined; readonly theme: string }) {
	if (!overview)
		return (
			<main id="main" class="page" aria-busy="true">
				<h1 class="unseen">Takings today</h1>
				<Skeleton lines={3} label="Takings are loading" />
				<div class="bone tall" />
				<Skeleton lines={4} label="Stalls are loading" />
			</main>
		);
	return (
		<main id="main" class="page today">
			<div class="lead">
				<Takings overview={overview} />
				<HoursChart hours={overview.hours} nowHour={new Date(overview.wallMs).getHours()} format={overview} theme={theme} />
			</div>
			<Section title="Stalls">
				{overview.stalls.length === 0 ? (
					<Empty>
						No stall is enrolled yet. Open <a href="#/devices">Devices</a>, enrol a terminal, and it appears here with its takings.
					</Empty>
				) : (
					<ul class="cards">
						{overview.stalls.map((stall) => (
							<li key={stall.terminal}>
								<Stall stall={stall} overview={overview} />
							</li>
						))}
					</ul>
				)}
			</Section>
			<Section title="Needs somebody">
				<Alarms alarms={overview.alarms} format={overview} nowMs={overview.wallMs} stalls={overview.stalls} />
			</Section>
			<Section title="Best sellers today">
				<BestSellers overview={overview} />
			</Section>
		</main>
	);
}

function Takings({ overview }: { readonly overview: Overview }) {
	const { today, sameWeekdayLastWeek: before } = overview;
	const day = weekday(overview.wallMs);
	const difference = before ? change(today.grossMinor, before.grossMinor) : undefined;
	return (
		<header class="takings">
			<h1>Takings today</h1>
			<p class="amount" data-testid="takings">
				{amount(today.grossMinor, overview.decimals)} <span class="unit">{overview.currency}</span>
			</p>
			<p class="quiet">
				{difference && before
					? `${difference} last ${day}, ${money(before.grossMinor, overview)}`
					: `Nothing to compare with yet: last ${day} has no sales.`}
			</p>
			<dl class="figures">
				<Figure name="sales">{count(today.sales)}</Figure>
				<Figure name="cash">{amount(today.cashMinor, overview.decimals)}</Figure>
				<Figure name="card">{amount(today.cardMinor, overview.decimals)}</Figure>
				<Figure name="tax in it">{amount(today.taxMinor, overview.decimals)}</Figure>
			</dl>
		</header>
	);
}

function Stall({ stall, overview }: { readonly stall: StallCard; readonly overview: MoneyFormat & { readonly wallMs: number } }) {
	return (
		<a class="card stall" href={stallAddress(stall.terminal)}>
			<span class="card-head">
				<strong>{stall.name || stall.terminal}</strong>
				<StateWord stall={stall} nowMs={overview.wallMs} />
			</span>
			<span class="amount small">
				{amount(stall.grossMinorToday, overview.decimals)} <span class="unit">{overview.currency}</span>
			</span>
			<span class="quiet">
				{counted(stall.salesToday, "sale")}
				{stall.queueDepth ? `, ${count(stall.queueDepth)} waiting` : ""}
				{stall.batteryPercent === null ? "" : `, battery ${stall.batteryPercent} %`}
			</span>
		</a>
	);
}

function BestSellers({ overview }: { readonly overview: Overview }) {
	const most = Math.max(1, ...overview.bestSellers.map((item) => item.quantity));
	if (overview.bestSellers.length === 0) return <Empty>The items that sell most today are listed here from the first sale on.</Empty>;
	return (
		<ol class="ranking">
			{overview.bestSellers.map((item) => (
				<li key={item.sku || item.name}>
					<span class="bar" style={{ inlineSize: `${(item.quantity * 100) / most}%` }} aria-hidden="true" />
					<span class="name">{item.name}</span>
					<span class="numeric">{count(item.quantity)} ×</span>
					<span class="numeric quiet">{money(item.grossMinor, overview)}</span>
				</li>
			))}
		</ol>
	);
}
