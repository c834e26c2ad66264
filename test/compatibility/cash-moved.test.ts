// A version from before the record "cash moved" (kind 40) reads a journal that holds it, after an update was rolled
// back in the middle of a shift. It is this version without that kind and the fields of totals that came with it.
import { expect, it, vi } from "vitest";
import type * as anchors from "../../firmware/wire/anchor.js";
import type { ShiftTotals } from "../../firmware/wire/record.js";
import type * as registry from "../../firmware/wire/records/registry.js";
import { TillHarness } from "../till/harness.js";

type Draft<T> = { -readonly [K in keyof T]: T[K] };
type Anchors = typeof anchors;
type Codecs = typeof registry;

async function olderHarness(): Promise<typeof TillHarness> {
	vi.resetModules();
	vi.doMock("../../firmware/wire/records/registry.js", async (original) => {
		const real = await original<Codecs>();
		const codecOf: Codecs["codecOf"] = (kind) => (kind === 40 ? undefined : real.codecOf(kind));
		return { ...real, codecOf, knownKinds: real.knownKinds.filter((kind) => kind !== 40) };
	});
	vi.doMock("../../firmware/wire/anchor.js", async (original) => {
		const real = await original<Anchors>();
		const readAnchor: Anchors["readAnchor"] = (...read) => {
			const anchor = real.readAnchor(...read);
			const totals: Draft<ShiftTotals> = { ...anchor.totals };
			delete totals.paidInMinor;
			delete totals.paidOutMinor;
			return { ...anchor, totals };
		};
		return { ...real, readAnchor };
	});
	const older = (await import("../till/harness.js")).TillHarness;
	vi.doUnmock("../../firmware/wire/records/registry.js");
	vi.doUnmock("../../firmware/wire/anchor.js");
	vi.resetModules();
	return older;
}

const Older = await olderHarness();

/** The flash in another version's hands: it starts on the same bytes. */
function startedBy(Version: typeof TillHarness, before: TillHarness): TillHarness {
	const taken = new Version();
	taken.flash.load(before.flash.cells);
	return new Version({ before: taken, bootCount: before.bootCount + 1 });
}

const rows = (stall: TillHarness): Record<string, number> =>
	Object.fromEntries(stall.page("report").rows.map(({ label, value }) => [label, value]));

function moved(amountMinor: number, index: number, before: TillHarness): TillHarness {
	return before.act("menu", "moveCash").key(amountMinor).act("confirm", { kind: "choose", index }, "next");
}

it("an older version counts the drawer right after cash was moved, from records and from totals", () => {
	const stall = moved(200, 2, moved(500, 0, new TillHarness().openShift(1_000).sellCash("COF")));
	const fromRecords = startedBy(Older, stall).act("next", "menu", "closeShift").key(1_560).act("confirm");
	expect(rows(fromRecords)).toMatchObject({ expected: 1_560, difference: 0, takings: 260, newerTakings: 0 });

	stall.till.beginEpoch();
	const fromTotals = startedBy(Older, stall).act("next", "menu", "closeShift").key(1_560).act("confirm");
	expect(rows(fromTotals)).toMatchObject({ expected: 1_560, difference: 0, takings: 260 });
});

it("this version goes on with numbers and drawer after an older one has sold", () => {
	const older = startedBy(Older, moved(500, 0, new TillHarness().openShift(1_000)))
		.act("next")
		.sellCash("TEA");
	let stall = startedBy(TillHarness, older).act("next");
	stall = moved(100, 3, stall);
	expect(stall.records().flatMap((record) => (record.kind === 40 ? [record.document.number] : []))).toEqual([1, 2]);
	stall.act("menu", "closeShift").key(1_590).act("confirm");
	expect(rows(stall)).toMatchObject({ expected: 1_590, difference: 0, takings: 190, paidIn: 500, paidOut: -100 });
});
