import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { readImage } from "../../tools/journal/image.js";
import { verifyImage } from "../../tools/journal/verify-chain.js";
import { signer, TillHarness } from "./harness.js";

/** A till that has sold this many coffees. */
function sold(count: number): TillHarness {
	const stall = new TillHarness().openShift();
	for (let n = 0; n < count; n++) stall.sellCash("COF");
	return stall;
}

describe("an inspection", () => {
	it("signs the current journal, reports what it read, and is itself recorded", () => {
		const stall = sold(40);
		stall.act("menu", "settings", "inspect");
		expect(stall.body).toMatchObject({ kind: "inspection", isReading: true, terminal: "t1", receiptNumber: 40 });
		stall.runTimers();
		const { sequence, head } = stall.journal;
		expect(stall.records().at(-1)).toMatchObject({ kind: RecordKind.inspected, shift: 1 });
		expect(stall.body).toMatchObject({
			isReading: false,
			records: sequence,
			damaged: 0,
			breaks: 0,
			signedTo: sequence,
			code: undefined,
		});

		stall.act("showQr");
		expect(stall.body).toMatchObject({ code: `TMI1:north:t1:1:${sequence}:${toHex(head).slice(0, 24)}` });
		const who = { merchant: "north", terminal: "t1", publicKey: signer.publicKey };
		const verified = verifyImage(readImage(stall.flash.save()), who);
		expect(verified.ok).toBe(true);
		expect(verified.epochs).toEqual([{ epoch: 1, from: 1, to: sequence, signedTo: sequence }]);

		stall.act("next");
		expect(stall.body).toMatchObject({ kind: "inspection", code: undefined });
		stall.act("next");
		expect(stall.body.kind).toBe("settings");
	});

	it("stops reading once its page is left", () => {
		const stall = sold(60);
		stall.act("menu", "settings", "inspect");
		stall.act("back");
		const { changes } = stall;
		stall.runTimers();
		expect(stall.changes).toBe(changes);
	});

	it("reports unreadable and altered records", () => {
		const stall = sold(40);
		const cells = Buffer.from(stall.flash.cells);
		const at = cells.indexOf("COF", 2_000);
		for (let n = 0; n < 8; n++) stall.flash.disturb(at + n, 0x5a);
		stall.act("menu", "settings", "inspect");
		stall.runTimers();
		expect(stall.body).toMatchObject({ damaged: 1, breaks: 0, isReading: false });
	});
});
