// The status bar: it shows only what needs attention.
import type { StatusBar } from "../till/view.js";
import { area, span, type Block, type Mark, type Span } from "./block.js";
import { clockText, durationText, hoursText } from "./format.js";
import { grid, type Frame } from "./frame.js";

/** Whether two bars look the same except for the time. */
export function sameStatus(one: StatusBar, other: StatusBar): boolean {
	const a = one.battery;
	const b = other.battery;
	return (
		one.queued === other.queued &&
		one.paper === other.paper &&
		one.clockUnset === other.clockUnset &&
		one.openPayments === other.openPayments &&
		one.isTraining === other.isTraining &&
		(one.offlineSinceMs === undefined) === (other.offlineSinceMs === undefined) &&
		(a === b || (a !== undefined && b !== undefined && a.percent === b.percent && a.hoursLeft === b.hoursLeft))
	);
}

const batteryWidth = 24;
const gap = 8;

/** Up to three bars, as the battery is charged; its percentage is written beside it. */
function batteryMarks(percent: number, left: number): Mark[] {
	const marks: Mark[] = [
		{ x: left, y: 6, width: batteryWidth, height: 1 },
		{ x: left, y: 17, width: batteryWidth, height: 1 },
		{ x: left, y: 6, width: 1, height: 12 },
		{ x: left + batteryWidth - 1, y: 6, width: 1, height: 12 },
		{ x: left + batteryWidth, y: 10, width: 2, height: 4 },
	];
	const bars = percent > 66 ? 3 : percent > 33 ? 2 : percent > 10 ? 1 : 0;
	for (let bar = 0; bar < bars; bar++) marks.push({ x: left + 3 + bar * 6, y: 8, width: 5, height: 8 });
	return marks;
}

function paperWord(status: StatusBar, frame: Frame): string {
	switch (status.paper) {
		case "ok":
			return "";
		case "low":
			return frame.words.paperLow;
		case "out":
			return frame.words.paperOut;
		case "cover":
			return frame.words.coverOpen;
		case "offline":
			return frame.words.printerOff;
	}
}

/**
 * "back", the clock or the time offline are placed from the left; everything else from the right border, as long as
 * there is room. What needs attention most is placed first.
 */
export function statusBlock(status: StatusBar, frame: Frame, hasBack: boolean): Block {
	const { words } = frame;
	const spans: Span[] = [];
	let marks: Mark[] | undefined;
	let right = gap;
	let left: number = gap;
	const fromRight = (text: string): void => {
		const width = frame.measure(text, "small");
		if (right + width > grid.width - left) return;
		spans.push(span(text, "small", "right", right, 2));
		right += width + gap;
	};
	/** The first of these that there is room for. */
	const fromLeft = (...texts: string[]): void => {
		const text = texts.find((each) => left + frame.measure(each, "small") + right <= grid.width);
		if (text === undefined) return;
		spans.push(span(text, "small", "left", left, 2));
		left += frame.measure(text, "small") + gap;
	};
	if (hasBack) fromLeft(`‹ ${words.back}`);
	if (status.battery !== undefined) {
		const { percent, hoursLeft } = status.battery;
		marks = batteryMarks(percent, grid.width - right - batteryWidth - 2);
		right += batteryWidth + 2 + gap;
		// A problem with the paper is more urgent than how long the battery lasts.
		fromRight(
			hoursLeft === undefined || status.paper !== "ok"
				? `${percent}%`
				: `${percent}% ${hoursText(hoursLeft, words)}`,
		);
	}
	// Unsettled money takes precedence over everything that only waits.
	if (status.openPayments > 0) fromRight(`${words.tenders.card} ?${status.openPayments}`);
	if (status.isTraining) fromRight(words.training);
	if (status.queued > 0) fromRight(`${words.queued}${status.queued}`);
	if (status.offlineSinceMs !== undefined) {
		const since = durationText(Math.floor((frame.uptimeMs - status.offlineSinceMs) / 1_000), words);
		if (hasBack) fromRight("▲");
		else fromLeft(`▲ ${words.offline} ${since}`, `▲ ${since}`, "▲");
	}
	const paper = paperWord(status, frame);
	if (paper !== "") fromRight(paper);
	if (status.clockUnset) fromRight(words.clockUnset);
	else if (!hasBack && status.minutesOfDay !== undefined && status.offlineSinceMs === undefined)
		fromLeft(clockText(status.minutesOfDay));
	return area(0, 0, grid.width, grid.barHeight, { look: "bar", spans, ...(marks && { marks }) });
}
