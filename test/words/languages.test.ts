// A second language is a file and an entry in the registry: with other words, nothing that the terminal shows or prints
// is in English.
import { describe, expect, it } from "vitest";
import type { FaultCode } from "../../firmware/core/fault.js";
import { printerProfileNames } from "../../firmware/core/printer-profiles.js";
import type { SelfTestReason } from "../../firmware/core/self-test.js";
import type { SaleTicket, Ticket } from "../../firmware/core/ticket.js";
import { encodeText } from "../../firmware/drivers/escpos/code-pages.js";
import { layOut } from "../../firmware/drivers/escpos/layout.js";
import { profiles } from "../../firmware/drivers/escpos/profiles.js";
import { Screens } from "../../firmware/screens/screens.js";
import type { Body, Confirmation, Notice, StatusBar } from "../../firmware/till/view.js";
import { tenders } from "../../firmware/wire/tenders/registry.js";
import { english } from "../../firmware/words/english.js";
import { languages } from "../../firmware/words/languages.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import {
	bodies,
	fineStatus,
	menuWhileClosed,
	settingsWithout,
	troubledStatus,
	view,
} from "../../simulator/fixtures/views.js";
import {
	addedTaxSale,
	cashSale,
	cashSlip,
	selfTestResult,
	selfTestSample,
	trainingSale,
	zReport,
} from "../drivers/tickets.js";
import { TroubleBench } from "../drivers/trouble-bench.js";
import { TillHarness } from "../till/harness.js";
import { pathsOf, pseudo, translate, watched } from "./pseudo.js";

const codes = Object.keys(english.faults) as FaultCode[];
const confirmations = Object.keys(english.done) as Confirmation[];
const timers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };

/** Names come from the catalog, the merchant and enrolment; letters of taxes from the receipt. */
const nameFields = [
	"name",
	"names",
	"merchant",
	"terminal",
	"keyText",
	"query",
	"reference",
	"authority",
	"symbol",
	"currency",
	"letter",
	"taxLetters",
	"note",
	"typed",
];

/** The same data with translated names, so that remaining English text is from the words. */
function named<Value>(value: Value, isName = false, isSale = false): Value {
	if (typeof value === "string") return (isName ? translate(value) : value) as Value;
	if (Array.isArray(value)) return value.map((each: unknown) => named(each, isName, isSale)) as Value;
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, each]: [string, unknown]) => [
			key,
			named(
				each,
				nameFields.includes(key) || (isSale && key === "label") || (key === "lines" && !isName),
				key === "sales",
			),
		]),
	) as Value;
}

const tenderNames = Object.keys(tenders);

const variants: readonly Body[] = [
	...Object.values(bodies),
	...(["waiting", "connecting"] as const).map((state) => ({ kind: "enrol", state }) as const),
	...codes.map((fault) => ({ kind: "enrol", state: "refused", fault }) as const),
	...codes.map((code) => ({ kind: "fault", code }) as const),
	...(["openPrice", "float", "count", "split", "moveCash"] as const).map(
		(purpose) => ({ kind: "keypad", purpose, amountMinor: 0 }) as const,
	),
	...(["idle", "printing", "printed", "failed"] as const).flatMap((ticket) =>
		(["cash", "card", "split"] as const).map((tender) => ({ ...bodies["paid-card"]!, ticket, tender }) as Body),
	),
	...(["power", "battery", "itself", "update"] as const).flatMap((cause) =>
		(["sale", "noSale", "void", "shift", "none"] as const).map(
			(last) => ({ ...bodies["resumed"]!, cause, last }) as Body,
		),
	),
	{ ...bodies["cash-moved"]!, cashMinor: 700 } as Body,
	{ ...bodies["resumed-cash-moved"]!, totalMinor: 700 } as Body,
	...[0.1, 0.4, 1, 6].map((hoursLeft) => ({ ...bodies["low-power"]!, hoursLeft }) as Body),
	{ ...bodies["paid"]!, tender: "split", changeMinor: 0, dueChangeMinor: 0 } as Body,
	{ ...bodies["paid"]!, tender: "split", mayBeGiven: true } as Body,
	settingsWithout("sunPalette", "58 mm", "endTraining", "installUpdate"),
	{ kind: "settings", entries: [{ label: "printer", detail: "Star", action: { kind: "printer" } }] },
	{ ...bodies["inspection"]!, breaks: 1 } as Body,
	{ ...bodies["inspection"]!, isReading: true } as Body,
	{ ...bodies["report"]!, title: "X" } as Body,
	{ ...bodies["basket-empty"]!, parked: 2 } as Body,
	{ ...bodies["queue"]!, etaSeconds: undefined } as Body,
	{ ...bodies["receipt-qr"]!, isTraining: true } as Body,
	...(Object.keys(english.ticket.selfTest.reasons) as SelfTestReason[]).map(
		(reason) =>
			({ kind: "selfTestResult", rows: [{ part: "nfc", verdict: "fail", reason }], code: undefined }) as const,
	),
	{ ...bodies["self-test-memory"]!, task: "checkPart" } as Body,
	{ kind: "cash", dueMinor: 666, givenMinor: 500, notes: [], isKeying: true },
	menuWhileClosed,
	{
		...(bodies["tender"] as Extract<Body, { kind: "tender" }>),
		choices: tenderNames.map((tender) => ({ tender, action: { kind: "split" } })),
	},
	{ kind: "search", query: "1", results: [] },
	{
		kind: "parked",
		sales: [{ label: "a", value: 2, payment: { asked: "other", askedMinor: 1, paidMinor: 0, restMinor: 1 } }],
		first: 0,
	},
];

