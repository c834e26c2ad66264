// Menu, reports, parked sales, the queue to the host: rows of words and numbers.
import type { Body } from "../till/view.js";
import { area, button, span, type Block, type Span } from "./block.js";
import { durationText, hoursSentence } from "./format.js";
import { amount, buttonRow, grid, primary, type Frame, type RowButton } from "./frame.js";

type BodyOf<Kind extends Body["kind"]> = Extract<Body, { readonly kind: Kind }>;

const rowPitch = 20;
const titleTop = 30;
const rowsTop = 62;

function title(text: string): Block {
	return area(0, titleTop, grid.width, 28, { spans: [span(text, "body", "center", 0, 0)] });
}

/** Pairs of a word and a number, as many as fit above `bottom`; they are one block, because they change together. */
function pairs(frame: Frame, rows: readonly (readonly [string, string])[], bottom: number): Block {
	const spans: Span[] = [];
	const count = Math.min(rows.length, Math.floor((bottom - rowsTop) / rowPitch));
	for (let index = 0; index < count; index++) {
		const [label, value] = rows[index] ?? ["", ""];
		const room = grid.width - 24 - frame.measure(value, "small");
		spans.push(
			span(label, "small", "left", 8, index * rowPitch, false, room),
			span(value, "small", "right", 8, index * rowPitch),
		);
	}
	return area(0, rowsTop, grid.width, bottom - rowsTop, { spans });
}

export function menuBlocks(frame: Frame, body: BodyOf<"menu">): Block[] {
	const { words } = frame;
	const rows: RowButton[][] = [
		[
			{ label: words.noSale, action: { kind: "noSale" } },
			{ label: words.reprint, action: { kind: "reprint" } },
		],
		[
			{ label: words.parked, action: { kind: "parked" } },
			{ label: words.queue, action: { kind: "queue" } },
		],
		[
			{ label: body.shiftOpen ? words.xReport : words.lastReport, action: { kind: "report" } },
			{ label: words.settings, action: { kind: "settings" } },
		],
	];
	const blocks = [title(words.menu)];
	rows.forEach((row, index) => blocks.push(...buttonRow(frame, row, rowsTop + 4 + index * 62, 58)));
	const spans = [
		span(words.closeShift, "large", "center", 0, 6),
		span(words.holdToConfirm, "small", "center", 0, 40, true),
	];
	blocks.push(
		body.shiftOpen
			? button(grid.margin, grid.actionTop, 232, grid.actionHeight, "stop", spans, { kind: "closeShift" }, true)
			: primary(frame, words.openShift, "", "", { kind: "openShift" }),
	);
	return blocks;
}

export function settingsBlocks(frame: Frame, body: BodyOf<"settings">): Block[] {
	const { words } = frame;
	const { palette, paperMillimetres } = body.preferences;
	const looks: RowButton[] = [
		{ label: palette === "day" ? words.sunPalette : words.dayPalette, action: { kind: "palette" } },
		{ label: `${words.paper} ${paperMillimetres} mm`, action: { kind: "paper" } },
	];
	const inspection: RowButton[] = [{ label: words.inspection, action: { kind: "inspect" } }];
	if (body.mayTrain)
		inspection.push({
			label: body.isTraining ? words.endTraining : words.startTraining,
			action: { kind: "training" },
		});
	const update: RowButton[] =
		body.update === undefined ? [] : [{ label: words.installUpdate, action: { kind: "installUpdate" } }];
	return [
		title(words.settings),
		...buttonRow(frame, looks, rowsTop + 4, 58),
		...buttonRow(frame, inspection, rowsTop + 66, 58),
		...buttonRow(frame, update, rowsTop + 128, 58),
		primary(frame, words.ok, "", "", { kind: "back" }),
	];
}

const reportBottom = 246;
const reportRowsShown = Math.floor((reportBottom - rowsTop) / rowPitch);

