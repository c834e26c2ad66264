// Lays a ticket out in columns of font A: 32 on paper of 58 mm, 48 on paper of 80 mm. It places figures and computes
// none.
import { outcomeText, type SelfTestRow } from "../../core/self-test.js";
import { formatKilograms, formatMinor, formatRate } from "../../core/money.js";
import {
	type Picture,
	type ReportTicket,
	rowText,
	tenderText,
	type SaleTicket,
	type SelfTestTicket,
	type Ticket,
	type TicketHeader,
	type TicketLine,
	type TicketWords,
	wallTimeText,
} from "../../core/ticket.js";
import type { NameDrawings } from "../../core/ports.js";
import { code128Dots } from "./commands.js";
import { centered, columnDots, columnsOf, text, wrapColumns, type PaperLine } from "./paper-line.js";

export interface LayoutOptions {
	readonly columns: 32 | 48;
	readonly words: TicketWords;
	readonly isCopy: boolean;
	/** Printed on receipts, not on reports. */
	readonly logo?: Picture | undefined;
	/** Names that are printed by their pictures. */
	readonly names?: NameDrawings | undefined;
}

const receiptDigits = 4;
/** The most bytes of a picture in one command. */
const stripBytesMax = 720;
/** Before a line that continues the one above. */
const indent = "    ";
/** The least room beside a figure in which a long name is broken. */
const pairColumnsMin = 10;

/** All lines of a ticket. @forTests: the printer lays a ticket out in parts. */
export function layOut(ticket: Ticket, options: LayoutOptions): PaperLine[] {
	const lines: PaperLine[] = [];
	for (let part = 0; part < partCount(ticket); part++) lines.push(...layOutPart(ticket, part, options));
	return lines;
}

/** A ticket's head, each of its lines or rows, and its foot: whole, it would take several kilobytes of heap. */
export function partCount(ticket: Ticket): number {
	return 2 + (ticket.kind === "sale" ? ticket.lines.length : ticket.rows.length);
}

export function layOutPart(ticket: Ticket, part: number, options: LayoutOptions): PaperLine[] {
	const lines: PaperLine[] = [];
	const isFoot = part === partCount(ticket) - 1;
	if (ticket.kind === "selfTest") {
		if (part === 0) addSelfTestHead(lines, ticket, options);
		else if (isFoot) addSelfTestFoot(lines, ticket, options);
		else addSelfTestRow(lines, ticket.rows[part - 1]!, options);
	} else if (part === 0) {
		if (options.logo !== undefined && ticket.kind === "sale") addLogo(lines, options.logo);
		addHeader(lines, ticket.header, options);
		if (ticket.kind === "sale") addSaleHead(lines, ticket, options);
		else addReportHead(lines, ticket, options);
	} else if (ticket.kind === "sale") {
		if (isFoot) addSaleFoot(lines, ticket, options);
		else addSaleLine(lines, ticket, ticket.lines[part - 1]!, options);
	} else if (isFoot) lines.push(rule(options.columns));
	else addReportRow(lines, ticket, ticket.rows[part - 1]!, options);
	if (isFoot) lines.push({ kind: "cut" });
	return lines;
}

/** In strips, each small enough for one command. */
function addLogo(lines: PaperLine[], picture: Picture): void {
	const rowsMax = Math.floor(stripBytesMax / picture.widthBytes);
	for (let top = 0; top < picture.height; top += rowsMax)
		lines.push({ kind: "strip", picture, top, height: Math.min(rowsMax, picture.height - top) });
	lines.push({ kind: "feed", lines: 1 });
}

function addHeader(lines: PaperLine[], header: TicketHeader, options: LayoutOptions): void {
	const { columns, words, isCopy } = options;
	const isShort = columnsWith(header.merchant, options) * 2 <= columns;
	for (const line of broken(header.merchant, options)) lines.push(centered(line, true, isShort ? 2 : 1));
	for (const line of header.lines) for (const piece of broken(line, options)) lines.push(centered(piece));
	lines.push({ kind: "feed", lines: 1 });
	if (isCopy) lines.push(heading(`*** ${words.copy} ***`, options), { kind: "feed", lines: 1 });
}

