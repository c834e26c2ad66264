// Packs pictures as the terminal's renderer draws them: Moddable's Gray16 bitmaps with run lengths
// (docs/catalog-format.md).

const ink = 15;
const paper = 0;
/** The longest runs of one half byte: of paper, of ink, and of pixels that stand for themselves. */
const paperMax = 9;
const inkMax = 5;
const quoteMax = 4;
const runMin = 2;

/** `levels`: one a pixel, 0 for paper to 15 for ink, in rows of `width`. */
export function packGrays(levels: Uint8Array, width: number): Uint8Array {
	const nibbles: number[] = [];
	for (let at = 0; at < levels.length; at += width) packRow(levels.subarray(at, at + width), nibbles);
	const bytes = new Uint8Array((nibbles.length + 1) >> 1);
	nibbles.forEach((nibble, index) => (bytes[index >> 1]! |= nibble << (4 * (index & 1))));
	return bytes;
}

function packRow(row: Uint8Array, nibbles: number[]): void {
	for (let at = 0; at < row.length;) {
		const papers = runAt(row, at, paper, paperMax);
		const inks = runAt(row, at, ink, inkMax);
		if (papers >= runMin) nibbles.push(papers - runMin);
		else if (inks >= runMin) nibbles.push(8 | (inks - runMin));
		if (papers >= runMin || inks >= runMin) {
			at += Math.max(papers, inks);
			continue;
		}
		let count = 1;
		while (count < quoteMax && at + count < row.length && !beginsRun(row, at + count)) count++;
		nibbles.push(12 | (count - 1));
		for (let index = 0; index < count; index++) nibbles.push(ink - row[at + index]!);
		at += count;
	}
}

function beginsRun(row: Uint8Array, at: number): boolean {
	return runAt(row, at, paper, runMin) === runMin || runAt(row, at, ink, runMin) === runMin;
}

function runAt(row: Uint8Array, at: number, level: number, countMax: number): number {
	let count = 0;
	while (count < countMax && row[at + count] === level) count++;
	return count;
}
