// Reads outlines from a TrueType file, as far as bitmap fonts need them (tables head, maxp, hhea, hmtx, cmap, loca,
// glyf, OS/2). Source of the layout: OpenType specification 1.9,
// https://learn.microsoft.com/typography/opentype/spec/otff.
import { readFileSync } from "node:fs";
import type { Contour } from "../../host/control/coverage.js";

const compositeDepthMax = 4;

export class TrueTypeFont {
	readonly unitsPerEm: number;
	readonly xHeight: number;
	readonly capHeight: number;
	readonly #view: DataView;
	readonly #tables = new Map<string, number>();
	readonly #longOffsets: boolean;
	readonly #advanceCount: number;
	readonly #glyphOf = new Map<number, number>();

	constructor(path: string) {
		const bytes = readFileSync(path);
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const tableCount = this.#view.getUint16(4);
		for (let index = 0; index < tableCount; index++) {
			const entry = 12 + index * 16;
			const tag = String.fromCharCode(...[0, 1, 2, 3].map((at) => this.#view.getUint8(entry + at)));
			this.#tables.set(tag, this.#view.getUint32(entry + 8));
		}
		const head = this.table("head");
		this.unitsPerEm = this.#view.getUint16(head + 18);
		this.#longOffsets = this.#view.getInt16(head + 50) === 1;
		this.#advanceCount = this.#view.getUint16(this.table("hhea") + 34);
		const os2 = this.table("OS/2");
		this.xHeight = this.#view.getInt16(os2 + 86);
		this.capHeight = this.#view.getInt16(os2 + 88);
		this.readCharacterMap();
	}

	/** Undefined if the font lacks the character. */
	glyph(codePoint: number): number | undefined {
		return this.#glyphOf.get(codePoint);
	}

	/** Advance width in font units. */
	advance(glyph: number): number {
		return this.#view.getUint16(this.table("hmtx") + Math.min(glyph, this.#advanceCount - 1) * 4);
	}

	outline(glyph: number, depth = 0): Contour[] {
		const loca = this.table("loca");
		const start = this.#longOffsets
			? this.#view.getUint32(loca + glyph * 4)
			: this.#view.getUint16(loca + glyph * 2) * 2;
		const end = this.#longOffsets
			? this.#view.getUint32(loca + glyph * 4 + 4)
			: this.#view.getUint16(loca + glyph * 2 + 2) * 2;
		if (start === end || depth > compositeDepthMax) return [];
		const at = this.table("glyf") + start;
		const contourCount = this.#view.getInt16(at);
		return contourCount >= 0 ? this.simpleOutline(at, contourCount) : this.compositeOutline(at + 10, depth);
	}

	private table(tag: string): number {
		const offset = this.#tables.get(tag);
		if (offset === undefined) throw new Error(`the font has no ${tag} table`);
		return offset;
	}

	private readCharacterMap(): void {
		const cmap = this.table("cmap");
		const count = this.#view.getUint16(cmap + 2);
		for (let index = 0; index < count; index++) {
			const at = cmap + this.#view.getUint32(cmap + 4 + index * 8 + 4);
			const format = this.#view.getUint16(at);
			if (format === 12) this.readGroups(at);
			else if (format === 4) this.readSegments(at);
		}
	}

	private readGroups(at: number): void {
		const groups = this.#view.getUint32(at + 12);
		for (let index = 0; index < groups; index++) {
			const group = at + 16 + index * 12;
			const first = this.#view.getUint32(group);
			const last = this.#view.getUint32(group + 4);
			const glyph = this.#view.getUint32(group + 8);
			for (let code = first; code <= last; code++) this.#glyphOf.set(code, glyph + code - first);
		}
	}

	private readSegments(at: number): void {
		const doubled = this.#view.getUint16(at + 6);
		for (let index = 0; index < doubled; index += 2) {
			const last = this.#view.getUint16(at + 14 + index);
			const first = this.#view.getUint16(at + 16 + doubled + index);
			const delta = this.#view.getInt16(at + 16 + 2 * doubled + index);
			const rangeAt = at + 16 + 3 * doubled + index;
			const range = this.#view.getUint16(rangeAt);
			for (let code = first; code <= last && code !== 0xffff; code++) {
				const raw = range === 0 ? code : this.#view.getUint16(rangeAt + range + (code - first) * 2);
				const glyph = raw === 0 ? 0 : (raw + delta) & 0xffff;
				if (glyph !== 0) this.#glyphOf.set(code, glyph);
			}
		}
	}

	private simpleOutline(start: number, contourCount: number): Contour[] {
		const view = this.#view;
		const ends: number[] = [];
		for (let index = 0; index < contourCount; index++) ends.push(view.getUint16(start + 10 + index * 2));
		const pointCount = (ends[ends.length - 1] ?? -1) + 1;
		let at = start + 10 + contourCount * 2;
		at += 2 + view.getUint16(at);
		const flags: number[] = [];
		while (flags.length < pointCount) {
			const flag = view.getUint8(at++);
			flags.push(flag);
			if ((flag & 8) !== 0) for (let repeat = view.getUint8(at++); repeat > 0; repeat--) flags.push(flag);
		}
		const readAxis = (shortBit: number, sameBit: number): number[] => {
			let value = 0;
			return flags.slice(0, pointCount).map((flag) => {
				if ((flag & shortBit) !== 0)
					value += (flag & sameBit) !== 0 ? view.getUint8(at++) : -view.getUint8(at++);
				else if ((flag & sameBit) === 0) {
					value += view.getInt16(at);
					at += 2;
				}
				return value;
			});
		};
		const xs = readAxis(2, 16);
		const ys = readAxis(4, 32);
		const points = xs.map((x, index) => ({ x, y: ys[index] ?? 0, onCurve: ((flags[index] ?? 0) & 1) !== 0 }));
		return ends.map((end, index) => points.slice(index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, end + 1));
	}

	private compositeOutline(start: number, depth: number): Contour[] {
		const view = this.#view;
		const contours: Contour[] = [];
		let at = start;
		let flags: number;
		do {
			flags = view.getUint16(at);
			const component = view.getUint16(at + 2);
			at += 4;
			const wide = (flags & 1) !== 0;
			const dx = wide ? view.getInt16(at) : view.getInt8(at);
			const dy = wide ? view.getInt16(at + 2) : view.getInt8(at + 1);
			at += wide ? 4 : 2;
			let [a, b, c, d] = [1, 0, 0, 1];
			const fixed = (): number => {
				at += 2;
				return view.getInt16(at - 2) / 16_384;
			};
			if ((flags & 8) !== 0) a = d = fixed();
			else if ((flags & 0x40) !== 0) [a, d] = [fixed(), fixed()];
			else if ((flags & 0x80) !== 0) [a, b, c, d] = [fixed(), fixed(), fixed(), fixed()];
			for (const contour of this.outline(component, depth + 1)) {
				contours.push(
					contour.map((point) => ({
						x: a * point.x + c * point.y + dx,
						y: b * point.x + d * point.y + dy,
						onCurve: point.onCurve,
					})),
				);
			}
		} while ((flags & 0x20) !== 0);
		return contours;
	}
}