/** Length in columns, with the pictures of names. */
function columnsWith(value: string, { names }: LayoutOptions): number {
	let count = 0;
	let rest = value;
	for (let name = names?.find(rest); name !== undefined; name = names?.find(rest)) {
		count += columnsOf(rest.slice(0, name.start)) + Math.ceil(name.picture.width / columnDots);
		rest = rest.slice(name.end);
	}
	return count + columnsOf(rest);
}

/** Lines as wide as the paper; a picture is never broken. */
function broken(value: string, options: LayoutOptions): string[] {
	return isDrawn(value, options) ? [value] : wrapColumns(value, options.columns);
}

function isDrawn(value: string, { names }: LayoutOptions): boolean {
	return names?.find(value) !== undefined;
}

/** As large as it fits. */
function heading(value: string, options: LayoutOptions): PaperLine {
	return centered(value, true, columnsWith(value, options) * 2 <= options.columns ? 2 : 1);
}

function timeText(wallText: string, words: TicketWords): string {
	return wallText === "" ? words.clockUnset : wallTimeText(wallText, words.formats);
}

function rule(columns: number): PaperLine {
	return text("-".repeat(columns));
}

/**
 * A name on the left and a figure on the right. A long name takes several lines, with the figure on the last; a figure
 * that leaves too little room beside it has a line of its own, and so has one beside a picture. `head`: what the name
 * begins with that never has a line of its own.
 */
function addPair(
	lines: PaperLine[],
	name: string,
	figure: string,
	options: LayoutOptions,
	isBold = false,
	head = "",
): void {
	const { columns } = options;
	const room = figure === "" ? columns : columns - columnsWith(figure, options) - 1;
	if (isDrawn(name, options) || isDrawn(figure, options)) {
		const isBeside = columnsWith(name, options) <= room;
		lines.push(text(name, isBeside ? figure : "", isBold));
		if (!isBeside) lines.push(text("", figure, isBold));
		return;
	}
	if (columnsOf(name) > room && room < pairColumnsMin) {
		for (const piece of wrapColumns(name, columns, head)) lines.push(text(piece, "", isBold));
		for (const piece of wrapColumns(figure, columns)) lines.push(text("", piece, isBold));
		return;
	}
	const pieces = columnsOf(name) <= room ? [name] : wrapColumns(name, room - indent.length, head);
	pieces.forEach((piece, index) => {
		lines.push(text(index === 0 ? piece : indent + piece, index === pieces.length - 1 ? figure : "", isBold));
	});
}

function addSaleHead(lines: PaperLine[], ticket: SaleTicket, options: LayoutOptions): void {
	const { columns, words } = options;
	const { header, withoutPrices } = ticket;
	if (withoutPrices) lines.push(centered(words.giftReceipt, true, 1));
	if (ticket.isTraining) {
		lines.push(heading(`*** ${words.training} ***`, options), centered(words.nothingSold));
		lines.push({ kind: "feed", lines: 1 });
	}
	const when = timeText(header.wallText, words);
	const title = ticket.isTraining ? words.training : words.receipt;
	addPair(lines, `${title} ${String(ticket.receiptNumber).padStart(receiptDigits, "0")}`, when, options);
	addPair(lines, `${words.terminal} ${header.terminal}`, withoutPrices ? "" : header.currency, options);
	lines.push(rule(columns));
}

function addSaleLine(lines: PaperLine[], ticket: SaleTicket, line: TicketLine, options: LayoutOptions): void {
	const { columns, words } = options;
	const head = `${line.quantity} × `;
	const name = head + line.name;
	const weight =
		line.weightGrams === undefined ? "" : indent + formatKilograms(line.weightGrams, words.formats.decimalMark);
	if (ticket.withoutPrices) {
		addPair(lines, name, "", options, false, head);
		if (weight !== "") lines.push(text(weight));
		return addNote(lines, line, columns);
	}
	addPair(lines, name, taxedFigure(ticket, line.amountMinor, line.taxLetters, words), options, false, head);
	const perKilogram = line.perKilogramMinor ? ` × ${figureOf(line.perKilogramMinor, ticket, words)}` : "";
	if (weight !== "" && columnsOf(weight) + columnsOf(perKilogram) <= columns) lines.push(text(weight + perKilogram));
	else if (weight !== "") lines.push(text(weight), text(indent + perKilogram.trimStart()));
	if (line.quantity !== 1) lines.push(text(`${indent}${words.unitPrice} ${figureOf(line.unitMinor, ticket, words)}`));
	addNote(lines, line, columns);
}

