// The screens of taking money and what follows: tender, cash, card, paid, the receipt's code, the first screen after a
// power cut.
import type { Body } from "../till/view.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { receiptText, wrap } from "./format.js";
import { amount, buttonRow, fitting, grid, primary, type Frame, type RowButton } from "./frame.js";
import { amountKeys } from "./keys.js";

type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;

/** The amount as the largest thing, with the currency small beside it and a word above. */
export function headline(frame: Frame, label: string, minor: number, top: number): Block {
	const text = amount(frame, minor);
	const symbol = frame.measure(frame.symbol, "body");
	const room = grid.width - 2 * grid.margin;
	const size = fitting(frame, text, room - symbol - 6, ["amount", "large"]);
	const width = frame.measure(text, size);
	const left = Math.max(grid.margin, (grid.width - width - symbol - 6) >> 1);
	return area(0, top, grid.width, 78, {
		spans: [
			span(label, fitting(frame, label, room, ["body", "small"]), "center", 0, 2, true),
			span(text, size, "left", left, size === "amount" ? 24 : 40, false, width),
			span(frame.symbol, "body", "left", left + width + 6, 47, true),
		],
	});
}

/** A sentence, centred, as many lines as it needs. */
export function sentence(
	frame: Frame,
	text: string,
	size: "small" | "body",
	top: number,
	linesMax: number,
	isSoft = false,
): Block {
	const pitch = size === "body" ? 24 : 20;
	const lines = wrap(text, grid.width - 16, linesMax, (part) => frame.measure(part, size));
	const spans: Span[] = lines.map((line, index) => span(line, size, "center", 0, index * pitch, isSoft));
	return area(0, top, grid.width, lines.length * pitch, { spans });
}

export function tenderBlocks(frame: Frame, body: BodyOf<"tender">): Block[] {
	const { words } = frame;
	const blocks = [headline(frame, body.paidMinor > 0 ? words.missing : words.toPay, body.dueMinor, 28)];
	if (body.paidMinor > 0) {
		blocks.push(sentence(frame, `${words.paidSoFar} ${amount(frame, body.paidMinor)}`, "small", 106, 1, true));
	}
	const card: RowButton = { label: words.card, action: { kind: "card" } };
	const split: RowButton = { label: words.split, action: { kind: "split" } };
	// A sentence that says why the last card failed must not cover the next one.
	if (frame.hasNotice) blocks.push(...buttonRow(frame, [card, split]));
	else
		blocks.push(
			button(grid.margin, 131, 232, 60, "tile", [span(words.card, "large", "center", 0, 12)], card.action),
			button(grid.margin, 195, 232, 52, "quiet", [span(words.split, "body", "center", 0, 13)], split.action),
		);
	blocks.push(primary(frame, words.cash, "", "", { kind: "cash" }));
	return blocks;
}

/** `isKeying`: the hand has chosen to key an amount in rather than to touch a note. */
export function cashBlocks(frame: Frame, body: BodyOf<"cash">, isKeying: boolean): Block[] {
	const { words } = frame;
	if (isKeying || body.givenMinor > 0) {
		const rest = body.givenMinor - body.dueMinor;
		const label = `${rest < 0 ? words.missing : words.change} ${amount(frame, Math.abs(rest))}`;
		return amountKeys(frame, label, body.givenMinor);
	}
	const blocks = [headline(frame, words.toPay, body.dueMinor, 28)];
	body.notes.forEach((note, index) => {
		const column = index % 2;
		const row = (index - column) / 2;
		blocks.push(
			button(
				grid.margin + column * 118,
				107 + row * 48,
				114,
				44,
				"tile",
				[noteSpan(frame, amount(frame, note))],
				{
					kind: "note",
					amountMinor: note,
				},
			),
		);
	});
	blocks.push(...buttonRow(frame, [{ label: words.other, action: { kind: "digit", key: "delete" } }]));
	blocks.push(primary(frame, words.exact, amount(frame, body.dueMinor), "", { kind: "exact" }));
	return blocks;
}

function noteSpan(frame: Frame, text: string): Span {
	const size = fitting(frame, text, 106, ["large", "body", "small"]);
	return span(text, size, "center", 0, size === "large" ? 4 : size === "body" ? 9 : 12);
}

