import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Action } from "../../firmware/till/view.js";
import { PaymentOutcome } from "../../firmware/wire/record.js";
import { languageTags } from "../../firmware/words/languages.js";
import { type CutMode, cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { Gateway, referenceOf } from "./gateway.js";
import { checkPayments } from "./payment-audit.js";
import { TillHarness, stallCatalog } from "./harness.js";

/** Events at the reader, at the gateway, and around the terminal. */
type Event =
	| "tap"
	| "decline"
	| "deliver"
	| "deliverTwice"
	| "lose"
	| "silence"
	| "wait"
	| "host"
	| "hostAgain"
	| "epoch"
	| "power";
type Step =
	| { readonly act: Action }
	| { readonly scan: string }
	| { readonly event: Event }
	| { readonly cut: readonly [skip: number, mode: CutMode] };

const words = [
	"pay basket back confirm cash card exact split next print showQr remove park void search openPrice menu noSale",
	"openShift closeShift report queue reprint gift parked settings palette paper training inspect charged notCharged",
	"dismiss returnCash keepPart languages receiptLanguage",
]
	.join(" ")
	.split(" ") as Exclude<
	Action,
	{ index: number } | { delta: number } | { key: string } | { amountMinor: number } | { tag: string }
>["kind"][];
const index = fc.integer({ min: -1, max: 3 });
const event = (...events: Event[]): fc.Arbitrary<Step> => fc.constantFrom(...events).map((each) => ({ event: each }));

/** Weighted towards usual actions, but any action may occur on any page. */
const anyStep: fc.Arbitrary<Step> = fc.oneof(
	{ weight: 6, arbitrary: fc.constantFrom("COF", "CRO", "TEA", "nonsense").map((scan): Step => ({ scan })) },
	{
		weight: 6,
		arbitrary: fc
			.constantFrom("pay" as const, "cash" as const, "exact" as const, "card" as const, "next" as const)
			.map((word): Step => ({ act: { kind: word } })),
	},
	{ weight: 10, arbitrary: fc.constantFrom(...words).map((word): Step => ({ act: { kind: word } })) },
	{ weight: 8, arbitrary: event("tap", "tap", "decline", "deliver", "deliver", "deliverTwice", "lose") },
	{ weight: 3, arbitrary: event("silence", "wait", "wait", "host", "hostAgain", "epoch") },
	{
		weight: 2,
		arbitrary: fc
			.constantFrom("0" as const, "5" as const, "00" as const, "delete" as const)
			.map((key): Step => ({ act: { kind: "digit", key } })),
	},
	{ weight: 2, arbitrary: index.map((at): Step => ({ act: { kind: "item", index: at } })) },
	{ weight: 2, arbitrary: index.map((at): Step => ({ act: { kind: "line", index: at } })) },
	{ weight: 2, arbitrary: index.map((at): Step => ({ act: { kind: "recall", index: at } })) },
	{ weight: 1, arbitrary: index.map((at): Step => ({ act: { kind: "page", index: at } })) },
	{
		weight: 2,
		arbitrary: fc.integer({ min: -3, max: 3 }).map((delta): Step => ({ act: { kind: "quantity", delta } })),
	},
	{
		weight: 1,
		arbitrary: fc.constantFrom(500, 2_000).map((amountMinor): Step => ({ act: { kind: "note", amountMinor } })),
	},
	{ weight: 1, arbitrary: fc.constantFrom(...languageTags).map((tag): Step => ({ act: { kind: "language", tag } })) },
	{ weight: 1, arbitrary: event("power") },
	{ weight: 1, arbitrary: fc.tuple(fc.nat(3), fc.constantFrom(...cutModes)).map((cut): Step => ({ cut })) },
);

const acts = (...dos: typeof words): Step[] => dos.map((word) => ({ act: { kind: word } }));
const happens = (...events: Event[]): Step[] => events.map((each) => ({ event: each }));
const key = (digits: string): Step[] => [...digits].map((digit) => ({ act: { kind: "digit", key: digit as "0" } }));
const home = acts("next", "back", "back", "back");
const recall: Step = { act: { kind: "recall", index: 0 } };
const items = fc.array(
	fc.constantFrom("COF", "CRO", "TEA").map((scan): Step => ({ scan })),
	{ minLength: 1, maxLength: 6 },
);

/** Cash that pays a part: handed back, kept, or followed by a card and more cash. */
const splits: readonly Step[][] = [
	[...acts("pay", "split"), ...key("199"), ...acts("confirm", "cash", "exact", "back", "returnCash", "next")],
	[...acts("pay", "split"), ...key("199"), ...acts("confirm", "cash", "exact", "back", "keepPart")],
	[
		...[...acts("pay", "split"), ...key("150"), ...acts("confirm", "cash", "exact", "split")],
		...[...key("70"), ...acts("confirm", "card"), ...happens("tap", "deliver"), ...acts("cash", "exact")],
	],
];

const shifts: readonly Step[][] = [
	[...home, ...acts("menu", "closeShift"), ...key("900"), ...acts("confirm", "next")],
	[...home, ...acts("openShift"), ...key("5000"), ...acts("confirm")],
];

/** Intended operations, possible from any page. */
const anyOperation: fc.Arbitrary<Step[]> = items.chain((scans) => {
	const rung = [...home, ...scans];
	return fc.constantFrom<Step[]>(
		[...rung, ...acts("pay", "cash", "exact", "next")],
		[...rung, ...acts("pay", "cash"), { act: { kind: "note", amountMinor: 5_000 } }, ...acts("next")],
		[...rung, ...acts("pay", "card"), ...happens("tap", "deliver"), ...acts("next")],
		[
			...rung,
			...acts("pay", "card"),
			...happens("decline", "deliver"),
			...acts("card"),
			...happens("tap", "deliver"),
		],
		[...rung, ...acts("pay", "card"), ...happens("tap", "lose", "wait"), ...acts("next")],
		[...rung, ...acts("pay", "card", "back"), ...happens("wait"), ...acts("next")],
		[...rung, ...acts("pay", "card"), ...happens("tap", "power", "deliver")],
		[...rung, ...acts("pay", "card"), ...happens("power", "tap", "deliver"), ...acts("cash", "exact")],
		[
			...rung,
			...acts("pay", "split"),
			...key("199"),
			...acts("confirm", "cash", "exact", "card"),
			...happens("tap", "deliver"),
		],
		[
			...rung,
			...acts("pay", "split"),
			...key("101"),
			...acts("confirm", "card"),
			...happens("tap", "deliver"),
			...acts("cash", "exact"),
		],
		[
			...[
				...rung,
				...acts("pay", "split"),
				...key("101"),
				...acts("confirm", "card"),
				...happens("tap", "deliver"),
			],
			...[...acts("card"), ...happens("silence", "wait"), ...acts("next"), ...happens("silence")],
		],
		[...home, ...acts("menu", "parked"), recall, ...happens("deliver"), ...acts("cash", "exact")],
		[...home, ...acts("menu", "parked"), recall, ...happens("wait"), ...acts("charged", "notCharged", "next")],
		[...home, ...happens("host", "hostAgain")],
		[...rung, ...acts("pay", "card"), ...happens("epoch", "tap", "deliver"), ...acts("next")],
		[...home, ...acts("parked"), recall, ...happens("epoch"), ...acts("pay", "cash", "exact")],
		[
			...home,
			...acts("menu", "closeShift", "confirm", "next"),
			...happens("deliver", "host"),
			...acts("openShift", "confirm"),
		],
		[
			...home,
			...acts("menu", "settings", "training", "back", "back"),
			...scans,
			...happens("deliver", "host"),
			...acts("pay", "card"),
		],
		[...rung, ...acts("basket", "park")],
		[...home, ...acts("parked"), recall, ...acts("pay", "cash", "exact")],
		[...home, ...acts("parked"), recall, ...acts("pay", "card"), ...happens("tap", "deliver")],
		[...rung, ...acts("basket", "void")],
		[...home, ...acts("menu", "noSale")],
		[...home, ...acts("menu", "settings", "training"), ...home],
		[...home, ...acts("openPrice"), ...key("350"), ...acts("confirm")],
		...[...shifts, ...splits.map((steps) => [...rung, ...steps])],
	);
});
/** Intended operations with slips in between. */
const anySteps = fc
	.array(
		fc.oneof({ weight: 4, arbitrary: anyOperation }, { weight: 1, arbitrary: fc.array(anyStep, { maxLength: 6 }) }),
		{
			minLength: 15,
			maxLength: 40,
		},
	)
	.map((operations) => operations.flat());

const catalog = {
	...stallCatalog,
	currency: "CHF",
	country: "CH",
	items: stallCatalog.items.map((item) => ({ ...item, priceMinor: item.priceMinor + 3 })),
	promotions: [{ id: "HOT", name: "Hot drinks", basisPoints: 750, category: "hot", window: undefined }],
};

function seeded(seed: number): () => number {
	let state = seed;
	return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 4_294_967_296;
}

/** Runs a till with these random operations: touches, reader events, and power cuts. */
class Day {
	readonly gateway = new Gateway();
	stall = new TillHarness({ catalog, sizeBytes: 262_144, cardReader: this.gateway }).openShift();
	#said: Parameters<TillHarness["till"]["takePaymentAnswer"]>[0][] = [];

	take(step: Step): void {
		try {
			if ("scan" in step) this.stall.scan(step.scan);
			else if ("act" in step) this.act(step.act);
			else if ("cut" in step) this.stall.flash.cutPower(step.cut[0], step.cut[1], seeded(step.cut[0] + 1));
			else this.behind(step.event);
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			this.restart();
		}
		this.stall.till.view();
	}

	restart(): void {
		this.gateway.terminalRestarted();
		this.stall = this.stall.reboot();
	}

	/** A user who states the outcome of a payment has checked it, and is right. */
	private act(action: Action): void {
		const { stall, gateway } = this;
		const isSaying = action.kind === "charged" || action.kind === "notCharged";
		if (!isSaying || stall.body.kind !== "openPayment") return void stall.act(action);
		const isCharged = gateway.settle(gateway.inquired.at(-1)!).kind === "approved";
		stall.act(isCharged ? "charged" : "notCharged");
	}

	/** Events from outside do not change a basket being rung up. */
	private behind(each: Event): void {
		const before = this.stall.body;
		this.happens(each);
		if (each === "power" || (before.kind !== "sell" && before.kind !== "basket")) return;
		expect(this.stall.page(before.kind).totalMinor, each).toBe(before.totalMinor);
	}

	private happens(each: Event): void {
		const { stall, gateway } = this;
		switch (each) {
			case "tap":
				return gateway.tap();
			case "decline":
				return gateway.decline();
			case "deliver":
				return gateway.deliver();
			case "deliverTwice":
				return gateway.deliver(2);
			case "lose":
				return gateway.lose();
			case "silence":
				gateway.isSilent = !gateway.isSilent;
				return;
			case "wait":
				return stall.runTimers();
			case "epoch":
				return void stall.openEpoch();
			case "power":
				return this.restart();
			case "host":
				return this.hostSays();
			case "hostAgain":
				for (const answer of this.#said) stall.till.takePaymentAnswer(answer);
		}
	}

	/** The gateway's final outcome for the oldest open attempt. */
	private hostSays(): void {
		const { attempts, keys } = checkPayments(this.stall, this.gateway.charged);
		const [attempt] = attempts.values();
		if (!attempt) return;
		const hex = keys.get(attempt.origin)!;
		const isCharged = this.gateway.settle(hex).kind === "approved";
		const [epoch = 0, sequence = 0] = attempt.origin.split("/").map(Number);
		const answer = {
			...{ merchant: "north", terminal: "t1", epoch, sequence, key: new Uint8Array(Buffer.from(hex, "hex")) },
			outcome: isCharged ? PaymentOutcome.approved : PaymentOutcome.withdrawn,
			reference: isCharged ? referenceOf(hex) : "",
		};
		this.#said.push(answer);
		this.stall.till.takePaymentAnswer(answer);
	}
}

describe("a till under random operations", () => {
	it("keeps its records consistent through any order of touches, scans, charges and power cuts", () => {
		fc.assert(
			fc.property(anySteps, (steps) => {
				const day = new Day();
				for (const step of steps) day.take(step);
				day.stall.flash.powerOn();
				const { gateway } = day;
				const open = checkPayments(day.stall, gateway.charged);
				gateway.isSilent = false;
				day.restart();
				gateway.deliverAll();
				const { stall } = day;
				const audit = checkPayments(stall, gateway.charged);
				// Outcomes still missing arrive after the next start.
				expect([...audit.attempts.values()].filter(({ outcome }) => outcome === 0)).toEqual([]);
				expect(audit.sales.length - open.sales.length).toBeLessThanOrEqual(1);
				if (stall.body.kind === "tender") return;
				if (stall.body.kind === "resumed") expect(stall.page("resumed").receiptNumber).toBe(audit.sales.length);
				stall.act("next", "menu", "parked");
				const parts = audit.attempts.size + audit.held.size;
				const { sales } = stall.page("parked");
				expect(sales.filter(({ payment }) => !payment)).toHaveLength(audit.parked.size);
				expect(sales.filter(({ payment }) => payment).length).toBeLessThanOrEqual(parts);
				expect(sales.some(({ payment }) => payment !== undefined)).toBe(parts > 0);
			}),
			{ seed: 20_261_121, numRuns: 200 },
		);
	});
});
