// The heap that the whole terminal needs on XS: idle between sales, and at the peak of a market day. The collector runs
// only when the heap is full, so peak usage is no measure of the need: that is the smallest heap with which the day
// still completes.
import { join } from "node:path";
import type { Firmware } from "../../../simulator/engine/machine.js";
import { terminalFirmware } from "../../../simulator/engine/terminal-firmware.js";
import type { BoardHeap } from "../../../simulator/engine/xs-machine.js";
import type { BenchOptions } from "../benchmark.js";
import { MarketDay, type DayFigures } from "./market-day.js";

const boardSlotBytes = 16;
const slotStep = 32;
const chunkStep = 512;
/** Start of the search: the day completes with the ample values and fails with less than the others. */
const slotsAmple = 6_144;
const chunkBytesAmple = 65_536;
const slotsLeast = 2_048;
const chunkBytesLeast = 8_192;

export interface HeapFigures extends Omit<DayFigures, "longestTurnOperations"> {
	/**
	 * Slots × 16 + chunks in use after a collection; the larger of idle with a host session and idle without a network.
	 */
	readonly heapIdleBytes: number;
	/** Slots × 16 + chunks of the smallest heap with which the day completes. */
	readonly heapPeakBytes: number;
	readonly heapPeakSlots: number;
	readonly heapPeakChunkBytes: number;
	/** The same with the memory that TLS takes held while a connection is open. */
	readonly heapPeakBytesTls: number;
}

const tlsFirmware: Firmware = { ...terminalFirmware, guestFile: join(import.meta.dirname, "tls-guest.ts") };
/** More than TLS needs in slots, and in bytes of chunks. */
const tlsSlots = 512;
const tlsChunkBytes = 14_336;

async function completes(heap: BoardHeap, firmwareRun: Firmware = terminalFirmware): Promise<boolean> {
	const day = await MarketDay.open({ heap, firmwareRun });
	try {
		await day.run();
		return true;
	} catch (error) {
		if (day.ranOutOfMemory) return false;
		throw error;
	} finally {
		await day.close();
	}
}

/**
 * The smallest multiple of `step` between two bounds for which `succeeds` is true; it must be true for the upper bound.
 */
async function smallest(
	least: number,
	ample: number,
	step: number,
	succeeds: (value: number) => Promise<boolean>,
): Promise<number> {
	let [low, high] = [least / step, ample / step];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (await succeeds(middle * step)) high = middle;
		else low = middle + 1;
	}
	return high * step;
}

/** Searched upwards from the peak without TLS. */
async function peakWithTls(slots: number, chunkBytes: number): Promise<number> {
	const ample = chunkBytes + tlsChunkBytes;
	const slotsTls = await smallest(slots, slots + tlsSlots, slotStep, (value) =>
		completes({ slots: value, chunkBytes: ample }, tlsFirmware),
	);
	const chunkBytesTls = await smallest(chunkBytes, ample, chunkStep, (value) =>
		completes({ slots: slotsTls, chunkBytes: value }, tlsFirmware),
	);
	return slotsTls * boardSlotBytes + chunkBytesTls;
}

export async function measureHeap({ progress }: BenchOptions): Promise<HeapFigures> {
	const report = (text: string): void => {
		if (progress) process.stderr.write(`heap: ${text}\n`);
	};
	const day = await MarketDay.open({ heap: { slots: slotsAmple, chunkBytes: chunkBytesAmple } });
	let figures: DayFigures;
	try {
		figures = await day.run();
	} finally {
		await day.close();
	}
	report("searching the smallest heap for a market day");
	const slots = await smallest(slotsLeast, slotsAmple, slotStep, async (value) => {
		report(`${value} slots`);
		return completes({ slots: value, chunkBytes: chunkBytesAmple });
	});
	// Searched with the slots just found, so that both limits hold at the same time.
	const chunkBytes = await smallest(chunkBytesLeast, chunkBytesAmple, chunkStep, async (value) => {
		report(`${value} bytes of chunks`);
		return completes({ slots, chunkBytes: value });
	});
	return {
		heapIdleBytes: Math.max(figures.heapIdleBytesOnline, figures.heapIdleBytesOffline),
		heapPeakBytes: slots * boardSlotBytes + chunkBytes,
		heapPeakSlots: slots,
		heapPeakChunkBytes: chunkBytes,
		heapPeakBytesTls: await peakWithTls(slots, chunkBytes),
		...figures,
	};
}
