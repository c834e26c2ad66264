// What a PIN comes to, and how long guessing takes.
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { countedGuesses, isPin, pinVerifier, pinWaitMs } from "../../firmware/policy/staff.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";

const salt = new Uint8Array(8).fill(7);
const terms = { number: 258, rounds: 2, salt };

describe("a verifier", () => {
	it("is the first half of the hash that the format document describes", () => {
		const digits = Uint8Array.of(0x34, 0x37, 0x31, 0x31);
		const once = nodeDigest.sha256(salt, Uint8Array.of(1, 2), digits);
		expect(pinVerifier(nodeDigest, { ...terms, rounds: 1 }, "4711")).toEqual(once.slice(0, 16));
		expect(pinVerifier(nodeDigest, terms, "4711")).toEqual(nodeDigest.sha256(once).slice(0, 16));
	});

	it("differs for each salt, number, count of rounds and PIN", () => {
		const all = [
			pinVerifier(nodeDigest, terms, "4711"),
			pinVerifier(nodeDigest, terms, "4712"),
			pinVerifier(nodeDigest, terms, "47110"),
			pinVerifier(nodeDigest, { ...terms, number: 259 }, "4711"),
			pinVerifier(nodeDigest, { ...terms, rounds: 3 }, "4711"),
			pinVerifier(nodeDigest, { ...terms, salt: new Uint8Array(8).fill(8) }, "4711"),
		];
		expect(new Set(all.map(toHex)).size).toBe(all.length);
	});

	it("fits no PIN of less than four digits, and none where it takes too many rounds", () => {
		const of = (digits: string, rounds = 2) => ({
			...{ ...terms, rounds },
			verifier: pinVerifier(nodeDigest, { ...terms, rounds }, digits),
		});
		expect(isPin(nodeDigest, of("4711"), "4711")).toBe(true);
		expect(isPin(nodeDigest, of("471"), "471")).toBe(false);
		expect(isPin(nodeDigest, of("4711", 4_097), "4711")).toBe(false);
	});
});

it("waits from the fifth wrong PIN on, twice as long each time, up to an hour", () => {
	const minutes = Array.from({ length: 14 }, (_, guesses) => pinWaitMs(guesses) / 60_000);
	expect(minutes).toEqual([0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
	expect(pinWaitMs(0xffffffff)).toBe(3_600_000);
});

it("waits at once where wrong PINs cannot be recorded", () => {
	expect([0, 4, 9].map((guesses) => countedGuesses(guesses, 2))).toEqual([5, 5, 9]);
	expect([0, 4, 9].map((guesses) => countedGuesses(guesses, 3))).toEqual([0, 4, 9]);
});