export function cardBlocks(frame: Frame, body: BodyOf<"card">): Block[] {
	const { words } = frame;
	const isAsking = body.state !== "present";
	if (body.state === "silent") {
		return [
			headline(frame, words.cardUnderWay, body.dueMinor, 28),
			sentence(frame, words.readerSilent, "body", 110, 5),
			primary(frame, words.sellOn, "", "", { kind: "next" }),
		];
	}
	const text = { present: words.presentCard, authorising: words.asksBank, cancelling: words.cancelling }[body.state];
	return [
		headline(frame, words.toPay, body.dueMinor, 44),
		// A card over a reader, drawn with rectangles.
		area(0, 136, grid.width, 52, {
			marks: isAsking
				? [86, 114, 142].map((x) => ({ x, y: 20, width: 12, height: 12 }))
				: [
						{ x: 84, y: 2, width: 72, height: 4 },
						{ x: 84, y: 2, width: 4, height: 46 },
						{ x: 152, y: 2, width: 4, height: 46 },
						{ x: 84, y: 44, width: 72, height: 4 },
						{ x: 84, y: 12, width: 72, height: 9 },
						{ x: 94, y: 31, width: 20, height: 5 },
					],
		}),
		sentence(frame, text, "body", 198, 2),
	];
}

export function openPaymentBlocks(frame: Frame, body: BodyOf<"openPayment">): Block[] {
	const { words } = frame;
	const row: RowButton[] = [
		{ label: words.wasCharged, action: { kind: "charged" }, isHold: true },
		{ label: words.notCharged, action: { kind: "notCharged" }, isHold: true },
	];
	const isAsking = body.state === "asking";
	return [
		headline(frame, body.isInterrupted ? words.cardUnderWay : words.cardOpen, body.amountMinor, 28),
		sentence(frame, isAsking ? words.asksReader : words.notKnownYet, "body", 106, 4),
		...(isAsking ? [] : buttonRow(frame, row)),
		primary(frame, words.later, "", "", { kind: "next" }),
	];
}

export function paidBlocks(frame: Frame, body: BodyOf<"paid">): Block[] {
	const { words } = frame;
	const hasChange = body.tender !== "card" && body.changeMinor > 0;
	const blocks: Block[] = [];
	const row: RowButton[] = [
		{ label: words.print, action: { kind: "print" } },
		{ label: words.qr, action: { kind: "showQr" } },
		{ label: words.gift, action: { kind: "gift" } },
	];
	const buttons = [...buttonRow(frame, row), primary(frame, words.nextSale, "", "", { kind: "next" })];
	const label = hasChange ? `${words.changeFrom} ${amount(frame, body.givenMinor)}` : words[body.tender];
	const counted = hasChange ? body.changeMinor : body.totalMinor;
	// The customer waits for the change: no sentence may cover it.
	if (frame.hasNotice) return [headline(frame, `✓ ${label}`, counted, 30), ...buttons];
	const done = body.isTraining
		? words.practised
		: `✓ ${words.paid}${hasChange ? ` ${amount(frame, body.totalMinor)}` : ""}`;
	const doneSize = fitting(frame, done, grid.width - 2 * grid.margin, ["large", "body"]);
	const slip = body.isTraining ? words.training : words.receipt;
	blocks.push(area(0, 32, grid.width, 36, { spans: [span(done, doneSize, "center", 0, 0)] }));
	blocks.push(headline(frame, label, counted, 74));
	const states = {
		idle: "",
		printing: ` · ${words.printing}`,
		printed: ` · ${words.printed}`,
		failed: ` · ${words.notPrinted}`,
	};
	blocks.push(
		area(0, 164, grid.width, 24, {
			spans: [
				span(`${slip} ${receiptText(body.receiptNumber)}${states[body.ticket]}`, "body", "center", 0, 0, true),
			],
		}),
	);
	blocks.push(...buttons);
	return blocks;
}

export function receiptQrBlocks(frame: Frame, body: BodyOf<"receiptQr">): Block[] {
	const { words } = frame;
	return [
		area(0, 25, grid.width, 199, { look: "code", code: body.text }),
		sentence(
			frame,
			`${body.isTraining ? words.training : words.receipt} ${receiptText(body.receiptNumber)}`,
			"small",
			227,
			1,
		),
		primary(frame, words.nextSale, "", "", { kind: "next" }),
	];
}

const titles = {
	power: "powerWasCut",
	battery: "batteryWasEmpty",
	itself: "restartedItself",
	update: "updated",
} as const;

export function resumedBlocks(frame: Frame, body: BodyOf<"resumed">): Block[] {
	const { words } = frame;
	const happened = {
		sale: words.resumedSale,
		noSale: words.resumedNoSale(body.noSaleNumber),
		void: words.resumedVoid,
		shift: words.resumedShift,
		none: words.resumedNone,
	};
	const blocks = [area(0, 36, grid.width, 36, { spans: [span(words[titles[body.cause]], "large", "center", 0, 0)] })];
	if (body.last === "sale")
		blocks.push(headline(frame, `${words.receipt} ${receiptText(body.receiptNumber)}`, body.totalMinor, 76));
	blocks.push(sentence(frame, happened[body.last], "body", body.last === "sale" ? 154 : 96, 4));
	blocks.push(primary(frame, words.sellOn, "", "", { kind: "next" }));
	return blocks;
}
