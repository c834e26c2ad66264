// How much heap the whole terminal needs on XS: while it waits for the next customer, and at the worst moment of a
// market day. A collector only runs when the heap is full, so the most ever in use says little: the need is the
// smallest heap with which the day still passes.
import type { BoardHeap } from "../../../simulator/engine/xs-machine.js";
import type { BenchOptions } from "../main.js";
import { MarketDay, type DayFigures } from "./market-day.js";

const boardSlotBytes = 16;
const slotStep = 32;
const chunkStep = 512;
/** The day passes with these for sure, and with nothing below the others. */
const slotsAmple = 6_144;
const chunkBytesAmple = 65_536;
const slotsLeast = 2_048;
const chunkBytesLeast = 8_192;

export interface HeapFigures extends DayFigures {
	/**
	 * Slots × 16 + chunks in use after a collection; the greater of waiting with a session to the host and without a
	 * network.
	 */
	readonly heapIdleBytes: number;
	/** Slots × 16 + chunks of the smallest heap that the day passes with. */
	readonly heapPeakBytes: number;
	readonly heapPeakSlots: number;
	readonly heapPeakChunkBytes: number;
}

async function passes(heap: BoardHeap): Promise<boolean> {
	const day = await MarketDay.open(heap);
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

/** The smallest multiple of `step` between two bounds that passes; the upper one does. */
async function smallest(
	least: number,
	ample: number,
	step: number,
	does: (value: number) => Promise<boolean>,
): Promise<number> {
	let [low, high] = [least / step, ample / step];
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if (await does(middle * step)) high = middle;
		else low = middle + 1;
	}
	return high * step;
}

export async function measureHeap({ progress }: BenchOptions): Promise<HeapFigures> {
	const tell = (text: string): void => {
		if (progress) process.stderr.write(`heap: ${text}\n`);
	};
	const day = await MarketDay.open({ slots: slotsAmple, chunkBytes: chunkBytesAmple });
	let figures: DayFigures;
	try {
		figures = await day.run();
	} finally {
		await day.close();
	}
	tell("a market day on smaller and smaller heaps");
	const slots = await smallest(slotsLeast, slotsAmple, slotStep, async (value) => {
		tell(`${value} slots`);
		return passes({ slots: value, chunkBytes: chunkBytesAmple });
	});
	// With that many slots and no more, so that both hold together.
	const chunkBytes = await smallest(chunkBytesLeast, chunkBytesAmple, chunkStep, async (value) => {
		tell(`${value} bytes of chunks`);
		return passes({ slots, chunkBytes: value });
	});
	return {
		heapIdleBytes: Math.max(figures.heapIdleBytesOnline, figures.heapIdleBytesOffline),
		heapPeakBytes: slots * boardSlotBytes + chunkBytes,
		heapPeakSlots: slots,
		heapPeakChunkBytes: chunkBytes,
		...figures,
	};
}
