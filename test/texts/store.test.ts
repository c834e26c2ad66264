import { describe, expect, it } from "vitest";
import { makeText, type PrivateText, textDigest, TextKind } from "../../firmware/core/private-text.js";
import { TextStore } from "../../firmware/texts/store.js";
import { NorFlash, type NorOptions } from "../../simulator/flash/nor.js";
import { PowerCut } from "../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../simulator/random.js";
import { nodeDigest as digest } from "../../simulator/terminal/crypto.js";

const identity = { merchant: "north-market", terminal: "stall-1" };
const random = new SeededRandom(5);

function flashOf(options: Partial<NorOptions> = {}): NorFlash {
	return new NorFlash({ sizeBytes: 16_384, ...options });
}

function open(flash: NorFlash): TextStore {
	return new TextStore({ textsFlash: flash, digest, random }, identity);
}

function textOf(words: string): PrivateText {
	return makeText(random, TextKind.note, words, 80)!;
}

const idOf = (text: PrivateText): Uint8Array => textDigest(digest, text);

function wordsIn(store: TextStore): string[] {
	const found: string[] = [];
	for (let unsent = store.unsent(8); unsent; unsent = store.unsent(8)) {
		found.push(...unsent.texts.map(({ utf8 }) => new TextDecoder().decode(utf8)));
		store.acknowledge(unsent.end);
	}
	return found;
}

function upkeep(store: TextStore): void {
	while (store.upkeep());
}

/** Whether the chip has a stretch of the text anywhere. */
function isOn(flash: NorFlash, words: string): boolean {
	const image = Buffer.alloc(flash.sizeBytes);
	flash.read(0, image);
	for (let at = 0; at + 4 <= words.length; at++) if (image.includes(words.slice(at, at + 4))) return true;
	return image.includes(words);
}

describe.each([
	["plain", {}],
	["encrypted", { encryptionKey: 9 }],
])("the store of texts, %s flash", (_name, options) => {
	it("finds a text again after a start and says nothing of another", () => {
		const flash = flashOf(options);
		const text = textOf("For Anna");
		open(flash).append(text);
		const store = open(flash);
		expect(store.find(idOf(text))).toEqual(text);
		expect(store.find(idOf(textOf("For Anna")))).toBeUndefined();
	});

	it("hands out what was not acknowledged, oldest first, over many sectors", () => {
		const flash = flashOf(options);
		const store = open(flash);
		const words = Array.from({ length: 120 }, (_, index) => `number ${index} of many texts`);
		for (const one of words) store.append(textOf(one));
		expect(wordsIn(open(flash))).toEqual(words);
		expect(wordsIn(store)).toEqual(words);
		expect(store.hasUnsent).toBe(false);
		store.append(textOf("one more"));
		expect(wordsIn(store)).toEqual(["one more"]);
	});

	it("leaves no byte of an erased text on the chip, and keeps the others", () => {
		const flash = flashOf(options);
		const store = open(flash);
		const kept = [textOf("stays one"), textOf("stays two")];
		const gone = textOf("Qwertzuiop asdfghjkl");
		store.append(kept[0]!);
		store.append(gone);
		store.append(kept[1]!);
		expect(isOn(flash, "Qwertzuiop asdfghjkl")).toBe(true);
		expect(store.erase(idOf(gone))).toBe(true);
		expect(isOn(flash, "Qwertzuiop asdfghjkl")).toBe(false);
		expect(store.erase(idOf(gone))).toBe(false);
		upkeep(store);
		for (const each of [store, open(flash)]) {
			expect(each.find(idOf(gone))).toBeUndefined();
			for (const text of kept) expect(each.find(idOf(text))).toEqual(text);
		}
	});

	it("drops what the host has, but for what is needed and what came later", () => {
		const flash = flashOf(options);
		const store = open(flash);
		const [sold, parked, later] = [textOf("sold goods"), textOf("PARKED"), textOf("evening")];
		store.append(sold);
		store.acknowledge(store.unsent(8)!.end);
		store.append(parked);
		store.acknowledge(store.unsent(8)!.end);
		store.append(later);
		store.dropAcknowledged((id) => Buffer.compare(id, idOf(parked)) === 0);
		upkeep(store);
		expect(store.find(idOf(parked))).toEqual(parked);
		expect(store.find(idOf(later))).toEqual(later);
		if (flash.alignBytes === 1) expect(isOn(flash, "sold goods")).toBe(false);
		store.acknowledge(store.unsent(8)!.end);
		store.dropAcknowledged(() => false);
		upkeep(store);
		expect(isOn(flash, "sold goods") || isOn(flash, "PARKED") || isOn(flash, "evening")).toBe(false);
	});

	it("refuses a text when all sectors have texts that the host lacks, and goes on once it has them", () => {
		const flash = flashOf(options);
		const store = open(flash);
		let count = 0;
		const fill = (): void => {
			while (count < 1_000) store.append(textOf(`a text of some length, number ${count++}`));
		};
		expect(fill).toThrowError("TEXTS_FULL");
		const held = wordsIn(open(flash));
		expect(held).toHaveLength(count - 1);
		expect(wordsIn(store)).toEqual(held);
		store.append(textOf("after"));
		expect(wordsIn(store)).toEqual(["after"]);
	});

	it("takes no other terminal's texts for its own", () => {
		const flash = flashOf(options);
		const text = textOf("theirs");
		new TextStore({ textsFlash: flash, digest, random }, { ...identity, terminal: "stall-2" }).append(text);
		const store = open(flash);
		expect(store.find(idOf(text))).toBeUndefined();
		expect(wordsIn(store)).toEqual([]);
		for (let at = 0; at < 120; at++) store.append(textOf(`mine, number ${at}`));
		expect(isOn(flash, "theirs")).toBe(false);
	});

	it("uses another sector where one fails", () => {
		const flash = flashOf(options);
		flash.failingErases.add(0);
		flash.failingPrograms.add(1);
		const store = open(flash);
		const text = textOf("held");
		store.append(text);
		expect(open(flash).find(idOf(text))).toEqual(text);
	});
});

