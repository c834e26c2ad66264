// The schemas of the API, by which fastify validates and serialises, and from which the OpenAPI document is generated.
// All amounts are integers in minor units.
import { type Static, type TObject, type TProperties, Type } from "typebox";
import { limits } from "../../firmware/core/limits.js";

const count = Type.Integer({ minimum: 0 });
const amount = Type.Integer({ description: "Minor units of the currency" });
const currency = Type.String({ description: "ISO 4217; empty when a record of a newer version does not name it" });
const tenderKind = Type.Integer({
	minimum: 0,
	description: "1 cash, 2 card, 3 gift voucher; others are of a newer version",
});
const staff = Type.Integer({ minimum: 0, description: "Number of the staff member; 0 for nobody" });
const taxMode = Type.Integer({
	minimum: 0,
	description: "0 prices incl. tax, 1 before tax; others are of a newer version",
});
const taxMask = Type.Integer({ minimum: 0, description: "Bit i: the receipt's taxes[i] applies" });
const wallMs = Type.Integer({ description: "Milliseconds since 1970-01-01T00:00Z" });
const hex = Type.String({ pattern: "^[0-9a-f]*$" });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);

export const identifierPattern = "^[a-z0-9][a-z0-9-]*$";
export const dayPattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

export const Identifier = Type.String({ minLength: 1, maxLength: 32, pattern: identifierPattern });

/** A request's JSON object. Other fields are refused, so that a misspelt one is not taken for one left out. */
export const Body = <T extends TProperties>(fields: T): TObject<T> =>
	Type.Object(fields, { additionalProperties: false });

const FileLine = Type.Object({
	line: Type.Integer(),
	column: Type.String(),
	code: Type.String(),
	detail: Type.String(),
});

export const Published = Type.Object({
	version: Type.Integer(),
	warnings: Type.Array(FileLine, { description: "What was changed or left out, and what the till shows otherwise" }),
});

const ListedItem = Type.Object({ sku: Type.String(), name: Type.String(), priceMinor: amount });

export const CatalogItems = Type.Object({
	version: Type.Integer({ minimum: 0, description: "0 before the first catalog" }),
	currency,
	taxClasses: Type.Array(Type.String()),
	items: Type.Array(Type.Object({ ...ListedItem.properties, category: Type.String() })),
});

export const CatalogPreview = Type.Object({
	digest: Type.String({ description: "Pass as ?digest= to publish exactly this" }),
	currency,
	currencyBefore: Type.String({ description: "Of the present catalog; empty before the first" }),
	added: Type.Array(ListedItem),
	removed: Type.Array(ListedItem),
	changed: Type.Array(
		Type.Object({
			sku: Type.String(),
			name: Type.String(),
			fields: Type.Array(Type.Object({ column: Type.String(), before: Type.String(), after: Type.String() })),
		}),
	),
	unchanged: count,
	warnings: Published.properties.warnings,
});