function addNote(lines: PaperLine[], { note }: TicketLine, columns: number): void {
	if (note === undefined) return;
	for (const piece of wrapColumns(note, columns - indent.length)) lines.push(text(indent + piece));
}

function addSaleFoot(lines: PaperLine[], ticket: SaleTicket, options: LayoutOptions): void {
	const { columns, words } = options;
	const { header, discounts } = ticket;
	if (ticket.withoutPrices) {
		lines.push(rule(columns));
		// The code identifies a receipt. A training slip has a number of another series, so it has no code.
		if (!ticket.isTraining) addReceiptCode(lines, `${header.terminal}-${ticket.receiptNumber}`, columns);
	} else {
		for (const { name, amountMinor, taxLetters } of discounts)
			addPair(lines, name, taxedFigure(ticket, amountMinor, taxLetters, words), options);
		if (ticket.isTaxAdded) addPair(lines, words.taxAdded, taxedFigure(ticket, ticket.taxMinor, "", words), options);
		lines.push(rule(columns));
		addPayment(lines, ticket, (minor) => figureOf(minor, ticket, words), options);
		lines.push({ kind: "feed", lines: 1 }, { kind: "qr", text: ticket.qrText });
		if (!ticket.isTraining) {
			const caption = isLink(ticket.qrText) ? words.codeIsLink : words.codeIsReceipt;
			for (const piece of broken(caption, options)) lines.push(centered(piece));
		}
	}
	lines.push(centered(words.thanks));
}

/** Any phone opens a link; only the host reads the other texts. */
function isLink(qrText: string): boolean {
	return qrText.startsWith("http");
}

/** Bars where the paper is wide enough for them, otherwise a QR code and its text. */
function addReceiptCode(lines: PaperLine[], code: string, columns: number): void {
	if (code128Dots(code) <= columns * columnDots) lines.push({ kind: "code128", text: code });
	else {
		lines.push({ kind: "qr", text: code });
		for (const piece of wrapColumns(code, columns)) lines.push(centered(piece));
	}
}

function figureOf(minor: number, { header }: SaleTicket | ReportTicket, { formats }: TicketWords): string {
	return formatMinor(minor, header.decimals, formats.decimalMark);
}

/** An amount with the letters of its taxes behind it, padded so that all of them line up. */
function taxedFigure(ticket: SaleTicket, minor: number, letters: string, words: TicketWords): string {
	const { lines, discounts } = ticket;
	let most = 0;
	for (const { taxLetters } of lines) most = Math.max(most, taxLetters.length);
	for (const { taxLetters } of discounts) most = Math.max(most, taxLetters.length);
	const amount = figureOf(minor, ticket, words);
	return most === 0 ? amount : `${amount} ${letters.padEnd(most)}`;
}

/** As large as it fits. */
function addTotal(lines: PaperLine[], left: string, right: string, options: LayoutOptions): void {
	const { columns } = options;
	const wide = columnsWith(left, options) + columnsOf(right) + 1;
	if (wide > columns) return addPair(lines, left, right, options, true);
	lines.push({ kind: "text", left, right, align: 0, isBold: true, size: wide <= columns / 2 ? 2 : 1 });
}

function addPayment(
	lines: PaperLine[],
	ticket: SaleTicket,
	money: (minor: number) => string,
	options: LayoutOptions,
): void {
	const { columns, words } = options;
	addTotal(lines, `${words.total} ${ticket.header.symbol}`, money(ticket.totalMinor), options);
	if (ticket.roundingMinor !== 0) addPair(lines, words.rounding, money(ticket.roundingMinor), options);
	for (const tender of ticket.tenders) {
		const name = `${tenderText(words.tenders, tender.kind)} ${tender.reference}`.trimEnd();
		addPair(lines, name, money(tender.amountMinor), options);
		if (tender.isUnconfirmed) addPair(lines, `  ${words.unconfirmed}`, "", options);
		if (tender.leftMinor !== undefined) addPair(lines, `  ${words.voucherLeft}`, money(tender.leftMinor), options);
	}
	if (ticket.changeMinor !== 0) addPair(lines, words.change, money(ticket.changeMinor), options, true);
	lines.push(rule(columns));
	if (ticket.taxes.length > 0) addTaxes(lines, ticket, money, options);
}

