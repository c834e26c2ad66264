// The API's shapes: fastify validates and serialises by them, and OpenAPI is made from them. All amounts are integers
// in minor units.
import { type Static, Type } from "typebox";

const count = Type.Integer({ minimum: 0 });
const amount = Type.Integer({ description: "Minor units of the currency" });
const currency = Type.String({ description: "ISO 4217; empty where a record of a newer version does not say it" });
const tenderKind = Type.Integer({ minimum: 0, description: "1 cash, 2 card; others are of a newer version" });
const staff = Type.Integer({ minimum: 0, description: "Number of the staff member; 0 for nobody" });
const taxMode = Type.Integer({
	minimum: 0,
	description: "0 prices include tax, 1 they do not; others are of a newer version",
});
const taxMask = Type.Integer({ minimum: 0, description: "Bit i: the receipt's taxes[i] applies" });
const wallMs = Type.Integer({ description: "Milliseconds since 1970-01-01T00:00Z" });
const hex = Type.String({ pattern: "^[0-9a-f]*$" });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const Identifier = Type.String({ minLength: 1, maxLength: 32, pattern: "^[a-z0-9][a-z0-9-]*$" });

export const Problem = Type.Object(
	{
		code: Type.String({ description: "Stable fault code" }),
		message: Type.String({ description: "What happened and what to do" }),
		detail: Type.String(),
		lines: Type.Array(
			Type.Object({ line: Type.Integer(), column: Type.String(), code: Type.String(), detail: Type.String() }),
			{
				description: "Places in an imported file",
			},
		),
	},
	{ description: "A refusal" },
);

export const Alarm = Type.Object({
	id: Type.Integer(),
	code: Type.String(),
	text: Type.String(),
	terminal: orNull(Identifier),
	detail: Type.String(),
	moneyAtRiskMinor: amount,
	currency,
	atMs: wallMs,
	count,
});

/** Indexed by the codes of wire/status.ts; the last stands for codes of a newer version. */
export const updateStates = ["none", "pulling", "ready", "refused", "rolledBack", "newer"] as const;

const Tender = Type.Object({ kind: tenderKind, amountMinor: amount }, { description: "Cash is net of change" });

const Takings = Type.Object({ currency, grossMinor: amount });

const CurrencySums = Type.Object({
	currency,
	grossMinor: Type.Integer({ description: "All that was added to takings, tax included, before cash rounding" }),
	taxMinor: amount,
	roundingMinor: amount,
	tenders: Type.Array(Tender),
	others: Type.Integer({ minimum: 0, description: "Documents of a newer version" }),
	othersMinor: Type.Integer({ description: "Their part of grossMinor" }),
});

export const Sums = Type.Object({
	sales: count,
	noSales: count,
	trainingSales: Type.Integer({ minimum: 0, description: "In nothing else" }),
	others: Type.Integer({ minimum: 0, description: "Documents of a newer version" }),
	lines: count,
	units: Type.Integer(),
	currencies: Type.Array(CurrencySums),
});

export const TerminalSummary = Type.Object({
	terminal: Identifier,
	name: Type.String(),
	state: Type.Union([Type.Literal("online"), Type.Literal("offline"), Type.Literal("never")]),
	offlineSinceMs: orNull(wallMs),
	takingsToday: Type.Array(Takings),
	salesToday: count,
	queueDepth: orNull(count),
	batteryPercent: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
	paper: orNull(Type.Integer({ description: "0 ok, 1 low, 2 out, 3 cover open, 4 offline" })),
	wearPercent: orNull(Type.Integer()),
	freeSales: orNull(count),
	lastReceiptNumber: count,
	sales: Type.Integer({
		minimum: 0,
		description: "All its receipts in the ledger, training and no-sales not among them",
	}),
	catalogVersion: orNull(count),
	firmware: orNull(
		Type.Object({
			board: Identifier,
			version: count,
			offered: Type.Integer({ description: "The version it was offered; 0 for none" }),
			state: Type.Enum(updateStates, { description: "How it stands with that version" }),
		}),
	),
	lastSeenMs: wallMs,
	epoch: count,
	committed: count,
	quarantined: Type.Boolean(),
});

export const FirmwareImage = Type.Object({
	board: Identifier,
	version: count,
	sha256: hex,
	lengthBytes: count,
	withdrawn: Type.Boolean(),
	publishedMs: wallMs,
});

const ItemSum = Type.Object({
	sku: Type.String(),
	name: Type.String(),
	currency,
	quantity: Type.Integer(),
	amountMinor: Type.Integer({ description: "Before discounts; tax included or not as the prices were" }),
});

/** States of a payment that nobody has settled. */
export const paymentStates = ["open", "unresolved", "approved"] as const;

export const Payment = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: Type.Integer({
		minimum: 0,
		description: "With terminal and epoch, the place of the attempt's first record: its name",
	}),
	state: Type.Enum(paymentStates, {
		description: "Under way; unknown to everybody; charged, while its sale waits for the rest",
	}),
	replaced: Type.Boolean({
		description: "Another board has the terminal's name: an answer settles the payment and is sent to no terminal",
	}),
	tenderKind,
	amountMinor: amount,
	currency,
	staff,
	shift: count,
	sinceMs: wallMs,
	answer: orNull(Type.Object({ charged: Type.Boolean(), reference: Type.String(), atMs: wallMs })),
});