export const Problem = Type.Object(
	{
		code: Type.String({ description: "Stable fault code" }),
		message: Type.String({ description: "What happened and what to do" }),
		detail: Type.String(),
		lines: Type.Array(FileLine, { description: "Problems in an imported file" }),
	},
	{ description: "An error response" },
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

export const ClosedAlarm = Type.Object({
	...Alarm.properties,
	closedMs: wallMs,
	closedBy: Type.String(),
	reason: Type.String(),
});

/** Indexed by the codes of wire/status.ts; the last one is for codes of a newer version. */
export const updateStates = ["none", "pulling", "ready", "refused", "rolledBack", "newer"] as const;

const Tender = Type.Object({ kind: tenderKind, amountMinor: amount }, { description: "Cash is net of change" });

const Takings = Type.Object({ currency, grossMinor: amount });

const CurrencySums = Type.Object({
	currency,
	grossMinor: Type.Integer({ description: "Total added to takings, incl. tax, before cash rounding" }),
	taxMinor: amount,
	roundingMinor: amount,
	tenders: Type.Array(Tender),
	others: Type.Integer({ minimum: 0, description: "Documents of a newer version" }),
	othersMinor: Type.Integer({ description: "Their part of grossMinor" }),
});

export const Sums = Type.Object({
	sales: count,
	noSales: count,
	trainingSales: Type.Integer({ minimum: 0, description: "Not included in any other figure" }),
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
	clock: orNull(
		Type.Object(
			{
				isSet: Type.Boolean(),
				skewMs: Type.Integer({ description: "Positive when it is ahead of the host's; 0 while it is not set" }),
			},
			{ description: "As last reported; null for firmware that does not report it" },
		),
	),
	lastReceiptNumber: count,
	sales: Type.Integer({
		minimum: 0,
		description: "All its receipts in the ledger, without training sales and no-sales",
	}),
	catalogVersion: orNull(count),
	firmware: orNull(
		Type.Object({
			board: Identifier,
			version: count,
			offered: Type.Integer({ description: "The offered version; 0 for none" }),
			state: Type.Enum(updateStates, { description: "State of the offered version" }),
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
	amountMinor: Type.Integer({ description: "Before discounts; incl. or before tax, as the prices were" }),
});

/** States of a payment that is not settled, or not confirmed. */
export const paymentStates = ["open", "unresolved", "approved", "unconfirmed"] as const;

export const Payment = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: Type.Integer({
		minimum: 0,
		description: "With terminal and epoch, identifies the payment by its first record",
	}),
	state: Type.Enum(paymentStates, {
		description:
			"In progress; outcome unknown; charged, while the sale waits for the rest of the payment; taken by the " +
			"reader without the bank, in a sale that is complete",
	}),
	replaced: Type.Boolean({
		description: "The terminal was replaced: an answer settles the payment but is not sent to a terminal",
	}),
	tenderKind,
	amountMinor: amount,
	currency,
	staff,
	shift: count,
	sinceMs: wallMs,
	receipt: orNull(Type.Integer({ description: "Of a payment that is not confirmed: the number of its receipt" })),
	answer: orNull(Type.Object({ charged: Type.Boolean(), reference: Type.String(), atMs: wallMs })),
});

export const Overview = Type.Object({
	merchant: Identifier,
	currency: Type.String({ description: "Currency of the catalog" }),
	zone: Type.String({ description: "The terminals' time zone, an IANA name" }),
	dayEndMinutes: Type.Integer({ description: "The business day ends this long after midnight" }),
	wallMs,
	day: Type.String({ description: "The business day, YYYY-MM-DD" }),
	hour: Type.Integer({ minimum: 0, maximum: 23, description: "Local hour" }),
	today: Sums,
	sameWeekdayLastWeek: orNull(Type.Array(Takings)),
	hours: Type.Array(Type.Object({ hour: Type.Integer({ minimum: 0, maximum: 23 }), currency, grossMinor: amount })),
	terminals: Type.Array(TerminalSummary),
	bestSellers: Type.Array(ItemSum),
	payments: Type.Array(Payment),
	unconfirmedToday: Type.Array(Type.Object({ currency, amountMinor: amount, payments: count }), {
		description: "Of today's sales, what readers took without the bank and nothing has confirmed since",
	}),
	alarms: Type.Array(Alarm),
	newerRecords: Type.Integer({ minimum: 0, description: "All-time number of records of a newer version" }),
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
			{ description: "As reported at the start of its current session" },
		),
	),
	newer: Type.Array(
		Type.Object({ kind: count, records: count, documents: count, totalMinor: amount, cashMinor: amount }),
		{
			description: "Records of a newer version by kind; `documents` are those with a number",
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
		description: "newer: a document of a newer version, of which only the number and the amounts are known",
	}),
	kind: count,
	series: Type.Integer({ minimum: 1, description: "1 receipts, 3 training sales; others are of a newer version" }),
	number: count,
	staff,
	shift: count,
	wallMs,
	currency,
	taxMode,
	totalMinor: Type.Integer({ description: "Amount added to takings: 0 for training sales" }),
	taxMinor: amount,
	practisedMinor: Type.Integer({ description: "Total of a training sale" }),
	tenders: Type.Array(Tender),
	unconfirmedMinor: Type.Integer({
		description: "Of the tenders, what a reader took without the bank and nothing has confirmed since",
	}),
	notChargedMinor: Type.Integer({ description: "Of the tenders, what an operator knows was never charged" }),
	units: Type.Integer(),
});

export const tenderStates = ["paid", "unconfirmed", "notCharged"] as const;

export const Receipts = Type.Object({
	receipts: Type.Array(Receipt),
	next: orNull(Type.String({ description: "Pass as `before` for the next page; null on the last page" })),
});

