// Issue 12, left over: "back" from the keys of another amount led past the notes to the choice of tenders. Everywhere
// in a payment, "back" undoes the last step and nothing else.
import { afterEach, describe, expect, it } from "vitest";
import { english as words } from "../../../firmware/words/english.js";
import { codeAt, Hands } from "./hands.js";

let hands: Hands;
afterEach(() => hands.close());

async function rung(): Promise<void> {
	hands = await Hands.open();
	await hands.scan(codeAt(660));
}
/** The texts of a screen where they stand, without the status bar, in which sending goes on. */
const shown = (): string =>
	hands.terminal.panel
		.texts()
		.filter(({ y }) => y >= 24)
		.map(({ x, y, text }) => `${String(y).padStart(3)} ${String(x).padStart(3)} ${text}`)
		.sort()
		.join("\n");

/** Takes steps by touch, and goes back over all of them: each screen comes again, in reverse order. */
async function andBack(...steps: (() => Promise<void>)[]): Promise<void> {
	const seen: string[] = [shown()];
	for (const step of steps) {
		await step();
		seen.push(shown());
	}
	for (let at = steps.length - 1; at >= 0; at--) {
		await hands.back();
		expect(shown(), `back from step ${at + 1}`).toBe(seen[at]);
	}
}
const tap = (text: string) => (): Promise<void> => hands.tap(text);
const part = (): Promise<void> => hands.key(300);

describe("back in a payment", () => {
	it("goes from the keys to the notes, to the tenders, to the items", async () => {
		await rung();
		await andBack(tap(words.pay), tap(words.tenders.cash), tap(words.other));
	});

	it("goes to the basket where the payment was begun there", async () => {
		await rung();
		await andBack(tap(words.basket), tap(words.pay), tap(words.tenders.cash), tap(words.other));
	});

	it("forgets what was keyed in", async () => {
		await rung();
		await hands.tap(words.pay, words.tenders.cash, words.other, "7");
		await hands.back();
		await hands.tap(words.other);
		expect(hands.text).toContain("still to pay 6.60");
		expect(hands.text).toContain("0.00");
	});

	it("keeps the part of a split that was keyed in", async () => {
		await rung();
		await andBack(tap(words.pay), tap(words.split), part, tap(words.tenders.cash), tap(words.other));
	});

	it("keeps the part when a card is not presented, and when it is declined", async () => {
		await rung();
		await hands.tap(words.pay, words.split);
		await hands.key(300);
		await hands.tap(words.tenders.card);
		await hands.back();
		await hands.pass(1_000);
		expect(hands.text).toContain(`${words.purposes.split} 3.00`);
		hands.terminal.cardReader.declineNext = true;
		await hands.payCard();
		expect(hands.text).toContain("The card was declined");
		expect(hands.text).toContain(`${words.purposes.split} 3.00`);
		await hands.payCard();
		expect(hands.text).toContain("still to pay 3.60");
		// The part is paid: the next card takes the rest.
		await hands.payCard();
		expect(hands.sales).toMatchObject([{ tenders: [{ amountMinor: 300 }, { amountMinor: 360 }] }]);
	});

	it("asks about held cash, and leads back from the question", async () => {
		await rung();
		await hands.tap(words.pay);
		await hands.payPart(300, words.exact);
		const rest = shown();
		await hands.back();
		expect(hands.shows(words.giveBack)).toBe(true);
		await hands.back();
		expect(shown()).toBe(rest);
	});

	it("leads from the receipt's code to the change", async () => {
		await rung();
		await hands.tap(words.pay, words.tenders.cash, words.exact);
		await hands.pass(15_000);
		const before = shown();
		await hands.tap(words.qr);
		await hands.back();
		expect(shown()).toBe(before);
	});
});