export const Overview = Type.Object({
	merchant: Identifier,
	currency: Type.String({ description: "Of the catalog" }),
	zone: Type.String({ description: "The terminals' time zone, an IANA name" }),
	dayEndMinutes: Type.Integer({ description: "The business day ends this long after midnight" }),
	wallMs,
	day: Type.String({ description: "The business day, YYYY-MM-DD" }),
	hour: Type.Integer({ minimum: 0, maximum: 23, description: "Local" }),
	today: Sums,
	sameWeekdayLastWeek: orNull(Type.Array(Takings)),
	hours: Type.Array(Type.Object({ hour: Type.Integer({ minimum: 0, maximum: 23 }), currency, grossMinor: amount })),
	terminals: Type.Array(TerminalSummary),
	bestSellers: Type.Array(ItemSum),
	payments: Type.Array(Payment),
	alarms: Type.Array(Alarm),
	newerRecords: Type.Integer({ minimum: 0, description: "Records of a newer version, over all time" }),
});
export type Overview = Static<typeof Overview>;

export const TerminalDetail = Type.Object({
	...TerminalSummary.properties,
	createdMs: wallMs,
	epochs: Type.Array(
		Type.Object({
			epoch: count,
			committed: count,
			head: hex,
			publicKey: hex,
			status: Type.Union([Type.Literal("committed"), Type.Literal("quarantined")]),
			branches: Type.Array(
				Type.Object({
					forkSequence: count,
					committed: count,
					head: hex,
					grossMinor: amount,
					currency,
					createdMs: wallMs,
				}),
			),
		}),
	),
	capabilities: orNull(
		Type.Object(
			{ catalogFormats: Type.Array(count), recordKinds: Type.Array(count), features: Type.Array(count) },
			{ description: "As it said when its present session began" },
		),
	),
	newer: Type.Array(
		Type.Object({ kind: count, records: count, documents: count, totalMinor: amount, cashMinor: amount }),
		{
			description: "Records of a newer version, and those of them that have a number",
		},
	),
	setAsides: Type.Array(
		Type.Object({ code: Type.String(), detail: Type.String(), receivedMs: wallMs, count, bytes: count }),
	),
});

const documentTypes = ["sale", "training", "newer"] as const;

export const Receipt = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: count,
	type: Type.Enum(documentTypes, {
		description: "Newer: of a newer version, known by its number and its money alone",
	}),
	kind: count,
	series: Type.Integer({ minimum: 1, description: "1 receipts, 3 training sales; others are of a newer version" }),
	number: count,
	staff,
	shift: count,
	wallMs,
	currency,
	taxMode,
	totalMinor: Type.Integer({ description: "What it added to takings: 0 for training" }),
	taxMinor: amount,
	practisedMinor: Type.Integer({ description: "What a training sale came to" }),
	tenders: Type.Array(Tender),
	units: Type.Integer(),
});

export const Receipts = Type.Object({
	receipts: Type.Array(Receipt),
	next: orNull(Type.String({ description: "Pass as `before` for the page behind; null on the last" })),
});

export const Proof = Type.Object({
	epoch: count,
	sequence: count,
	head: hex,
	checkpointSequence: orNull(count),
	signature: orNull(hex),
	signedBy: orNull(hex),
	intact: Type.Boolean({ description: "The record's bytes lead to the head that the terminal's key signed" }),
});

const TaxSplit = Type.Object({
	rateMillipercent: Type.Integer({ description: "Thousandths of a percent: 20 % is 20000" }),
	baseMinor: Type.Integer({ description: "What it was taken on: tax included or before tax, as the tax mode says" }),
	taxMinor: amount,
	authority: Type.String(),
	jurisdiction: Type.String(),
});

export const ReceiptDetail = Type.Object({
	...Receipt.properties,
	catalogVersion: orNull(count),
	lines: Type.Array(
		Type.Object({
			sku: Type.String(),
			name: Type.String(),
			quantity: Type.Integer(),
			unitMinor: amount,
			amountMinor: amount,
			taxes: taxMask,
			weightGrams: Type.Optional(
				Type.Integer({ description: "Net weight of one unit; left out on goods that are counted" }),
			),
			perKilogramMinor: Type.Optional(Type.Integer({ description: "0 where the label gave the price itself" })),
		}),
	),
	discounts: Type.Array(
		Type.Object({ promotion: Type.String(), name: Type.String(), amountMinor: amount, taxes: taxMask }),
	),
	taxes: Type.Array(TaxSplit),
	paid: Type.Array(
		Type.Object({
			kind: tenderKind,
			amountMinor: Type.Integer({ description: "For cash what was handed over" }),
			reference: Type.String(),
			attempt: orNull(
				Type.Object({ epoch: count, sequence: count }, { description: "The payment attempt behind it" }),
			),
		}),
	),
	roundingMinor: amount,
	changeMinor: amount,
	proof: Proof,
	alsoAt: Type.Array(Type.Object({ epoch: count, sequence: count }), {
		description: "Other documents under the same number",
	}),
});

export const Shift = Type.Object({
	terminal: Identifier,
	epoch: count,
	shift: count,
	currency,
	openedMs: orNull(wallMs),
	closedMs: orNull(wallMs),
	openedBy: staff,
	closedBy: staff,
	floatMinor: amount,
	reportedGrossMinor: orNull(amount),
	reportedDocuments: orNull(Type.Integer({ minimum: 0, description: "Its sales, and what it did not know itself" })),
	expectedCashMinor: orNull(amount),
	countedMinor: orNull(amount),
	sums: Sums,
	agrees: orNull(Type.Boolean({ description: "Whether the terminal's close equals the ledger; null while open" })),
});

export const Ledger = Type.Object({
	...Sums.properties,
	stateHash: hex,
	newerRecords: count,
	counters: Type.Record(Type.String(), count),
});

export const TaxSum = Type.Object({ currency, taxMode, ...TaxSplit.properties });

const Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description: "Local date" });
export const DayRange = Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) });
