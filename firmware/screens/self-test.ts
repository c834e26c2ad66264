// One step of the self-test: what the part is asked to do, or what the person is.
import { selfTestMarks } from "../core/self-test.js";
import { area, button, span, type Block, type Mark } from "./block.js";
import { primary } from "./buttons.js";
import { fullWidth, grid, type Frame } from "./frame.js";
import type { Rgb } from "./palette.js";
import type { BodyOf, Screen } from "./screen.js";
import { sentence } from "./text.js";

const crossPixels = 41;
const crossStroke = 3;
/** The buttons leave room for the lower crosses. */
const skipLeft = 52;

/** Of the display, not of a palette: they are what is to be seen. */
const barColors: readonly Rgb[] = [
	[255, 0, 0],
	[0, 255, 0],
	[0, 0, 255],
	[0, 0, 0],
];
const barsTop = 114;
const barHeight = 32;
/** Of the buttons of a question; the last one is wider, up to the border. */
const third = 74;

function cross(index: number): Block {
	const mark = selfTestMarks[index] ?? [0, 0];
	const reach = (crossPixels - 1) / 2;
	const inset = (crossPixels - crossStroke) / 2;
	const marks: Mark[] = [
		{ x: 0, y: inset, width: crossPixels, height: crossStroke },
		{ x: inset, y: 0, width: crossStroke, height: crossPixels },
	];
	return area(mark[0] - reach, mark[1] - reach, crossPixels, crossPixels, { marks });
}

function bars(): Block {
	const marks = barColors.map((color, index) => ({
		...{ x: 0, y: index * barHeight, width: grid.width, height: barHeight },
		color,
	}));
	return area(0, barsTop, grid.width, barColors.length * barHeight, { marks });
}

function buttons(frame: Frame, isQuestion: boolean): Block[] {
	const { words } = frame;
	const { margin, actionTop, actionHeight, width } = grid;
	const label = (text: string) => [span(text, "body", "center", 0, 20)];
	const skip = { kind: "selfTestSkip" } as const;
	if (!isQuestion)
		return [button(skipLeft, actionTop, width - 2 * skipLeft, actionHeight, "quiet", label(words.skip), skip)];
	const pitch = third + margin;
	return [
		button(margin, actionTop, third, actionHeight, "quiet", label(words.skip), skip),
		button(margin + pitch, actionTop, third, actionHeight, "stop", label(words.no), { kind: "selfTestNo" }),
		primary(frame, words.yes, "", "", { kind: "selfTestYes" }, margin + 2 * pitch, fullWidth - 2 * pitch),
	];
}

function heading({ words }: Frame, { part, number, count, mark }: BodyOf<"selfTest">): Block {
	const text = `${words.ticket.selfTest.parts[part]} · ${number}/${count}`;
	// Between the two upper crosses.
	const left = mark === undefined ? 0 : 48;
	return area(left, 30, grid.width - 2 * left, 28, { spans: [span(text, "body", "center", 0, 0)] });
}

export const selfTestScreen: Screen<"selfTest"> = {
	layOut(frame, body) {
		const { words } = frame;
		const isBars = body.task === "seeBars";
		const left = `${body.secondsLeft}${words.seconds}`;
		const blocks: Block[] = [
			heading(frame, body),
			sentence(frame, words.selfTestTasks[body.task], isBars ? "small" : "body", isBars ? 62 : 92, 4),
			...(isBars ? [bars()] : [area(84, 212, 72, 28, { spans: [span(left, "body", "center", 0, 0, true)] })]),
			...buttons(frame, body.isQuestion),
		];
		if (body.mark !== undefined) blocks.push(cross(body.mark));
		return blocks;
	},
	// The upper left cross stands where "back" reaches.
	hasBack: ({ mark }) => mark === undefined,
};
