import { describe, expect, it } from "vitest";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { cutModes, PowerCut } from "../../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../../simulator/random.js";

const options = { sizeBytes: 16_384 };

function readBack(flash: NorFlash, offset: number, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	flash.read(offset, bytes);
	return bytes;
}

function readRaw(flash: NorFlash, offset: number, length: number): Uint8Array {
	const bytes = new Uint8Array(length);
	flash.readRaw(offset, bytes);
	return bytes;
}

describe("NOR flash model", () => {
	it("is erased when new, and programs only clear bits", () => {
		const flash = new NorFlash(options);
		expect(readBack(flash, 0, 4)).toEqual(Uint8Array.of(255, 255, 255, 255));
		flash.program(1, Uint8Array.of(0xf0, 0x0f));
		flash.program(1, Uint8Array.of(0x30));
		expect(readBack(flash, 0, 4)).toEqual(Uint8Array.of(255, 0x30, 0x0f, 255));
		expect(() => flash.program(1, Uint8Array.of(0x31))).toThrow("would set a bit");
		flash.erase(0);
		expect(readBack(flash, 0, 4)).toEqual(Uint8Array.of(255, 255, 255, 255));
	});

	it("counts page programs, bytes, reads and erases per sector, and reports its operations", () => {
		const seen: string[] = [];
		const flash = new NorFlash({
			...options,
			onOperation: ({ op, offset, length }) => seen.push(`${op} ${offset} ${length}`),
		});
		flash.program(250, new Uint8Array(20));
		flash.program(256 + 200, new Uint8Array(56));
		flash.erase(4_096);
		readBack(flash, 7, 9);
		expect(flash.counters).toEqual({
			reads: 1,
			readBytes: 9,
			programs: 2,
			pagePrograms: 3,
			programmedBytes: 76,
			erases: 1,
		});
		expect([...flash.wear]).toEqual([0, 1, 0, 0]);
		expect(seen).toEqual(["program 250 20", "program 456 56", "erase 4096 4096"]);
	});

	it("refuses an address outside the chip, unaligned, or not a sector", () => {
		const flash = new NorFlash(options);
		expect(() => flash.program(16_380, new Uint8Array(5))).toThrow(RangeError);
		expect(() => flash.erase(100)).toThrow(RangeError);
		const encrypted = new NorFlash({ ...options, encryptionKey: 1 });
		expect(() => encrypted.program(8, new Uint8Array(16))).toThrow(RangeError);
		expect(() => encrypted.program(16, new Uint8Array(8))).toThrow(RangeError);
	});

	it("decrypts an erased sector to noise and reads its erased state raw", () => {
		const flash = new NorFlash({ ...options, encryptionKey: 1 });
		const text = Uint8Array.from({ length: 32 }, (_, i) => i);
		flash.program(32, text);
		expect(readBack(flash, 32, 32)).toEqual(text);
		expect(readBack(flash, 37, 5)).toEqual(text.subarray(5, 10));
		expect(readBack(flash, 0, 16)).not.toEqual(new Uint8Array(16).fill(255));
		const raw = new Uint8Array(64);
		flash.readRaw(0, raw);
		expect(raw.subarray(0, 32)).toEqual(new Uint8Array(32).fill(255));
		expect(raw.subarray(32)).not.toEqual(text);
	});

	it("leaves, in every cut mode, a state between before and after, and does not respond until power returns", () => {
		const random = new SeededRandom(1);
		for (const mode of cutModes) {
			for (let round = 0; round < 20; round++) {
				const flash = new NorFlash(options);
				flash.program(0, new Uint8Array(64).fill(0x0f));
				flash.cutPower(1, mode, () => random.unit());
				flash.program(64, Uint8Array.of(0));
				expect(() => flash.program(100, new Uint8Array(50))).toThrow(PowerCut);
				expect(() => readBack(flash, 0, 1)).toThrow(PowerCut);
				flash.powerOn();
				const found = readBack(flash, 100, 50);
				if (mode === "before") expect(found).toEqual(new Uint8Array(50).fill(255));
				if (mode === "after") expect(found).toEqual(new Uint8Array(50));
				if (mode === "prefix") expect([...found].join()).toMatch(/^(0,)*0?(255,?)*$/);
				expect(readBack(flash, 99, 1)[0]).toBe(255);
				expect(readBack(flash, 150, 1)[0]).toBe(255);
				flash.cutPower(0, mode, () => random.unit());
				expect(() => flash.erase(0)).toThrow(PowerCut);
				flash.powerOn();
				for (const byte of flash.cells.subarray(0, 64)) expect(byte & 0x0f).toBe(0x0f);
			}
		}
	});

	it("has weak cells after an interrupted erase, whatever it reads as, until an erase is not interrupted", () => {
		const random = new SeededRandom(3);
		const blank = new Uint8Array(4_096).fill(0xff);
		let blankOnce = 0;
		let differentLater = 0;
		for (let round = 0; round < 40; round++) {
			const flash = new NorFlash(round % 2 === 0 ? options : { ...options, encryptionKey: 5 });
			flash.program(0, new Uint8Array(4_096));
			flash.cutPower(0, "after", () => random.unit());
			expect(() => flash.erase(0)).toThrow(PowerCut);
			expect(flash.cells.subarray(0, 4_096)).toEqual(blank);
			const reads = [];
			for (let boot = 0; boot < 4; boot++) {
				flash.powerOn();
				for (let read = 0; read < 3; read++) reads.push(readRaw(flash, 0, 4_096));
			}
			const flips = reads.map((read) => !Buffer.from(read).equals(blank));
			if (!flips[0]) blankOnce++;
			if (!flips[0] && flips.includes(true)) differentLater++;
			expect(readRaw(flash, 4_096, 4_096)).toEqual(blank);
			// What is programmed is not weak any more.
			flash.program(0, new Uint8Array(4_096));
			const zeros = readRaw(flash, 0, 4_096);
			flash.erase(0);
			if (round % 2 === 0) expect(zeros).toEqual(new Uint8Array(4_096));
			for (let boot = 0; boot < 4; boot++) {
				flash.powerOn();
				expect(readRaw(flash, 0, 4_096)).toEqual(blank);
			}
		}
		expect(blankOnce).toBeGreaterThan(10);
		expect(differentLater).toBeGreaterThan(10);
	});

	it("fails programs and erases where configured, and wears out", () => {
		const flash = new NorFlash({ ...options, enduranceErases: 2 });
		flash.failingErases.add(1);
		flash.failingPrograms.add(2);
		expect(() => flash.erase(4_096)).toThrow("FLASH_ERASE_FAILED");
		expect(() => flash.program(8_192, new Uint8Array(4))).toThrow("FLASH_PROGRAM_FAILED");
		flash.erase(0);
		flash.erase(0);
		flash.program(0, Uint8Array.of(1));
		expect(() => flash.erase(0)).toThrow("FLASH_ERASE_FAILED");
		expect(() => flash.program(0, Uint8Array.of(0))).toThrow("FLASH_PROGRAM_FAILED");
	});

	it("has stuck bits and read disturb", () => {
		const flash = new NorFlash(options);
		flash.stick(3, 0x10, 0);
		flash.stick(4, 0x01, 1);
		flash.erase(0);
		flash.program(4, Uint8Array.of(0));
		expect(readBack(flash, 3, 2)).toEqual(Uint8Array.of(0xef, 0x01));
		flash.program(3, Uint8Array.of(0xff));
		expect(readBack(flash, 3, 1)).toEqual(Uint8Array.of(0xef));
		flash.disturb(9, 0x80);
		expect(readBack(flash, 9, 1)).toEqual(Uint8Array.of(0x7f));
		flash.erase(0);
		expect(readBack(flash, 9, 1)).toEqual(Uint8Array.of(0xff));
	});

	it("saves and loads its bits", () => {
		const flash = new NorFlash(options);
		flash.program(5, Uint8Array.of(1, 2, 3));
		const copy = new NorFlash(options);
		copy.load(flash.save());
		expect(readBack(copy, 5, 3)).toEqual(Uint8Array.of(1, 2, 3));
		expect(() => copy.load(new Uint8Array(5))).toThrow(RangeError);
	});
});