export const ReceiptCount = Type.Object({
	count: Type.Integer({ minimum: 0, description: "Of the receipts that were looked at" }),
	next: orNull(Type.String({ description: "Pass as `before` to count on; null when all were looked at" })),
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
	baseMinor: Type.Integer({ description: "Taxed amount, incl. or before tax according to the tax mode" }),
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
				Type.Integer({ description: "Net weight of one unit; missing for goods sold by the piece" }),
			),
			perKilogramMinor: Type.Optional(Type.Integer({ description: "0 when the label contained the price" })),
			fee: Type.Optional(Type.String({ description: "The rule that charges it; missing for goods" })),
			note: Type.Optional(
				orNull(
					Type.String({
						description:
							"The personal text of the line; empty once erased, null where it is not here (yet)",
					}),
				),
			),
		}),
	),
	discounts: Type.Array(
		Type.Object({
			promotion: Type.String(),
			name: Type.String(),
			amountMinor: amount,
			taxes: taxMask,
			shares: Type.Optional(
				Type.Array(Type.Integer(), {
					description:
						"Pairs of a line's index and its share; missing where all lines of those taxes share alike",
				}),
			),
		}),
	),
	taxes: Type.Array(TaxSplit),
	paid: Type.Array(
		Type.Object({
			kind: tenderKind,
			amountMinor: Type.Integer({ description: "For cash the amount handed over" }),
			reference: Type.String(),
			state: Type.Enum(tenderStates, {
				description: "unconfirmed: taken by a reader without the bank; notCharged: as an operator has found",
			}),
			attempt: orNull(Type.Object({ epoch: count, sequence: count }, { description: "Its payment attempt" })),
		}),
	),
	roundingMinor: amount,
	changeMinor: amount,
	proof: Proof,
	alsoAt: Type.Array(Type.Object({ epoch: count, sequence: count }), {
		description: "Other documents with the same number",
	}),
});

export const Shift = Type.Object({
	terminal: Identifier,
	epoch: count,
	shift: count,
	currency,
	openedMs: orNull(wallMs),
	closedMs: orNull(wallMs),
	replaced: Type.Boolean({ description: "It was not closed, and the terminal was replaced: nothing will close it" }),
	openedBy: staff,
	closedBy: staff,
	floatMinor: amount,
	heldMinor: Type.Integer({
		description: "Cash taken in this shift for sales not completed in it; negative where sales use earlier cash",
	}),
	paidInMinor: Type.Integer({ description: "Cash that was put into the drawer, but not for sales" }),
	paidOutMinor: Type.Integer({ description: "Cash that was taken out of it, but not for sales; positive" }),
	reportedGrossMinor: orNull(amount),
	reportedDocuments: orNull(Type.Integer({ minimum: 0, description: "Its sales and documents of a newer version" })),
	expectedCashMinor: orNull(amount),
	countedMinor: orNull(amount),
	sums: Sums,
	agrees: orNull(
		Type.Boolean({ description: "Whether the terminal's report at close equals the ledger; null while open" }),
	),
});

export const CashMovement = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: count,
	number: count,
	staff,
	shift: count,
	wallMs,
	currency,
	cashMinor: Type.Integer({ description: "Negative for what was paid out" }),
	reason: Type.Integer({ description: "1 float, 2 bank, 3 expense, 4 tips, 5 other, or of a newer version" }),
});

export const Override = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: count,
	staff,
	approvedBy: staff,
	shift: count,
	wallMs,
	right: Type.Integer({ description: "A bit of the rights of catalogs" }),
	reason: Type.Integer({ description: "1 customer, 2 mistake, 3 break, 4 check, 5 other, or of a newer version" }),
});

const right = Type.Union([
	Type.Literal("drawer"),
	Type.Literal("cash"),
	Type.Literal("void"),
	Type.Literal("discount"),
	Type.Literal("refund"),
	Type.Literal("overCap"),
	Type.Literal("training"),
	Type.Literal("closeShift"),
	Type.Literal("settings"),
]);
const rights = Type.Array(right, { maxItems: 16, description: "What the person may do without being allowed to" });

export const Person = Type.Object({
	number: Type.Integer({ minimum: 1, description: "As records name the person" }),
	name: Type.String(),
	rights,
	isRetired: Type.Boolean({ description: "Signs in no more; the name stays in the books" }),
});

export const PersonChange = Body({
	name: Type.String({ minLength: 1, maxLength: limits.staffNameCharactersMax }),
	rights,
	isRetired: Type.Optional(Type.Boolean()),
	pin: Type.Optional(
		Type.String({
			pattern: `^[0-9]{${limits.pinDigitsMin},${limits.pinDigitsMax}}$`,
			description: "A new PIN; only what it comes to is kept. The present one stays where it is left out",
		}),
	),
});

export const ruleIdPattern = "^[!-~]+$";

/** The keys are those of a file of rules, which is read with bounds of its own: each is known or refused. */
export const RuleBody = Type.Unsafe<Record<string, unknown>>(
	Type.Object({}, { additionalProperties: true, description: "A rule as in docs/pricing.md" }),
);

export const RuleRevision = Type.Object({
	revision: Type.Integer({ minimum: 0, description: "The draft's, as it was read" }),
});

export const Rules = Type.Object({
	revision: count,
	flags: Type.Array(Type.String()),
	rules: Type.Array(
		Type.Object({ rule: RuleBody, problem: Type.String({ description: "What keeps it from being published" }) }),
	),
	problem: Type.String({ description: "What keeps the draft from being published; empty for nothing" }),
	isChanged: Type.Boolean({ description: "The draft differs from the rules in effect" }),
	planned: orNull(Type.Object({ atMs: wallMs, revision: count })),
	published: orNull(
		Type.Object({
			version: Type.Integer({ minimum: 0, description: "Of the catalog; 0: with the first one" }),
			atMs: wallMs,
			plannedMs: orNull(wallMs),
			revision: count,
		}),
	),
	failed: orNull(Type.Object({ atMs: wallMs, problem: Type.String() })),
});

