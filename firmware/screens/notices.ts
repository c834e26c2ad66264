// Before and between sales: enrolment, a closed stall, and what went wrong.
import type { Body } from "../till/view.js";
import { area, span, type Block } from "./block.js";
import { hoursSentence, wrap } from "./format.js";
import { buttonRow, grid, primary, type Frame, type RowButton } from "./frame.js";
import { sentence } from "./paying.js";

type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;

export function enrolBlocks(frame: Frame, body: BodyOf<"enrol">): Block[] {
	const { words } = frame;
	const text = { waiting: words.scanCode, connecting: words.connecting, refused: words.refused }[body.state];
	const blocks = [
		area(0, 56, grid.width, 52, { spans: [span(words.welcome, "amount", "center", 0, 0)] }),
		sentence(frame, text, "body", 130, 4),
	];
	if (body.detail !== "") blocks.push(sentence(frame, body.detail, "small", 292, 1, true));
	return blocks;
}

export function closedBlocks(frame: Frame, body: BodyOf<"closed">): Block[] {
	const { words } = frame;
	const row: RowButton[] = [{ label: words.menu, action: { kind: "menu" } }];
	if (body.lastReport) row.push({ label: words.lastReport, action: { kind: "report" } });
	return [
		area(0, 60, grid.width, 52, { spans: [span(words.closed, "amount", "center", 0, 0)] }),
		body.update === undefined
			? sentence(frame, words.openToSell, "body", 124, 2, true)
			: sentence(frame, words.updateWaits, "small", 118, 4, true),
		...buttonRow(frame, row),
		primary(frame, words.openShift, "", "", { kind: "openShift" }),
	];
}

/** Nothing to press: the terminal is about to start anew. */
export function installingBlocks(frame: Frame, body: BodyOf<"installing">): Block[] {
	const { words } = frame;
	return [
		area(0, 56, grid.width, 52, { spans: [span(words.update, "amount", "center", 0, 0)] }),
		sentence(frame, words.installing, "body", 130, 5),
		sentence(frame, String(body.version), "small", 292, 1, true),
	];
}

export function faultBlocks(frame: Frame, body: BodyOf<"fault">): Block[] {
	const lines = body.text === "" ? frame.words.fault(body.code) : body.text;
	return [
		area(0, 30, grid.width, 60, { look: "look", spans: [span("⚠", "amount", "center", 0, 3)] }),
		sentence(frame, lines, "body", 100, 5),
		area(0, 226, grid.width, 20, { spans: [span(body.code, "small", "center", 0, 0, true)] }),
		primary(frame, frame.words.ok, "", "", { kind: "back" }),
	];
}

/**
 * A battery lying down, as full as it is, with its percentage large beside it; what that means; and the way on while
 * there is one.
 */
export function lowPowerBlocks(frame: Frame, body: BodyOf<"lowPower">): Block[] {
	const { words } = frame;
	const [left, top, width, height, stroke] = [20, 8, 88, 44, 4];
	const marks = [
		{ x: left, y: top, width, height: stroke },
		{ x: left, y: top + height - stroke, width, height: stroke },
		{ x: left, y: top, width: stroke, height },
		{ x: left + width - stroke, y: top, width: stroke, height },
		{ x: left + width, y: top + 13, width: 6, height: height - 26 },
		{ x: left + 8, y: top + 8, width: Math.round(((width - 16) * body.percent) / 100), height: height - 16 },
	];
	const spans = [span(`${body.percent} %`, "amount", "right", 16, 3)];
	const happened = body.isEnd ? words.stoppedInOrder : words.nearlyEmpty(hoursSentence(body.hoursLeft ?? 0, words));
	const blocks = [
		area(0, 28, grid.width, 60, { look: "look", spans, marks }),
		area(0, 98, grid.width, 36, {
			spans: [span(body.isEnd ? words.batteryIsEmpty : words.plugInNow, "large", "center", 0, 0)],
		}),
		sentence(frame, body.isSaleLost ? `${happened} ${words.openSaleLost}` : happened, "body", 138, 7),
	];
	if (!body.isEnd) blocks.push(primary(frame, words.sellOn, "", "", { kind: "next" }));
	return blocks;
}

/**
 * A passing sentence above the secondary row. Blocks that it would cover are left out, so that nothing is half hidden
 * and half touchable; a touch takes it away.
 */
export function noticeBlock(frame: Frame, text: string): Block {
	const lines = wrap(text, grid.width - 24, 4, (part) => frame.measure(part, "small"));
	const height = lines.length * 20 + 12;
	const spans = lines.map((line, index) => span(line, "small", "center", 0, 6 + index * 20));
	return {
		...area(grid.margin, grid.rowTop - 3 - height, 232, height, { look: "look", spans }),
		isRound: true,
		action: { kind: "dismiss" },
	};
}