export function reportBlocks(frame: Frame, body: BodyOf<"report">): Block[] {
	const { words } = frame;
	const rows = body.rows.map(
		(row) => [row.label, row.isAmount ? amount(frame, row.value) : String(row.value)] as const,
	);
	const name = body.title === "X" ? words.xReport : words.zReport;
	const pages = Math.ceil(rows.length / reportRowsShown);
	const width = pages > 1 ? 55 : 114;
	const print = [span(words.print, pages > 1 ? "small" : "body", "center", 0, pages > 1 ? 22 : 20)];
	const blocks = [
		title(`${name} · ${words.shift} ${body.shift}`),
		pairs(frame, rows.slice(body.first, body.first + reportRowsShown), reportBottom),
		button(grid.margin, grid.actionTop, width, grid.actionHeight, "quiet", print, { kind: "print" }),
		primary(frame, words.ok, "", "", { kind: "back" }, 122, 114),
	];
	if (pages > 1) {
		const page = Math.floor(body.first / reportRowsShown);
		const next = { kind: "page", index: ((page + 1) % pages) * reportRowsShown } as const;
		const label = [span(`${page + 1}/${pages} ›`, "small", "center", 0, 22)];
		blocks.push(button(63, grid.actionTop, width, grid.actionHeight, "quiet", label, next));
	}
	return blocks;
}

const parkedShown = 4;

export function parkedBlocks(frame: Frame, body: BodyOf<"parked">): Block[] {
	const { words } = frame;
	const blocks = [title(words.parkedSales)];
	body.sales.slice(body.first, body.first + parkedShown).forEach((sale, place) => {
		const value = sale.isAmount ? amount(frame, sale.value) : String(sale.value);
		// As the bar counts them.
		const label = sale.isPayment ? `${sale.label === "card" ? words.card : sale.label} ?` : sale.label;
		const spans = [
			span(label, "body", "left", 10, 11, false, 204 - frame.measure(value, "body")),
			span(value, "body", "right", 10, 11),
		];
		const index = body.first + place;
		blocks.push(button(grid.margin, rowsTop + place * 52, 232, 48, "tile", spans, { kind: "recall", index }));
	});
	if (body.sales.length > parkedShown) {
		const next = body.first + parkedShown < body.sales.length ? body.first + parkedShown : 0;
		blocks.push(
			...buttonRow(
				frame,
				[{ label: `${words.more} ›`, action: { kind: "page", index: next } }],
				rowsTop + parkedShown * 52,
			),
		);
	}
	return blocks;
}

export function queueBlocks(frame: Frame, body: BodyOf<"queue">): Block[] {
	const { words } = frame;
	const eta = body.etaSeconds === undefined ? words.unknown : durationText(body.etaSeconds, words);
	const life = body.lifeYears === undefined ? words.unknown : `${body.lifeYears} ${words.years}`;
	const { battery, starts } = body;
	const isSent = body.queued === 0;
	const rows: (readonly [string, string])[] = [
		[words.timeToSend, isSent ? "–" : eta],
		[words.roomForSales, String(body.spaceSales)],
		[words.memoryWear, `${body.wearPercent} %`],
		[words.memoryLife, life],
	];
	if (battery !== undefined) {
		rows.push([
			words.battery,
			battery.isCharging ? `${battery.percent} % · ${words.charging}` : `${battery.percent} %`,
		]);
		if (battery.hoursLeft !== undefined) rows.push([words.lasts, hoursSentence(battery.hoursLeft, words)]);
	}
	if (starts !== undefined) {
		rows.push([words.starts, `${starts.boots} ×`]);
		const itself = starts.watchdogs + starts.crashes;
		if (itself > 0) rows.push([words.startsByItself, `${itself} ×`]);
		if (starts.brownOuts > 0) rows.push([words.startsByBattery, `${starts.brownOuts} ×`]);
	}
	return [
		area(0, 26, grid.width, 36, {
			spans: isSent
				? [span(words.allSent, "body", "center", 0, 6)]
				: [span(words.toSend, "body", "left", 8, 6, true), span(String(body.queued), "large", "right", 8, 0)],
		}),
		pairs(frame, rows, 246),
		primary(frame, words.ok, "", "", { kind: "back" }),
	];
}
