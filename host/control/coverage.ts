// Rasterises an outline to grey levels: the covered share of each pixel, exact horizontally and sampled on sixteen
// lines vertically, with the non-zero winding rule.

/** A point of an outline in font units; off-curve points are control points of quadratic curves. */
export interface OutlinePoint {
	readonly x: number;
	readonly y: number;
	readonly onCurve: boolean;
}

export type Contour = readonly OutlinePoint[];

export interface Point {
	readonly x: number;
	readonly y: number;
}

/**
 * A glyph in sixteen grey levels, as in the display's glyph format. `left` and `top` place the box: pixels right of the
 * origin, and above the baseline.
 */
export interface GlyphBitmap {
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	readonly levels: Uint8Array;
}

const curveSteps = 8;
const linesPerRow = 16;

/** Converts one contour to straight segments; consecutive control points have an implied point between them. */
function flatten(contour: Contour, place: (x: number, y: number) => Point): Point[] {
	const points: Point[] = [];
	const count = contour.length;
	const expanded: { x: number; y: number; onCurve: boolean }[] = [];
	for (let index = 0; index < count; index++) {
		const here = contour[index];
		const next = contour[(index + 1) % count];
		if (here === undefined || next === undefined) continue;
		expanded.push(here);
		if (!here.onCurve && !next.onCurve)
			expanded.push({ x: (here.x + next.x) / 2, y: (here.y + next.y) / 2, onCurve: true });
	}
	const start = expanded.findIndex((point) => point.onCurve);
	if (start < 0) return points;
	const ring = [...expanded.slice(start), ...expanded.slice(0, start)];
	for (let index = 0; index < ring.length; index++) {
		const here = ring[index];
		const next = ring[(index + 1) % ring.length];
		if (here === undefined || next === undefined) continue;
		if (here.onCurve) {
			points.push(place(here.x, here.y));
			continue;
		}
		const before = ring[index - 1];
		if (before === undefined) continue;
		for (let step = 1; step < curveSteps; step++) {
			const t = step / curveSteps;
			const u = 1 - t;
			points.push(
				place(
					u * u * before.x + 2 * u * t * here.x + t * t * next.x,
					u * u * before.y + 2 * u * t * here.y + t * t * next.y,
				),
			);
		}
	}
	return points;
}

/** Crossings of the edges with a horizontal line, left to right, with their directions. */
function crossings(rings: readonly (readonly Point[])[], y: number): { x: number; winding: number }[] {
	const found: { x: number; winding: number }[] = [];
	for (const ring of rings) {
		for (let index = 0; index < ring.length; index++) {
			const from = ring[index];
			const to = ring[(index + 1) % ring.length];
			if (from === undefined || to === undefined || from.y <= y === to.y <= y) continue;
			found.push({
				x: from.x + ((y - from.y) / (to.y - from.y)) * (to.x - from.x),
				winding: from.y < to.y ? 1 : -1,
			});
		}
	}
	return found.sort((one, other) => one.x - other.x);
}

/** Adds one span to a row of cells: full cells count fully, the cells at its ends by their covered part. */
function addSpan(row: Float64Array, from: number, to: number, weight: number): void {
	for (let column = Math.floor(from); column < to; column++) {
		row[column] = (row[column] ?? 0) + weight * (Math.min(to, column + 1) - Math.max(from, column));
	}
}

export function rasterise(contours: readonly Contour[], place: (x: number, y: number) => Point): GlyphBitmap {
	const rings = contours.map((contour) => flatten(contour, place)).filter((ring) => ring.length > 2);
	const all = rings.flat();
	if (all.length === 0) return { left: 0, top: 0, width: 0, height: 0, levels: new Uint8Array() };
	const left = Math.floor(Math.min(...all.map((point) => point.x)));
	const right = Math.ceil(Math.max(...all.map((point) => point.x)));
	const top = Math.ceil(Math.max(...all.map((point) => point.y)));
	const bottom = Math.floor(Math.min(...all.map((point) => point.y)));
	const width = right - left;
	const height = top - bottom;
	const levels = new Uint8Array(width * height);
	for (let row = 0; row < height; row++) {
		const cells = new Float64Array(width);
		for (let line = 0; line < linesPerRow; line++) {
			let winding = 0;
			let from = 0;
			for (const crossing of crossings(rings, top - row - (line + 0.5) / linesPerRow)) {
				const before = winding;
				winding += crossing.winding;
				if (before === 0) from = crossing.x;
				else if (winding === 0) addSpan(cells, from - left, crossing.x - left, 1 / linesPerRow);
			}
		}
		cells.forEach((cell, column) => (levels[row * width + column] = Math.round(Math.min(1, cell) * 15)));
	}
	return { left, top, width, height, levels };
}

/**
 * Makes the faintest greys white and the darkest black. The display's glyphs are stored in runs of white and black, so
 * that clean edges take fewer bytes; a step of `tolerance` of 15 is not seen.
 */
export function cleanEdges(bitmap: GlyphBitmap, tolerance: number): GlyphBitmap {
	const levels = bitmap.levels.map((level) => (level <= tolerance ? 0 : level >= 15 - tolerance ? 15 : level));
	return { ...bitmap, levels };
}
