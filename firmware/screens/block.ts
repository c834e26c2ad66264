// A screen is a list of blocks that do not overlap. Blocks are plain data, so that two lists can be compared to find
// what must be drawn again.
import type { Action } from "../till/view.js";
import type { Look, Rgb } from "./palette.js";

export type FontSize = "small" | "body" | "large" | "amount";

/**
 * One run of text in a block. `x` counts from the left border, or from the right one when aligned right; centred text
 * ignores it. Fields that are left out take no heap.
 */
export interface Span {
	readonly text: string;
	readonly size: FontSize;
	readonly align: "left" | "center" | "right";
	readonly x: number;
	readonly y: number;
	readonly isSoft?: true;
	/** Longer text is cut with an ellipsis; left out = the block's width. */
	readonly width?: number;
	/** The next text of the same block. An array for each block would take more heap. */
	next?: Span;
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

/** Kept while it is on the display, so fields that most blocks do not need are left out where they are not needed. */
export interface Block {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly look: Look;
	/** Its first text. */
	readonly first: Span | undefined;
	readonly marks?: readonly Mark[];
	/** A QR code that fills the block, alone. */
	readonly code?: string;
	/** Buttons have round corners. */
	readonly isRound?: true;
	/** What a touch asks for; undefined where it does nothing. */
	readonly action?: Action;
	/** Needs a hold of one second, because it cannot be undone. */
	readonly isHold?: true;
}

/** Under construction. */
type Draft<T> = { -readonly [K in keyof T]: T[K] };

interface BlockOptions {
	readonly look?: Look;
	readonly spans?: readonly Span[];
	readonly marks?: readonly Mark[];
	readonly code?: string;
}

/** Text or a picture that cannot be pressed. */
export function area(x: number, y: number, width: number, height: number, options: BlockOptions): Block {
	const { look = "ground", spans, marks, code } = options;
	const block: Draft<Block> = { x, y, width, height, look, first: spans && chain(spans) };
	if (marks !== undefined) block.marks = marks;
	if (code !== undefined) block.code = code;
	return block;
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
	const block: Draft<Block> = { x, y, width, height, look, first: chain(spans), isRound: true };
	if (action !== undefined) block.action = action;
	if (isHold) block.isHold = true;
	return block;
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
	const made: Draft<Span> = { text, size, align, x, y };
	if (isSoft) made.isSoft = true;
	if (width !== 0) made.width = width;
	return made;
}

function chain(spans: readonly Span[]): Span | undefined {
	for (let index = spans.length - 1; index > 0; index--) spans[index - 1]!.next = spans[index]!;
	return spans[0];
}

/** Whether two blocks stand at the same place. */
export function samePlace(one: Block, other: Block): boolean {
	return one.x === other.x && one.y === other.y && one.width === other.width && one.height === other.height;
}

/** Whether two blocks at the same place look the same, whatever a touch of them asks for. */
export function sameLook(one: Block, other: Block): boolean {
	if (one.look !== other.look || one.code !== other.code || one.isRound !== other.isRound) return false;
	let a = one.first;
	let b = other.first;
	while (a !== b) {
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
		a = a.next;
		b = b.next;
	}
	return one.marks === other.marks || sameMarks(one.marks, other.marks);
}

function sameMarks(one: readonly Mark[] | undefined, other: readonly Mark[] | undefined): boolean {
	if (one === undefined || one.length !== other?.length) return false;
	for (let index = 0; index < one.length; index++) {
		const a = one[index]!;
		const b = other[index]!;
		if (a.x !== b.x || a.y !== b.y || a.width !== b.width || a.height !== b.height) return false;
	}
	return true;
}

/** Whether two blocks at the same place differ in their texts alone. */
export function sameShape(one: Block, other: Block): boolean {
	let a = one.first;
	let b = other.first;
	while (a !== undefined && b !== undefined) {
		a = a.next;
		b = b.next;
	}
	if (a !== b) return false;
	const isPlain = !one.marks && !other.marks && one.code === undefined && other.code === undefined;
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
