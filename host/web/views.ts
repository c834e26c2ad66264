// What the API answers, composed from store, devices and clock.
import type { Static } from "typebox";
import { toHex } from "../../firmware/core/bytes.js";
import { PaymentOutcome } from "../../firmware/wire/record.js";
import type { FirmwareReport } from "../../firmware/wire/status.js";
import { appliedVersion } from "../control/catalog.js";
import type { AnyFaultCode } from "../faults.js";
import type { Sums } from "../ledger/entry.js";
import { textOf } from "../log.js";
import type { Host } from "../main.js";
import type { TerminalDay } from "../store/reports.js";
import type { TerminalRow } from "../store/store.js";
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

export function alarmsView(host: Host): Static<typeof Alarm>[] {
	return host.store.notices
		.alarms()
		.map(({ id, code, terminal, detail, amountMinor, currency, createdMs, count }) => ({
			...{ id, code, detail, count, terminal: terminal === "" ? null : terminal, atMs: createdMs },
			...{ moneyAtRiskMinor: amountMinor, currency, text: textOf(code as AnyFaultCode) },
		}));
}

export function paymentsView(host: Host): Static<typeof Payment>[] {
	return host.payments.open().map(({ terminal, origin, state, isReplaced, answer, ...payment }) => {
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

export function stallView(host: Host, row: TerminalRow, day: TerminalDay | undefined): Static<typeof TerminalSummary> {
	const device = host.devices.get(row.terminal);
	const epoch = host.store.chains.epoch(row.terminal, row.epoch);
	const { status } = device;
	const isPresent = status !== undefined && status.epoch === row.epoch;
	return {
		terminal: row.terminal,
		name: row.name,
		state: device.isOnline ? "online" : row.lastSeenMs > 0 ? "offline" : "never",
		offlineSinceMs: !device.isOnline && device.offlineSinceMs > 0 ? device.offlineSinceMs : null,
		takingsToday: [...(day?.takings ?? [])],
		salesToday: day?.sales ?? 0,
		queueDepth: isPresent ? Math.max(0, status.sequence - (epoch?.committed ?? 0)) : null,
		batteryPercent: status && status.batteryPercent >= 0 ? status.batteryPercent : null,
		paper: status?.paper ?? null,
		wearPercent: status?.wearPercent ?? null,
		freeSales: status?.freeSales ?? null,
		...host.store.reports.receiptCount(row.terminal),
		catalogVersion: appliedVersion(host.store, host.cbor, row.terminal) ?? null,
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

export function stallsView(host: Host): Static<typeof TerminalSummary>[] {
	const days = new Map(host.store.reports.terminals(now(host).day).map((day) => [day.terminal, day]));
	return host.store.terminals.all().map((row) => stallView(host, row, days.get(row.terminal)));
}

export function overviewView(host: Host): Overview {
	const { reports } = host.store;
	const { day, hour } = now(host);
	const lastWeek = reports.day(day - weekDays);
	const { zone, dayEndMinutes } = host.stall;
	return {
		merchant: host.merchant,
		currency: host.store.setting("currency") ?? reports.currency() ?? "EUR",
		...{ zone, dayEndMinutes, hour },
		wallMs: host.clock.now(),
		day: dateOf(day),
		today: sumsView(reports.day(day)),
		sameWeekdayLastWeek:
			lastWeek.currencies.length > 0
				? lastWeek.currencies.map(({ currency, grossMinor }) => ({ currency, grossMinor }))
				: null,
		hours: reports.hours(day),
		stalls: stallsView(host),
		bestSellers: reports.bestSellers(day, day, bestSellersShown),
		payments: paymentsView(host),
		alarms: alarmsView(host),
		newerRecords: reports.newerCount(),
	};
}

export function terminalView(host: Host, row: TerminalRow): Static<typeof TerminalDetail> {
	const { chains, notices, reports } = host.store;
	const day = reports.terminals(now(host).day).find((sum) => sum.terminal === row.terminal);
	const { capabilities } = host.devices.get(row.terminal);
	return {
		...stallView(host, row, day),
		createdMs: row.createdMs,
		epochs: chains.epochs(row.terminal).map((epoch) => ({
			epoch: epoch.epoch,
			committed: epoch.committed,
			head: toHex(epoch.head),
			publicKey: toHex(epoch.publicKey),
			status: epoch.status,
			branches: chains.branches(row.terminal, epoch.epoch).map((branch) => ({
				forkSequence: branch.forkSequence,
				committed: branch.committed,
				head: toHex(branch.head),
				grossMinor: branch.grossMinor,
				currency: branch.currency,
				createdMs: branch.createdMs,
			})),
		})),
		capabilities: capabilities
			? {
					catalogFormats: [...capabilities.catalogFormats],
					recordKinds: [...capabilities.recordKinds],
					features: [...capabilities.features],
				}
			: null,
		newer: reports.newer(row.terminal),
		setAsides: notices.setAsides(row.terminal).map((row) => ({
			code: row.code,
			detail: row.detail,
			receivedMs: row.receivedMs,
			count: row.count,
			bytes: row.payload.length,
		})),
	};
}
