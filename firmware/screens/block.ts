// A screen is a list of blocks that do not overlap. Blocks are plain data, so that two lists can be compared to find
// what must be drawn again.
import type { Action } from "../till/view.js";
import type { Look, Rgb } from "./palette.js";

export type FontSize = "small" | "body" | "large" | "amount";

/**
 * One run of text in a block. `x` counts from the left border, or from the right one when aligned right; centred text
 * ignores it.
 */
export interface Span {
	readonly text: string;
	readonly size: FontSize;
	readonly align: "left" | "center" | "right";
	readonly x: number;
	readonly y: number;
	readonly isSoft: boolean;
	/** Longer text is cut with an ellipsis; 0 = the block's width. */
	readonly width: number;
}

/** A rectangle in the block's own coordinates, in its ink: icons, battery, separators. */
export interface Mark {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	/** Left out: the block's ink. */
	readonly color?: Rgb;
}

export interface Block {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly look: Look;
	/** Buttons have round corners. */
	readonly isRound: boolean;
	readonly spans: readonly Span[];
	readonly marks: readonly Mark[];
	/** A QR code that fills the block, alone. */
	readonly code: string;
	/** What a touch asks for; undefined where it does nothing. */
	readonly action: Action | undefined;
	/** Needs a hold of one second, because it cannot be undone. */
	readonly isHold: boolean;
}

const noSpans: readonly Span[] = [];
const noMarks: readonly Mark[] = [];

interface BlockOptions {
	readonly look?: Look;
	readonly spans?: readonly Span[];
	readonly marks?: readonly Mark[];
	readonly code?: string;
}

/** Text or a picture that cannot be pressed. */
export function area(x: number, y: number, width: number, height: number, options: BlockOptions): Block {
	const { look = "ground", spans = noSpans, marks = noMarks, code = "" } = options;
	return { x, y, width, height, look, isRound: false, spans, marks, code, action: undefined, isHold: false };
}

export function button(
	x: number,
	y: number,
	width: number,
	height: number,
	look: Look,
	spans: readonly Span[],
	action: Action | undefined,
	isHold = false,
): Block {
	return { x, y, width, height, look, isRound: true, spans, marks: noMarks, code: "", action, isHold };
}

export function span(
	text: string,
	size: FontSize,
	align: Span["align"],
	x: number,
	y: number,
	isSoft = false,
	width = 0,
): Span {
	return { text, size, align, x, y, isSoft, width };
}

/** Whether two blocks stand at the same place. */
export function samePlace(one: Block, other: Block): boolean {
	return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** Whether two blocks at the same place look the same, whatever a touch of them asks for. */
export function sameLook(one: Block, other: Block): boolean {
	if (one.look !== other.look || one.code !== other.code || one.isRound !== other.isRound) return false;
	const { spans, marks } = one;
	if (spans.length !== other.spans.length || marks.length !== other.marks.length) return false;
	for (let index = 0; index < spans.length; index++) {
		const a = spans[index];
		const b = other.spans[index];
		if (a === b) continue;
		if (a === undefined || b === undefined) return false;
		if (
			a.text !== b.text ||
			a.y !== b.y ||
			a.x !== b.x ||
			a.size !== b.size ||
			a.align !== b.align ||
			a.isSoft !== b.isSoft
		)
			return false;
	}
	for (let index = 0; index < marks.length; index++) {
		const a = marks[index];
		const b = other.marks[index];
		if (a === b) continue;
		if (a === undefined || b === undefined) return false;
		if (a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height) return false;
	}
	return true;
}

/** Whether two blocks at the same place differ in their texts alone. */
export function sameShape(one: Block, other: Block): boolean {
	if (one.spans.length !== other.spans.length) return false;
	const isPlain = one.marks.length === 0 && other.marks.length === 0 && one.code === "" && other.code === "";
	return isPlain && one.look === other.look && one.isRound === other.isRound;
}

export function overlaps(one: Block, other: Block): boolean {
	return (
		one.x < other.x + other.width &&
		other.x < one.x + one.width &&
		one.y < other.y + other.height &&
		other.y < one.y + one.height
	);
}
