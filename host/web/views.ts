// The API's answers, composed from the contexts of the routes.
import type { Static } from "typebox";
import { toHex } from "../../firmware/core/bytes.js";
import { PaymentOutcome } from "../../firmware/wire/record.js";
import type { FirmwareReport } from "../../firmware/wire/status.js";
import type {
	AlarmRow,
	AlarmsContext,
	BusinessDayContext,
	ClosedAlarmsContext,
	OpenPayment,
	OverviewContext,
	PaymentLists,
	Sums,
	TerminalOverview,
	TerminalsContext,
	UnconfirmedTender,
} from "../context.js";
import type { AnyFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";
import { textOf } from "../log.js";
import { localDayHour } from "../zone.js";
import {
	type Alarm,
	type ClosedAlarm,
	type Overview,
	type Payment,
	paymentStates,
	type Sums as SumsSchema,
	type TerminalDetail,
	type TerminalSummary,
	updateStates,
} from "./schemas.js";

const dayMs = 86_400_000;
const weekDays = 7;
const bestSellersShown = 8;
const defaultCurrency = "EUR";

/** "2026-11-21" as days since 1970-01-01; NaN when it is not a date. */
export function dayOf(date: string): number {
	return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

/** Days since 1970-01-01 as "2026-11-21". */
export function dateOf(day: number): string {
	return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The current business day, and the hour in the terminals' zone. */
export function now({ clock, settings }: BusinessDayContext): { readonly day: number; readonly hour: number } {
	return localDayHour(clock.now(), settings.zone, settings.dayEndMinutes);
}

export async function alarmsView({ notices }: AlarmsContext): Promise<Static<typeof Alarm>[]> {
	return (await notices.alarms()).map(alarmView);
}

function alarmView({ id, code, terminal, detail, ...alarm }: AlarmRow): Static<typeof Alarm> {
	const { amountMinor, currency, createdMs, count } = alarm;
	return {
		...{ id, code, detail, count, terminal: terminal === "" ? null : terminal, atMs: createdMs },
		// Alarms are only raised with these codes.
		...{ moneyAtRiskMinor: amountMinor, currency, text: textOf(code as AnyFaultCode) },
	};
}

export async function closedAlarmsView(
	{ notices }: ClosedAlarmsContext,
	limit: number,
): Promise<Static<typeof ClosedAlarm>[]> {
	const closed = await notices.closedAlarms(limit);
	return closed.map((row) => {
		const { closedMs, closedBy, reason } = row;
		return { ...alarmView(row), closedMs, closedBy, reason };
	});
}

/** Those that are not settled, and behind them those of sales that are complete but not confirmed. */
export async function paymentsView(context: PaymentLists): Promise<Static<typeof Payment>[]> {
	const [open, unconfirmed] = await Promise.all([context.openPayments(), context.unconfirmedPayments()]);
	return [...open.map(paymentView), ...unconfirmed.map(unconfirmedView)];
}

function unconfirmedView(tender: UnconfirmedTender): Static<typeof Payment> {
	const { terminal, attempt, tenderKind, amountMinor, currency, number, staff, shift, wallMs } = tender;
	return {
		...{ terminal, ...attempt, tenderKind, amountMinor, currency, staff, shift, sinceMs: wallMs },
		...{ state: "unconfirmed", receipt: number, replaced: false, answer: null },
	};
}

function paymentView(payment: OpenPayment): Static<typeof Payment> {
	const { terminal, origin, state, isReplaced, answer } = payment;
	const { tenderKind, amountMinor, currency, staff, shift, wallMs } = payment;
	return {
		...{ terminal, ...origin, tenderKind, amountMinor, currency, staff, shift },
		sinceMs: wallMs,
		receipt: null,
		replaced: isReplaced,
		state: paymentStates.find((one) => one === state) ?? "open",
		answer: answer
			? {
					charged: answer.outcome === PaymentOutcome.approved,
					reference: answer.reference,
					atMs: answer.answeredMs,
				}
			: null,
	};
}

export function sumsView(sums: Sums): Static<typeof SumsSchema> {
	const { sales, noSales, trainingSales, others, lines, units, currencies } = sums;
	return {
		...{ sales, noSales, trainingSales, others, lines, units },
		currencies: currencies.map((each) => ({ ...each, tenders: [...each.tenders] })),
	};
}

function summaryView(
	{ devices }: Pick<TerminalsContext, "devices">,
	row: TerminalOverview,
): Static<typeof TerminalSummary> {
	const device = devices.get(row.terminal);
	const { status } = device;
	const { present } = row;
	const isPresent = status !== undefined && status.epoch === row.epoch;
	return {
		terminal: row.terminal,
		name: row.name,
		state: device.isOnline ? "online" : row.lastSeenMs > 0 ? "offline" : "never",
		offlineSinceMs: !device.isOnline && device.offlineSinceMs > 0 ? device.offlineSinceMs : null,
		takingsToday: [...row.takingsToday],
		salesToday: row.salesToday,
		queueDepth: isPresent ? Math.max(0, status.sequence - (present?.committed ?? 0)) : null,
		batteryPercent: status && status.batteryPercent >= 0 ? status.batteryPercent : null,
		paper: status?.paper ?? null,
		wearPercent: status?.wearPercent ?? null,
		freeSales: status?.freeSales ?? null,
		clock: status?.clock
			? { isSet: device.clockSkewMs !== undefined, skewMs: Math.round(device.clockSkewMs ?? 0) }
			: null,
		sales: row.sales,
		lastReceiptNumber: row.lastReceiptNumber,
		catalogVersion: row.catalogVersion ?? null,
		firmware: firmwareView(status?.firmware),
		lastSeenMs: row.lastSeenMs,
		epoch: row.epoch,
		committed: present?.committed ?? 0,
		quarantined: present?.status === "quarantined",
	};
}

function firmwareView(report: FirmwareReport | undefined): Static<typeof TerminalSummary>["firmware"] {
	if (!report) return null;
	const { board, version, offered, state } = report;
	return { board, version, offered, state: updateStates[state] ?? "newer" };
}

export async function terminalsView(context: TerminalsContext): Promise<Static<typeof TerminalSummary>[]> {
	const rows = await context.reports.terminals(now(context).day);
	return rows.map((row) => summaryView(context, row));
}

export async function overviewView(context: OverviewContext): Promise<Overview> {
	const { clock, merchant, reports, settings } = context;
	const { day, hour } = now(context);
	const { zone, dayEndMinutes } = settings;
	const [rows, currency, payments, alarms] = await Promise.all([
		reports.overview({ day, comparedDay: day - weekDays, itemsShown: bestSellersShown }),
		context.currency(),
		paymentsView(context),
		alarmsView(context),
	]);
	return {
		...{ merchant, zone, dayEndMinutes, hour },
		currency: currency ?? rows.currency ?? defaultCurrency,
		wallMs: clock.now(),
		day: dateOf(day),
		today: sumsView(rows.today),
		sameWeekdayLastWeek: rows.compared.length > 0 ? [...rows.compared] : null,
		hours: [...rows.hours],
		terminals: rows.terminals.map((row) => summaryView(context, row)),
		bestSellers: [...rows.bestSellers],
		unconfirmedToday: [...rows.unconfirmed],
		payments,
		alarms,
		newerRecords: rows.newerRecords,
	};
}

/** Undefined where there is no such terminal. */
export async function terminalView(
	context: TerminalsContext,
	terminal: string,
): Promise<Static<typeof TerminalDetail> | undefined> {
	const { notices, reports } = context;
	const [row] = await reports.terminals(now(context).day, terminal);
	if (!row) return undefined;
	const { capabilities } = context.devices.get(terminal);
	const [epochs, newer, setAsides] = await Promise.all([
		epochsView(context, terminal),
		reports.newer(terminal),
		notices.setAsides(terminal),
	]);
	return {
		...summaryView(context, row),
		createdMs: row.createdMs,
		epochs,
		capabilities: capabilities
			? {
					catalogFormats: [...capabilities.catalogFormats],
					recordKinds: [...capabilities.recordKinds],
					features: [...capabilities.features],
				}
			: null,
		newer,
		setAsides: setAsides.map(({ code, detail, receivedMs, count, payload }) => ({
			...{ code, detail, receivedMs, count },
			bytes: payload.length,
		})),
	};
}

type EpochView = Static<typeof TerminalDetail>["epochs"][number];

async function epochsView({ chains }: TerminalsContext, terminal: string): Promise<EpochView[]> {
	const views: EpochView[] = [];
	for (const { epoch, committed, head, publicKey, status } of await chains.epochs(terminal, hostLimits.pageRowsMax)) {
		const branches = await chains.branches(terminal, epoch);
		views.push({
			...{ epoch, committed, head: toHex(head), publicKey: toHex(publicKey), status },
			branches: branches.map((branch) => ({
				forkSequence: branch.forkSequence,
				committed: branch.committed,
				head: toHex(branch.head),
				grossMinor: branch.grossMinor,
				currency: branch.currency,
				createdMs: branch.createdMs,
			})),
		});
	}
	return views;
}