const statuses: readonly StatusBar[] = [
	fineStatus,
	troubledStatus,
	...(["out", "cover", "offline"] as const).map((paper) => ({ ...fineStatus, paper })),
	{ ...fineStatus, clockUnset: true, isTraining: true },
	...[30_000, 3_600_000, 90_000_000].map((forMs) => ({ ...fineStatus, offlineSinceMs: 720_000 - forMs })),
];

/** Fault codes are shown below their sentences; "mm" and "px" are units; printers and languages have names. */
const languageNames = Object.values(languages).map(({ languageName }) => languageName);
const tags = Object.keys(languages).map((tag) => tag.toUpperCase());
const ownNames = [...codes, ...printerProfileNames, ...languageNames, ...tags];
const allowed = new RegExp(`(?<![\\p{L}_])(${ownNames.join("|")}|mm|px)(?![\\p{L}_])`, "gu");

function englishIn(texts: readonly string[]): string[] {
	return texts.filter((text) => /[A-Za-z]/.test(text.replaceAll(allowed, "")));
}

/** Everything that these screens show in the made-up language. */
function drawAll(words: typeof english): string[] {
	const panel = new Panel();
	const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words });
	const texts: string[] = [];
	const draw = (body: Body, status = fineStatus, notice?: Notice): void => {
		screens.draw(view(named(body), status, "day", notice));
		texts.push(...panel.texts().map(({ text }) => text));
	};
	for (const body of variants) draw(body);
	for (const status of statuses) {
		draw(bodies["sell"]!, status);
		draw(bodies["tender"]!, status);
	}
	for (const notice of [...codes, ...confirmations]) draw(bodies["sell-empty"]!, fineStatus, notice);
	draw(bodies["paid"]!, fineStatus, "PRINTER_OFFLINE");
	for (const group of words.letterGroups) {
		draw(bodies["menu"]!);
		draw(bodies["search"]!);
		const spot = panel.locate(group.startsWith("0") ? "0-9" : group);
		screens.touch({ ...spot, phase: "down" });
		screens.touch({ ...spot, phase: "up" });
		texts.push(...panel.texts().map(({ text }) => text));
	}
	return texts;
}

const tickets: readonly Ticket[] = [
	{ ...cashSale, tenders: [{ kind: "voucher", amountMinor: 500, reference: "", leftMinor: 40 }] },
	{ ...cashSale, tenders: [{ kind: "card", amountMinor: 1, reference: "", isUnconfirmed: true }] },
	cashSale,
	addedTaxSale,
	trainingSale,
	{ ...cashSale, qrText: `https://example.org/r/${cashSale.qrText}` },
	{ ...cashSale, withoutPrices: true, roundingMinor: 0 },
	...[...tenderNames, "other"].map((kind): SaleTicket => {
		return { ...cashSale, roundingMinor: 1, tenders: [{ kind, amountMinor: 816, reference: "" }] };
	}),
	{ ...cashSale, header: { ...cashSale.header, wallText: "" } },
	selfTestSample,
	selfTestResult,
	zReport,
	{ ...zReport, rows: (["paidIn", "paidOut"] as const).map((label) => ({ label, value: 1, isAmount: true })) },
	...Object.keys(english.ticket.reasons).map((detail) => ({
		...cashSlip,
		rows: [cashSlip.rows[0], { label: "reason" as const, detail, value: -1, isAmount: true }],
	})),
	{
		...zReport,
		title: "X",
		rows: (Object.keys(english.ticket.rows) as (keyof typeof english.ticket.rows)[]).map((label) => {
			const detail = english.ticket.rows[label].includes("{}") ? { detail: "7" } : {};
			return { label, ...detail, value: 1, isAmount: false };
		}),
	},
];

function printAll(words: typeof english): string[] {
	return tickets.flatMap((ticket) =>
		[false, true].flatMap((isCopy) =>
			layOut(named(ticket), { columns: 32, words: words.ticket, isCopy }).flatMap((line) =>
				line.kind === "text" ? [line.left, line.right] : [],
			),
		),
	);
}

/** The text printed below an incomplete ticket. */
function breakOff(words: typeof english): string {
	const ticket: SaleTicket = named(cashSale);
	const bench = new TroubleBench({}, { words: words.ticket });
	bench.driver.print(ticket, false);
	bench.clock.run(120);
	bench.model.isPowered = false;
	bench.clock.run(2_500);
	bench.model.isPowered = true;
	bench.settle();
	return bench.model.pieces.map(({ text }) => text.replaceAll(/\[(QR|code).*?\]/g, "")).join("\n");
}

