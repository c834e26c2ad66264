// How much is to be paid, and how.
import { tenderText } from "../core/ticket.js";
import { area, button, span, type Block } from "./block.js";
import { buttonRow, primary, type RowButton } from "./buttons.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import type { BodyOf, Screen } from "./screen.js";
import { amount, headline } from "./text.js";

/** Of the amount and its label. */
const headlineHeight = 77;
const partPitch = 18;
const changeTop = 176;

type PartRow = readonly [label: string, minor: number];

/** Their sum, and what is left beside a part that was keyed in. */
function sumRows({ words }: Frame, { paidMinor, isPart, restMinor }: BodyOf<"tender">): PartRow[] {
	const rows: PartRow[] = [];
	if (paidMinor > 0) rows.push([words.paidSoFar, paidMinor]);
	if (isPart) rows.push([words.missing, restMinor]);
	return rows;
}

/**
 * The parts that are paid, their change and their sums. Where there is not room for all, the sums alone: some of the
 * parts beside the sum of all would look like a mistake.
 */
function partRows(frame: Frame, body: BodyOf<"tender">, top: number): Block[] {
	const { words } = frame;
	const isChangeDue = body.newestChangeMinor > 0;
	const bottom = isChangeDue ? changeTop : grid.rowTop;
	const room = Math.floor((bottom - top) / partPitch);
	const parts = body.tenders.map(({ label, value, isUnconfirmed }): PartRow => {
		return [isUnconfirmed ? `? ${words.cardUnconfirmed}` : `✓ ${tenderText(words.tenders, label)}`, value];
	});
	if (body.changeMinor > 0 && !isChangeDue) parts.push([words.change, -body.changeMinor]);
	const sums = sumRows(frame, body);
	const rows = parts.length + sums.length <= room ? [...parts, ...sums] : sums.slice(0, room);
	const spans = rows.flatMap(([label, minor], index) => [
		span(label, "small", "left", 16, index * partPitch, true),
		span(amount(frame, minor), "small", "right", 16, index * partPitch),
	]);
	const blocks = [area(0, top, grid.width, bottom - top, { spans })];
	if (isChangeDue) {
		const change = [
			span(words.change, "body", "left", 12, 0),
			span(amount(frame, body.newestChangeMinor), "body", "right", 12, 0),
		];
		blocks.push(area(grid.margin, changeTop, fullWidth, 24, { look: "look", spans: change }));
	}
	return blocks;
}

export const tenderScreen: Screen<"tender"> = {
	layOut(frame, body) {
		const { words } = frame;
		const isSplit = body.paidMinor > 0 || body.isPart;
		const nowMinor = body.dueMinor - body.paidMinor;
		const label = body.isPart ? words.purposes.split : body.paidMinor > 0 ? words.missing : words.toPay;
		const top = frame.hasNotice ? grid.keysTop : isSplit ? 24 : 28;
		const blocks = [headline(frame, label, nowMinor, top)];
		if (isSplit) blocks.push(...partRows(frame, body, top + headlineHeight));
		const [main, second, ...others] = body.choices.map(({ tender, action }): RowButton => {
			return { label: tenderText(words.tenders, tender), action };
		});
		const row: RowButton[] = [...others, { label: words.split, action: { kind: "split" } }];
		const only = row[0];
		// The amount has the place of the large button below a notice.
		if (isSplit || frame.hasNotice) blocks.push(...buttonRow(frame, second ? [second, ...row] : row));
		else {
			if (second) {
				const spans = [span(second.label, "large", "center", 0, 12)];
				blocks.push(button(grid.margin, 131, fullWidth, 60, "tile", spans, second.action));
			}
			if (only && row.length === 1) {
				const spans = [span(only.label, "body", "center", 0, 13)];
				blocks.push(button(grid.margin, 195, fullWidth, 52, "quiet", spans, only.action));
			} else blocks.push(...buttonRow(frame, row, 195));
		}
		if (main) blocks.push(primary(frame, main.label, "", "", main.action));
		return blocks;
	},
	hasBack: () => true,
};