export const FlagStates = Type.Object({
	names: Type.Array(Type.String(), { description: "Of the published rules" }),
	set: Type.Array(Type.Object({ flag: Type.String(), terminal: orNull(Identifier), untilMs: wallMs }), {
		description: "terminal: null for all stalls",
	}),
	terminals: Type.Array(
		Type.Object({
			terminal: Identifier,
			name: Type.String(),
			has: Type.Boolean({ description: "It has recorded the flags as they are; false while that is not known" }),
		}),
	),
});

export const Trial = Type.Object({
	lines: Type.Array(
		Type.Object({
			sku: Type.String(),
			name: Type.String(),
			quantity: Type.Integer(),
			unitMinor: amount,
			amountMinor: amount,
			fee: orNull(Type.String({ description: "The rule that charges it; null on goods" })),
		}),
	),
	discounts: Type.Array(
		Type.Object({
			rule: Type.String(),
			name: Type.String(),
			amountMinor: amount,
			shares: Type.Array(Type.Object({ line: count, amountMinor: amount }), {
				description: "By line; empty where it took from all lines of its taxes alike",
			}),
		}),
		{ description: "In the order in which the rules applied" },
	),
	taxMinor: amount,
	totalMinor: amount,
	idle: Type.Array(Type.String(), { description: "Rules that changed nothing" }),
});

export const TriedBasket = Type.Object({ draft: Trial, present: Trial });

export const PastSales = Type.Object({
	from: Type.String(),
	to: Type.String(),
	sales: count,
	changed: count,
	itemGone: Type.Integer({ minimum: 0, description: "In no figure: an item is no longer in the catalog" }),
	leftOut: Type.Integer({ minimum: 0, description: "In no figure: another currency or tax mode, or unreadable" }),
	isComplete: Type.Boolean(),
	beforeMinor: amount,
	afterMinor: amount,
	givenBeforeMinor: amount,
	givenMinor: amount,
	rules: Type.Array(
		Type.Object({
			id: Type.String(),
			name: Type.String(),
			sales: count,
			givenMinor: Type.Integer({ description: "Negative for what a fee charged" }),
		}),
	),
	items: Type.Array(Type.Object({ sku: Type.String(), name: Type.String(), units: count, givenMinor: amount })),
});

export const Ledger = Type.Object({
	...Sums.properties,
	stateHash: hex,
	newerRecords: count,
	counters: Type.Record(Type.String(), count),
});

export const TaxSum = Type.Object({ currency, taxMode, ...TaxSplit.properties });

const Day = Type.String({ pattern: dayPattern, description: "Local date" });
export const DayRange = Type.Object({ from: Type.Optional(Day), to: Type.Optional(Day) });

export const Campaign = Type.Object({ number: count, name: Type.String(), isEverywhere: Type.Boolean() });

export const CouponBatch = Type.Object({
	campaign: count,
	first: Type.Integer({ description: "Serials from here on" }),
	count,
	lastDay: Type.Integer({ description: "Days since 1970 by the stall's clock; 0 for no end" }),
	home: Type.Integer({ description: "Number of the only terminal that takes them; 0 for any" }),
	createdMs: wallMs,
});

export const CouponUse = Type.Object({
	terminal: Identifier,
	epoch: count,
	sequence: count,
	campaign: count,
	serial: count,
	amountMinor: amount,
	currency,
	wallMs,
	uses: Type.Integer({ description: "How often this coupon was used in all" }),
});

export const PrintedCode = Type.Object({ name: Type.String(), code: Type.String() });

export const VoucherBatch = Type.Object({ batch: count, count, createdMs: wallMs });

export const Voucher = Type.Object({
	key: Type.String({ description: "As paper and records name it" }),
	sold: amount,
	spent: amount,
	currency,
	lastMs: wallMs,
});

export const VoucherMove = Type.Object({
	terminal: Identifier,
	wallMs,
	sold: amount,
	spent: amount,
	received: Type.Integer({ description: "What the terminal was lent" }),
	returned: Type.Integer({ description: "What it gave back" }),
});

export const Budget = Type.Object({
	rule: Type.String(),
	unit: Type.Union([Type.Literal("uses"), Type.Literal("minor")]),
	total: count,
	left: Type.Integer({ description: "What may still be given to terminals" }),
	terminals: Type.Array(
		Type.Object({
			terminal: Identifier,
			issued: count,
			received: count,
			sold: count,
			spent: Type.Integer(),
			returned: count,
		}),
	),
});
