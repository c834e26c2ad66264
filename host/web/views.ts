// What the API answers, composed from store, devices and clock.
import type { Static } from "typebox";
import { toHex } from "../../firmware/core/bytes.js";
import { PaymentOutcome } from "../../firmware/wire/record.js";
import type { FirmwareReport } from "../../firmware/wire/status.js";
import type { AnyFaultCode } from "../faults.js";
import type { Sums } from "../ledger/entry.js";
import { textOf } from "../log.js";
import type { Host } from "../main.js";
import type { StallRow } from "../store/reports.js";
import type { EpochRow } from "../store/store.js";
import { localDayHour } from "../zone.js";
import {
	type Alarm,
	type Overview,
	type Payment,
	paymentStates,
	type TerminalSummary,
	type Sums as SumsSchema,
	type TerminalDetail,
	updateStates,
} from "./schemas.js";

const dayMs = 86_400_000;
const weekDays = 7;
const bestSellersShown = 8;

/** "2026-11-21" to days since 1970-01-01 and back. */
export function dayOf(date: string): number {
	return Math.floor(Date.parse(`${date}T00:00:00Z`) / dayMs);
}

export function dateOf(day: number): string {
	return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The business day that runs, and the hour on the stalls' clock. */
export function now(host: Host): { readonly day: number; readonly hour: number } {
	return localDayHour(host.clock.now(), host.stall.zone, host.stall.dayEndMinutes);
}

export async function alarmsView(host: Host): Promise<Static<typeof Alarm>[]> {
	const alarms = await host.store.notices.alarms();
	return alarms.map(({ id, code, terminal, detail, amountMinor, currency, createdMs, count }) => ({
		...{ id, code, detail, count, terminal: terminal === "" ? null : terminal, atMs: createdMs },
		...{ moneyAtRiskMinor: amountMinor, currency, text: textOf(code as AnyFaultCode) },
	}));
}

export async function paymentsView(host: Host): Promise<Static<typeof Payment>[]> {
	return (await host.payments.open()).map(({ terminal, origin, state, isReplaced, answer, ...payment }) => {
		const { tenderKind, amountMinor, currency, staff, shift, wallMs } = payment;
		return {
			...{
				terminal,
				...origin,
				tenderKind,
				amountMinor,
				currency,
				staff,
				shift,
				sinceMs: wallMs,
				replaced: isReplaced,
			},
			state: paymentStates.find((one) => one === state) ?? "open",
			answer: answer
				? {
						charged: answer.outcome === PaymentOutcome.approved,
						reference: answer.reference,
						atMs: answer.answeredMs,
					}
				: null,
		};
	});
}

export function sumsView(sums: Sums): Static<typeof SumsSchema> {
	const { sales, noSales, trainingSales, others, lines, units, currencies } = sums;
	return {
		...{ sales, noSales, trainingSales, others, lines, units },
		currencies: currencies.map((each) => ({ ...each, tenders: [...each.tenders] })),
	};
}

export function stallView(host: Host, row: StallRow): Static<typeof TerminalSummary> {
	const device = host.devices.get(row.terminal);
	const epoch = row.present;
	const { status } = device;
	const isPresent = status !== undefined && status.epoch === row.epoch;
	return {
		terminal: row.terminal,
		name: row.name,
		state: device.isOnline ? "online" : row.lastSeenMs > 0 ? "offline" : "never",
		offlineSinceMs: !device.isOnline && device.offlineSinceMs > 0 ? device.offlineSinceMs : null,
		takingsToday: [...row.takingsToday],
		salesToday: row.salesToday,
		queueDepth: isPresent ? Math.max(0, status.sequence - (epoch?.committed ?? 0)) : null,
		batteryPercent: status && status.batteryPercent >= 0 ? status.batteryPercent : null,
		paper: status?.paper ?? null,
		wearPercent: status?.wearPercent ?? null,
		freeSales: status?.freeSales ?? null,
		sales: row.sales,
		lastReceiptNumber: row.lastReceiptNumber,
		catalogVersion: row.catalogVersion ?? null,
		firmware: firmwareView(status?.firmware),
		lastSeenMs: row.lastSeenMs,
		epoch: row.epoch,
		committed: epoch?.committed ?? 0,
		quarantined: epoch?.status === "quarantined",
	};
}

function firmwareView(report: FirmwareReport | undefined): Static<typeof TerminalSummary>["firmware"] {
	if (!report) return null;
	const { board, version, offered, state } = report;
	return { board, version, offered, state: updateStates[state] ?? "newer" };
}

export async function stallsView(host: Host): Promise<Static<typeof TerminalSummary>[]> {
	const stalls = await host.store.reports.stalls(now(host).day);
	return stalls.map((row) => stallView(host, row));
}

export async function overviewView(host: Host): Promise<Overview> {
	const { reports, settings } = host.store;
	const { day, hour } = now(host);
	const { zone, dayEndMinutes } = host.stall;
	const [rows, currency, payments, alarms] = await Promise.all([
		reports.overview({ day, comparedDay: day - weekDays, itemsShown: bestSellersShown }),
		settings.get("currency"),
		paymentsView(host),
		alarmsView(host),
	]);
	return {
		merchant: host.merchant,
		currency: currency ?? rows.currency ?? "EUR",
		...{ zone, dayEndMinutes, hour },
		wallMs: host.clock.now(),
		day: dateOf(day),
		today: sumsView(rows.today),
		sameWeekdayLastWeek: rows.compared.length > 0 ? [...rows.compared] : null,
		hours: [...rows.hours],
		stalls: rows.stalls.map((row) => stallView(host, row)),
		bestSellers: [...rows.bestSellers],
		payments,
		alarms,
		newerRecords: rows.newerRecords,
	};
}

export async function terminalView(host: Host, row: StallRow): Promise<Static<typeof TerminalDetail>> {
	const { chains, notices, reports } = host.store;
	const { terminal } = row;
	const { capabilities } = host.devices.get(terminal);
	const [epochs, newer, setAsides] = await Promise.all([
		chains.epochs(terminal),
		reports.newer(terminal),
		notices.setAsides(terminal),
	]);
	return {
		...stallView(host, row),
		createdMs: row.createdMs,
		epochs: await Promise.all(epochs.map((epoch) => epochView(host, epoch))),
		capabilities: capabilities
			? {
					catalogFormats: [...capabilities.catalogFormats],
					recordKinds: [...capabilities.recordKinds],
					features: [...capabilities.features],
				}
			: null,
		newer,
		setAsides: setAsides.map((each) => ({
			code: each.code,
			detail: each.detail,
			receivedMs: each.receivedMs,
			count: each.count,
			bytes: each.payload.length,
		})),
	};
}

async function epochView(host: Host, epoch: EpochRow): Promise<Static<typeof TerminalDetail>["epochs"][number]> {
	const branches = await host.store.chains.branches(epoch.terminal, epoch.epoch);
	return {
		epoch: epoch.epoch,
		committed: epoch.committed,
		head: toHex(epoch.head),
		publicKey: toHex(epoch.publicKey),
		status: epoch.status,
		branches: branches.map((branch) => ({
			forkSequence: branch.forkSequence,
			committed: branch.committed,
			head: toHex(branch.head),
			grossMinor: branch.grossMinor,
			currency: branch.currency,
			createdMs: branch.createdMs,
		})),
	};
}
