// The API's shapes, once: fastify validates and serialises by them, OpenAPI is made from them. All amounts are integers in minor units.
import { type Static, Type } from "typebox";

const count = Type.Integer({ minimum: 0 });
const amount = Type.Integer({ description: "Minor units of the currency" });
const wallMs = Type.Integer({ description: "Milliseconds since 1970-01-01T00:00Z" });
const hex = Type.String({ pattern: "^[0-9a-f]*$" });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const Identifier = Type.String({ minLength: 1, maxLength: 32, pattern: "^[a-z0-9][a-z0-9-]*$" });

export const Problem = Type.Object(
	{
		code: Type.String({ description: "Stable fault code" }),
		message: Type.String({ description: "What happened and what to do" }),
		detail: Type.String(),
		lines: Type.Array(Type.Object({ line: Type.Integer(), column: Type.String(), code: Type.String(), detail: Type.String() }), {
			description: "Places in an imported file",
		}),
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
	atMs: wallMs,
	count,
});

/** By the codes of wire/status.ts. */
export const updateStates = ["none", "pulling", "ready", "refused", "rolledBack"] as const;

export const Stall = Type.Object({
	terminal: Identifier,
	name: Type.String(),
	state: Type.Union([Type.Literal("online"), Type.Literal("offline"), Type.Literal("never")]),
	offlineSinceMs: orNull(wallMs),
	grossMinorToday: amount,
	salesToday: count,
	queueDepth: orNull(count),
	batteryPercent: orNull(Type.Integer({ minimum: 0, maximum: 100 })),
	paper: orNull(Type.Integer({ description: "0 ok, 1 low, 2 out, 3 cover open, 4 offline" })),
	wearPercent: orNull(Type.Integer()),
	freeSales: orNull(count),
	lastReceiptNumber: count,
	sales: Type.Integer({ minimum: 0, description: "All its receipts in the ledger" }),
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

export const ItemSum = Type.Object({ sku: Type.String(), name: Type.String(), quantity: Type.Integer(), grossMinor: amount });

export const Overview = Type.Object({
	merchant: Identifier,
	currency: Type.String(),
	decimals: Type.Integer(),
	wallMs,
	day: Type.String({ description: "Local date, YYYY-MM-DD" }),
	today: Type.Object({
		grossMinor: amount,
		sales: count,
		units: Type.Integer(),
		taxMinor: amount,
		cashMinor: amount,
		cardMinor: amount,
	}),
	sameWeekdayLastWeek: orNull(Type.Object({ grossMinor: amount })),
	hours: Type.Array(Type.Object({ hour: Type.Integer({ minimum: 0, maximum: 23 }), grossMinor: amount })),
	stalls: Type.Array(Stall),
	bestSellers: Type.Array(ItemSum),
	alarms: Type.Array(Alarm),
});
export type Overview = Static<typeof Overview>;

export const TerminalDetail = Type.Object({
	...Stall.properties,
	createdMs: wallMs,
	epochs: Type.Array(
		Type.Object({
			epoch: count,
			committed: count,
			head: hex,
			publicKey: hex,
			status: Type.Union([Type.Literal("committed"), Type.Literal("quarantined")]),
			branches: Type.Array(Type.Object({ forkSequence: count, committed: count, head: hex, grossMinor: amount, createdMs: wallMs })),
		}),
	),
	setAsides: Type.Array(Type.Object({ code: Type.String(), detail: Type.String(), receivedMs: wallMs, count, bytes: count })),
});

export const Receipt = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: count,
	receiptNumber: count,
	shift: count,
	wallMs,
	currency: Type.String(),
	totalMinor: amount,
	taxMinor: amount,
	cashMinor: amount,
	cardMinor: amount,
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

export const ReceiptDetail = Type.Object({
	...Receipt.properties,
	catalogVersion: count,
	lines: Type.Array(
		Type.Object({
			sku: Type.String(),
			name: Type.String(),
			quantity: Type.Integer(),
			unitMinor: amount,
			grossMinor: amount,
			taxRateBasisPoints: Type.Integer(),
			weightGrams: Type.Optional(Type.Integer({ description: "Net weight of one unit; left out on goods that are counted" })),
			perKilogramMinor: Type.Optional(Type.Integer({ description: "0 where the label gave the price itself" })),
		}),
	),
	discounts: Type.Array(
		Type.Object({ promotion: Type.String(), name: Type.String(), amountMinor: amount, taxRateBasisPoints: Type.Integer() }),
	),
	taxes: Type.Array(Type.Object({ rateBasisPoints: Type.Integer(), grossMinor: amount, taxMinor: amount })),
	tenders: Type.Array(
		Type.Object({
			kind: Type.Union([Type.Literal("cash"), Type.Literal("card")]),
			amountMinor: amount,
			reference: Type.String(),
		}),
	),
	roundingMinor: amount,
	changeMinor: amount,
	proof: Proof,
	alsoAt: Type.Array(Type.Object({ epoch: count, sequence: count }), { description: "Other receipts under the same number" }),
});

export const Shift = Type.Object({
	terminal: Identifier,
	epoch: count,
	shift: count,
	openedMs: orNull(wallMs),
	closedMs: orNull(wallMs),
	floatMinor: amount,
	reportedGrossMinor: orNull(amount),
	reportedSales: orNull(count),
	expectedCashMinor: orNull(amount),
	countedMinor: orNull(amount),
	grossMinor: amount,
	sales: count,
	taxMinor: amount,
	cashMinor: amount,
	cardMinor: amount,
	agrees: orNull(Type.Boolean({ description: "Whether the terminal's close equals the ledger; null while open" })),
});

export const Ledger = Type.Object({
	sales: count,
	noSales: count,
	lines: count,
	units: Type.Integer(),
	grossMinor: amount,
	taxMinor: amount,
	cashMinor: amount,
	cardMinor: amount,
	stateHash: hex,
	counters: Type.Record(Type.String(), count),
});

export const TaxSum = Type.Object({ rateBasisPoints: Type.Integer(), grossMinor: amount, taxMinor: amount });

const Day = Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description: "Local date" });
export const DayRange = Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) });
