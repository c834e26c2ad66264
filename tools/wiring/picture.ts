// The picture of a board's wiring as SVG: parts at both sides, the board between them, one straight wire a pin.
import type { BoardName } from "../build/boards.js";
import { chipName, partsOf, type Part } from "./parts.js";

export const wiredBoards = ["esp32", "esp32s3", "esp32c3"] as const satisfies readonly BoardName[];

const width = 1_080;
const partWidth = 380;
const boardWidth = 160;
const boardX = (width - boardWidth) / 2;
const top = 64;
const rowHeight = 28;
const noteHeight = 20;
const nameHeight = 30;
const partGap = 18;
const padding = 12;

const colours = ["#b23a3a", "#1f6fb2", "#2e8b57", "#8a5a00", "#6a3d9a", "#00798c", "#444444"] as const;

function partHeight({ notes, wires }: Part): number {
	return nameHeight + wires.length * rowHeight + notes.length * noteHeight + padding;
}

function escapeText(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

interface TextStyle {
	readonly size?: number;
	readonly anchor?: "start" | "middle" | "end";
	readonly weight?: number;
	readonly fill?: string;
}

function label(x: number, y: number, text: string, style: TextStyle = {}): string {
	const { size = 15, anchor = "start", weight = 400, fill = "#1b1f24" } = style;
	return (
		`<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" ` +
		`fill="${fill}">${escapeText(text)}</text>`
	);
}

interface Box {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly fill: string;
}

function box({ x, y, fill, ...size }: Box): string {
	return (
		`<rect x="${x}" y="${y}" width="${size.width}" height="${size.height}" rx="8" fill="${fill}" ` +
		'stroke="#9aa5b1"/>'
	);
}

/** One side's parts from top to bottom, their wires, and the board's pins at the wires' ends. */
function drawSide(parts: readonly Part[], side: "left" | "right"): { readonly svg: string[]; readonly bottom: number } {
	const isLeft = side === "left";
	const partX = isLeft ? padding : width - padding - partWidth;
	const wireFrom = isLeft ? partX + partWidth : partX;
	const wireTo = isLeft ? boardX : boardX + boardWidth;
	const svg: string[] = [];
	let y = top;
	let wireCount = isLeft ? 0 : 3;
	for (const part of parts) {
		const height = partHeight(part);
		svg.push(
			box({ x: partX, y, width: partWidth, height, fill: "#f5f7fa" }),
			label(partX + padding, y + 21, part.name, { weight: 700, size: 14 }),
		);
		let at = y + nameHeight + rowHeight / 2;
		for (const { signal, to } of part.wires) {
			const colour = colours[wireCount++ % colours.length]!;
			svg.push(
				`<line x1="${wireFrom}" y1="${at}" x2="${wireTo}" y2="${at}" stroke="${colour}" stroke-width="3"/>`,
				`<circle cx="${wireFrom}" cy="${at}" r="5" fill="${colour}"/>`,
				`<circle cx="${wireTo}" cy="${at}" r="5" fill="${colour}"/>`,
				label(wireFrom + (isLeft ? -12 : 12), at + 5, signal, { anchor: isLeft ? "end" : "start" }),
				label(wireTo + (isLeft ? 12 : -12), at + 5, typeof to === "number" ? `GPIO ${to}` : to, {
					anchor: isLeft ? "start" : "end",
					...{ weight: 700, fill: "#ffffff", size: 14 },
				}),
			);
			at += rowHeight;
		}
		part.notes.forEach((note, index) => {
			const noteY = y + nameHeight + part.wires.length * rowHeight + index * noteHeight + 14;
			svg.push(label(partX + padding, noteY, note, { size: 13, fill: "#52606d" }));
		});
		y += height + partGap;
	}
	return { svg, bottom: y - partGap };
}

export function wiringPicture(board: BoardName): string {
	const { left, right } = partsOf(board);
	const sides = [drawSide(left, "left"), drawSide(right, "right")];
	const bottom = Math.max(...sides.map((side) => side.bottom));
	const height = bottom + padding;
	const font = 'font-family="DejaVu Sans, Verdana, sans-serif"';
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ${font}>`,
		`<rect width="${width}" height="${height}" fill="#ffffff"/>`,
		label(padding, 34, `Wiring of an ${chipName(board)} terminal (--board ${board})`, { size: 22, weight: 700 }),
		label(padding, 54, "Pins are ordered by part, not as they lie on a module.", { size: 13, fill: "#52606d" }),
		box({ x: boardX, y: top, width: boardWidth, height: bottom - top, fill: "#243b53" }),
		label(width / 2, top + 22, chipName(board), { anchor: "middle", weight: 700, fill: "#ffffff", size: 16 }),
		...sides.flatMap((side) => side.svg),
		"</svg>\n",
	].join("\n");
}
