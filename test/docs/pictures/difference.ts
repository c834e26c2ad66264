// How much two pictures differ. Text that is drawn a little differently changes many short runs of pixels; a border
// that is lost, even a faint one of one pixel, changes a long run in one row or column.
import { PNG } from "pngjs";

/** Of a channel's 255; the faintest border of the pages differs from its ground by 19. */
const channelMax = 10;

export interface Difference {
	/** Of all pixels, 0 to 1. 1 for pictures of different sizes. */
	readonly share: number;
	/** Most pixels that differ one after another in a row or a column. */
	readonly longestRun: number;
}

export function differenceOf(made: Buffer, kept: Buffer): Difference {
	if (made.equals(kept)) return { share: 0, longestRun: 0 };
	const [one, other] = [PNG.sync.read(made), PNG.sync.read(kept)];
	const { width, height } = one;
	if (width !== other.width || height !== other.height) return { share: 1, longestRun: Math.max(width, height) };
	const differs = Uint8Array.from({ length: width * height }, (_, pixel) => {
		for (let at = pixel * 4; at < pixel * 4 + 4; at++)
			if (Math.abs(one.data[at]! - other.data[at]!) > channelMax) return 1;
		return 0;
	});
	const longestRun = Math.max(
		runIn(height, width, (row, column) => differs[row * width + column]!),
		runIn(width, height, (column, row) => differs[row * width + column]!),
	);
	return { share: differs.reduce((sum, each) => sum + each, 0) / differs.length, longestRun };
}

function runIn(lines: number, length: number, differs: (line: number, place: number) => number): number {
	let longest = 0;
	for (let line = 0; line < lines; line++) {
		let run = 0;
		for (let place = 0; place < length; place++) {
			run = differs(line, place) === 1 ? run + 1 : 0;
			if (run > longest) longest = run;
		}
	}
	return longest;
}

/** Whether every pixel is the same; PNG files may differ in their compression. */
export function isSamePicture(made: Buffer, kept: Buffer): boolean {
	if (made.equals(kept)) return true;
	const [one, other] = [PNG.sync.read(made), PNG.sync.read(kept)];
	return one.width === other.width && one.height === other.height && one.data.equals(other.data);
}