/** Appends, erases, acknowledges and drops; throws PowerCut. `durable` and `gone` say what had returned. */
function work(flash: NorFlash, durable: Map<string, PrivateText>, gone: Set<string>): void {
	const store = open(flash);
	const seeded = new SeededRandom(11);
	const names: string[] = [];
	for (let step = 0; step < 30; step++) {
		const name = `<${step}> Zwölf Boxkämpfer`;
		const text = makeText(seeded, TextKind.note, name, 80)!;
		const erased = step % 3 === 2 ? names[step - 2] : undefined;
		names.push(name);
		if (erased !== undefined) {
			const id = idOf(durable.get(erased)!);
			durable.delete(erased);
			store.erase(id);
			gone.add(erased);
		}
		store.append(text);
		durable.set(name, text);
	}
	for (const name of [...durable.keys()].slice(0, 6)) {
		const id = idOf(durable.get(name)!);
		durable.delete(name);
		store.erase(id);
		gone.add(name);
	}
	upkeep(store);
}

function sweep(options: Partial<NorOptions>): { points: number; failures: string[] } {
	const failures: string[] = [];
	let points = 0;
	for (const mode of ["before", "prefix", "bits", "after"] as const)
		for (let skip = 0; ; skip++) {
			const flash = flashOf({ sizeBytes: 5_120, sectorBytes: 1_024, ...options });
			const durable = new Map<string, PrivateText>();
			const gone = new Set<string>();
			const seeded = new SeededRandom(skip * 4 + mode.length);
			flash.cutPower(skip, mode, () => seeded.unit());
			let isCut = false;
			try {
				work(flash, durable, gone);
			} catch (error) {
				if (!(error instanceof PowerCut)) throw error;
				isCut = true;
			}
			flash.powerOn();
			const at = `${mode} ${skip}`;
			const before = flash.changes;
			let store = open(flash);
			for (const [name, text] of durable) if (!store.find(idOf(text))) failures.push(`${at}: lost ${name}`);
			if (flash.changes !== before) failures.push(`${at}: a start wrote`);
			upkeep(store);
			store = open(flash);
			const text = textOf("after the cut");
			store.append(text);
			for (const [name, each] of durable) if (!store.find(idOf(each))) failures.push(`${at}: lost later ${name}`);
			if (!open(flash).find(idOf(text))) failures.push(`${at}: cannot go on`);
			const image = Buffer.from(flash.cells);
			if (flash.alignBytes === 1)
				for (const name of gone) if (image.includes(name)) failures.push(`${at}: kept ${name}`);
			points++;
			if (!isCut) break;
		}
	return { points, failures };
}

describe("a power cut at any operation", () => {
	it("loses no durable text and lets no erased one come back", () => {
		const { points, failures } = sweep({});
		expect(failures).toEqual([]);
		expect(points).toBeGreaterThan(200);
	});

	it("leaves no half of a text whose erasure it ended", () => {
		const flash = flashOf();
		const store = open(flash);
		const text = textOf("the first half and THE OTHER HALF");
		store.append(text);
		// It keeps the sector from being erased.
		store.append(textOf("a neighbour"));
		flash.cutPower(0, "prefix", () => 0.5);
		expect(() => store.erase(idOf(text))).toThrow(PowerCut);
		flash.powerOn();
		expect(Buffer.from(flash.cells).includes("OTHER HALF")).toBe(true);
		const later = open(flash);
		expect(later.find(idOf(text))).toBeUndefined();
		upkeep(later);
		expect(Buffer.from(flash.cells).includes("OTHER HALF")).toBe(false);
	});

	it("does so with flash encryption", () => {
		const { points, failures } = sweep({ encryptionKey: 3 });
		expect(failures).toEqual([]);
		expect(points).toBeGreaterThan(200);
	});
});