describe("in a made-up language", () => {
	it("no screen or notice contains English words", () => {
		const texts = drawAll(pseudo);
		expect(texts.length).toBeGreaterThan(1_000);
		expect([...new Set(englishIn(texts))]).toEqual([]);
	});

	it("no paper contains English words, and all of it fits the printer's code pages", () => {
		const texts = printAll(pseudo);
		expect([...new Set(englishIn(texts))]).toEqual([]);
		for (const text of texts) expect(encodeText(text, profiles.Epson), text).toBeDefined();
		const broken = breakOff(pseudo);
		expect(broken).toContain(translate("INCOMPLETE"));
		expect(englishIn(broken.split("\n"))).toEqual([]);
	});

	it("the till outputs codes and catalog names, and records an open price in that language", () => {
		const stall = new TillHarness({ language: "de" }).openShift();
		stall.scan("no such code");
		const panel = new Panel();
		const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words: pseudo });
		const shows = (): string[] => {
			screens.draw(named(stall.till.view()));
			return panel.texts().map(({ text }) => text);
		};
		expect(englishIn(shows())).toEqual([]);
		stall.act("openPrice", { kind: "digit", key: "5" }, "confirm", "basket");
		expect(shows().join(" ")).toContain(translate(languages.de.openPrice));
		stall.act("confirm", "pay", "cash", "exact");
		expect(englishIn(shows())).toEqual([]);
		stall.act("next", "menu", "report", "print");
		expect(englishIn(shows())).toEqual([]);
		for (const { ticket } of stall.printer.printed) {
			const lines = layOut(named(ticket), { columns: 32, words: pseudo.ticket, isCopy: false });
			expect(englishIn(lines.flatMap((line) => (line.kind === "text" ? [line.left, line.right] : [])))).toEqual(
				[],
			);
		}
		expect(stall.printer.printed.length).toBeGreaterThan(0);
	});
});

describe("a change of language", () => {
	it.each(Object.entries(bodies))("redraws all of %s, as it is on a terminal that starts in it", (_name, body) => {
		const changed = new Panel();
		const options = { fonts: changed.fonts, qr: qrEncoder, timers };
		const screens = new Screens({ ...options, renderer: changed, words: english });
		screens.draw(view(body));
		screens.words = languages.de;
		screens.draw(view(body));
		const fresh = new Panel();
		new Screens({ ...options, renderer: fresh, words: languages.de }).draw(view(body));
		expect(changed.texts()).toEqual(fresh.texts());
	});
});

describe("every language", () => {
	it("has no unused words", () => {
		const seen = new Set<string>();
		const words = watched(pseudo, seen);
		drawAll(words);
		printAll(words);
		breakOff(words);
		const unused = pathsOf(english).filter((path) => !seen.has(path));
		// The till records them as names of lines, and shows them as such.
		expect(unused).toEqual(["openPrice", "giftVoucher", "couponWithout"]);
	});

	for (const [tag, words] of Object.entries(languages)) {
		it(`has glyphs on the screen for all its words: ${tag}`, () => {
			const { fonts } = new Panel();
			const texts = pathsOf(words).map((path) =>
				path.split(".").reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], words),
			);
			for (const text of texts) {
				const said = typeof text === "function" ? String((text as (count: number) => string)(2)) : String(text);
				for (const character of said)
					for (const font of [fonts.small, fonts.body, fonts.large])
						expect(font.glyph(character.codePointAt(0) ?? 0), said).toBeDefined();
			}
			for (const text of [words.welcome, words.closed, words.update])
				for (const character of text)
					expect(fonts.amount.glyph(character.codePointAt(0) ?? 0), text).toBeDefined();
		});

		it(`has sentences for faults that fit on a screen and in a notice: ${tag}`, () => {
			const panel = new Panel();
			const screens = new Screens({ renderer: panel, fonts: panel.fonts, qr: qrEncoder, timers, words });
			for (const code of codes)
				for (const [body, notice] of [
					[{ kind: "fault", code }, undefined],
					[{ kind: "enrol", state: "refused", fault: code }, undefined],
					[bodies["sell-empty"]!, code],
				] as const) {
					screens.draw(view(body, fineStatus, "day", notice));
					const cut = panel.texts().filter(({ text, shown }) => shown !== text && text.length > 30);
					expect(cut, `${code} on ${body.kind}`).toEqual([]);
					for (const { text, x, width } of panel.texts())
						expect(x >= 0 && x + width <= 240, `${code} on ${body.kind}: ${text}`).toBe(true);
				}
		});

		it(`has keys for the search that fit: ${tag}`, () => {
			expect(words.letterGroups.length).toBeLessThanOrEqual(9);
			for (const group of words.letterGroups) expect(group.length).toBeLessThanOrEqual(10);
		});
	}
});
