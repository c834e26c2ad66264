// Judges the times of records again where this host's own clock was wrong when they came: honest sales were then taken
// for misdated, and booked under the day that this clock showed.
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Clock } from "../clock.js";
import { decodeAny } from "../ledger/decode.js";
import type { LedgerStore } from "../ledger/ledger-store.js";
import { isMisdated, type LogEntry } from "../ledger/slice.js";
import { hostLimits } from "../limits.js";
import type { MerchantSettings } from "../settings.js";
import type { ChainStore, ReceivedTime } from "../store/store.js";
import { localDayHour } from "../zone.js";

export interface ReceiptTimesOptions {
	readonly store: {
		readonly ledgers: Pick<LedgerStore, "read">;
		readonly chains: Pick<ChainStore, "setReceived">;
	};
	readonly cbor: CborCodec;
	/** Of this host, right by now. */
	readonly clock: Clock;
	readonly settings: Pick<MerchantSettings, "zone" | "dayEndMinutes">;
}

/**
 * Gives the misdated records whose time can be right at present a time of receipt that agrees with them, and their
 * business day. The ledgers have to be folded again afterwards. Returns how many records these are.
 */
export async function judgeTimesAgain(options: ReceiptTimesOptions): Promise<number> {
	const { ledgers, chains } = options.store;
	let count = 0;
	for (let after = 0; ;) {
		const entries = await ledgers.read(after, hostLimits.ledgerSliceRecordsMax);
		if (entries.length === 0) return count;
		const times = entries.flatMap((entry) => agreeing(options, entry));
		if (times.length > 0) await chains.setReceived(times);
		count += times.length;
		after = entries.at(-1)!.number;
	}
}

function agreeing({ cbor, clock, settings }: ReceiptTimesOptions, entry: LogEntry): ReceivedTime[] {
	const { terminal, epoch } = entry;
	const nowMs = clock.now();
	return entry.records.flatMap(({ sequence, payload, receivedMs }) => {
		const record = decodeAny(cbor, payload, epoch);
		if (!record || !isMisdated(record, receivedMs) || isMisdated(record, nowMs)) return [];
		// It cannot have come before it was made, and not later than now.
		const { wallMs } = record;
		const { day, hour } = localDayHour(wallMs, settings.zone, settings.dayEndMinutes);
		return { terminal, epoch, sequence, receivedMs: Math.max(wallMs, Math.min(receivedMs, nowMs)), day, hour };
	});
}