/** A table of the taxes; one line for each figure where those are too long for its columns, or its head is drawn. */
function addTaxes(
	lines: PaperLine[],
	ticket: SaleTicket,
	money: (minor: number) => string,
	options: LayoutOptions,
): void {
	const { columns, words } = options;
	const width = Math.floor(columns / 4);
	const [rateHead, ...heads] = words.taxHead;
	const taxes = ticket.taxes.map(({ letter, rateMillipercent, authority, netMinor, taxMinor, grossMinor }) => {
		const name = `${letter} ${formatRate(rateMillipercent, words.formats.decimalMark)} ${authority}`.trimEnd();
		return {
			name,
			figures: [netMinor, taxMinor, grossMinor].map((minor) => (minor === undefined ? "" : money(minor))),
		};
	});
	const row = (name: string, cells: readonly string[]): PaperLine =>
		text(name.padEnd(columns - 3 * width) + cells.map((cell) => cell.padStart(width)).join(""));
	const isDrawnHead = heads.some((each) => isDrawn(each, options));
	const isTable = !isDrawnHead && taxes.every(({ figures }) => figures.every((figure) => figure.length < width));
	if (isTable) lines.push(row(rateHead, heads));
	for (const { name, figures } of taxes) {
		const isShort = isTable && columnsOf(name) < columns - 3 * width;
		// A name that does not fit before the figures goes above them.
		if (!isShort) for (const piece of wrapColumns(name, columns)) lines.push(text(piece));
		if (isTable) lines.push(row(isShort ? name : "", figures));
		else figures.forEach((figure, at) => figure !== "" && addPair(lines, indent + heads[at]!, figure, options));
	}
}

function addReportHead(lines: PaperLine[], ticket: ReportTicket, options: LayoutOptions): void {
	const { columns, words } = options;
	const { header } = ticket;
	lines.push(heading({ X: words.xReport, Z: words.zReport, cash: words.cashSlip }[ticket.title], options));
	const when = timeText(header.wallText, words);
	addPair(lines, `${words.shift} ${ticket.shift}`, when, options);
	addPair(lines, `${words.terminal} ${header.terminal}`, header.currency, options);
	lines.push(rule(columns));
}

function addReportRow(
	lines: PaperLine[],
	ticket: ReportTicket,
	row: ReportTicket["rows"][number],
	options: LayoutOptions,
): void {
	const { words } = options;
	const figure = row.isAmount ? figureOf(row.value, ticket, words) : String(row.value);
	addPair(lines, rowText(words, row), figure, options);
}

/** A sample ends here: it has no rows. */
function addSelfTestHead(lines: PaperLine[], ticket: SelfTestTicket, options: LayoutOptions): void {
	const { columns, words } = options;
	const { title, sample } = words.selfTest;
	lines.push(heading(title, options));
	addPair(lines, ticket.terminal, timeText(ticket.wallText, words), options);
	lines.push(rule(columns));
	if (ticket.rows.length > 0) return;
	for (const piece of wrapColumns(sample, columns)) lines.push(text(piece), text(piece, "", true));
	lines.push(text("#".repeat(columns)));
}

/** What failed has a mark before it, so that it stands out. */
function addSelfTestRow(lines: PaperLine[], row: SelfTestRow, options: LayoutOptions): void {
	const { selfTest } = options.words;
	const isBold = row.verdict === "fail";
	const name = `${isBold ? "!" : " "} ${selfTest.parts[row.part]}`;
	addPair(lines, name, outcomeText(selfTest, row), options, isBold);
}

function addSelfTestFoot(lines: PaperLine[], { qrText }: SelfTestTicket, { columns }: LayoutOptions): void {
	lines.push(rule(columns));
	if (qrText !== "") lines.push({ kind: "feed", lines: 1 }, { kind: "qr", text: qrText });
}
