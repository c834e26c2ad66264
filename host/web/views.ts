// What the API answers, composed from store, devices and clock.
import { toHex } from "../../firmware/core/bytes.js";
import { findCurrency } from "../../firmware/core/currencies.js";
import type { Static } from "typebox";
import { appliedVersion } from "../control/catalog.js";
import type { AnyFaultCode } from "../faults.js";
import { localDayHour } from "../ledger/projection.js";
import { textOf } from "../log.js";
import type { Host } from "../main.js";
import type { TerminalDay } from "../store/reports.js";
import type { TerminalRow } from "../store/store.js";
import { type Alarm, type Overview, type Stall, type TerminalDetail, updateStates } from "./schemas.js";

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

export function today(host: Host): number {
	return localDayHour(host.clock.now(), host.stall.utcOffsetMinutes).day;
}

export function alarmsView(host: Host): Static<typeof Alarm>[] {
	return host.store.notices.alarms().map(({ id, code, terminal, detail, amountMinor, createdMs, count }) => ({
		...{ id, code, detail, count, terminal: terminal === "" ? null : terminal, atMs: createdMs, moneyAtRiskMinor: amountMinor },
		text: textOf(code as AnyFaultCode),
	}));
}

export function stallView(host: Host, row: TerminalRow, day: TerminalDay | undefined): Static<typeof Stall> {
	const device = host.devices.get(row.terminal);
	const epoch = host.store.chains.epoch(row.terminal, row.epoch);
	const { status } = device;
	const isPresent = status !== undefined && status.epoch === row.epoch;
	return {
		terminal: row.terminal,
		name: row.name,
		state: device.isOnline ? "online" : row.lastSeenMs > 0 ? "offline" : "never",
		offlineSinceMs: !device.isOnline && device.offlineSinceMs > 0 ? device.offlineSinceMs : null,
		grossMinorToday: day?.grossMinor ?? 0,
		salesToday: day?.sales ?? 0,
		queueDepth: isPresent ? Math.max(0, status.sequence - (epoch?.committed ?? 0)) : null,
		batteryPercent: status && status.batteryPercent >= 0 ? status.batteryPercent : null,
		paper: status?.paper ?? null,
		wearPercent: status?.wearPercent ?? null,
		freeSales: status?.freeSales ?? null,
		...host.store.reports.receiptCount(row.terminal),
		catalogVersion: appliedVersion(host.store, host.cbor, row.terminal) ?? null,
		firmware: status?.firmware ? { ...status.firmware, state: updateStates[status.firmware.state] } : null,
		lastSeenMs: row.lastSeenMs,
		epoch: row.epoch,
		committed: epoch?.committed ?? 0,
		quarantined: epoch?.status === "quarantined",
	};
}

export function stallsView(host: Host): Static<typeof Stall>[] {
	const days = new Map(host.store.reports.terminals(today(host)).map((day) => [day.terminal, day]));
	return host.store.terminals.all().map((row) => stallView(host, row, days.get(row.terminal)));
}

export function overviewView(host: Host): Overview {
	const { reports } = host.store;
	const day = today(host);
	const currency = host.store.setting("currency") ?? reports.currency() ?? "EUR";
	const lastWeek = reports.day(day - weekDays);
	return {
		merchant: host.merchant,
		currency,
		decimals: findCurrency(currency)?.decimals ?? 2,
		wallMs: host.clock.now(),
		day: dateOf(day),
		today: reports.day(day),
		sameWeekdayLastWeek: lastWeek.sales > 0 ? { grossMinor: lastWeek.grossMinor } : null,
		hours: reports.hours(day).map(({ hour, grossMinor }) => ({ hour, grossMinor })),
		stalls: stallsView(host),
		bestSellers: reports.bestSellers(day, day, bestSellersShown),
		alarms: alarmsView(host),
	};
}

export function terminalView(host: Host, row: TerminalRow): Static<typeof TerminalDetail> {
	const { chains, notices } = host.store;
	const day = host.store.reports.terminals(today(host)).find((sum) => sum.terminal === row.terminal);
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
				createdMs: branch.createdMs,
			})),
		})),
		setAsides: notices.setAsides(row.terminal).map((row) => ({
			code: row.code,
			detail: row.detail,
			receivedMs: row.receivedMs,
			count: row.count,
			bytes: row.payload.length,
		})),
	};
}
