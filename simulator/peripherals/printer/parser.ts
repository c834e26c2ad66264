// The printer's command interpreter, which takes one byte at a time (Epson command reference). As in real printers the
// opcode of an unknown command is dropped, and its parameters are printed as text.
import { type PrinterModel, upperHalf } from "./models.js";
import { PrintHead, type Alignment, type Cell } from "./print-head.js";

export interface ParserCallbacks {
	onCut(): void;
	onKick(): void;
	onStatusBack(mask: number): void;
	/** GS r. */
	onAskInTurn(kind: number): void;
	/** GS ( H with its four characters. */
	onAskProcessed(id: readonly number[]): void;
	/** GS I 67. */
	onAskModel(name: string): void;
}

type Step = (byte: number) => void;

const esc = 0x1b;
const fs = 0x1c;
const gs = 0x1d;
/** Stands for whatever character of East Asia two bytes name: two columns wide. */
const kanji = "〓";
const columnsPerDot = 12;

export class CommandParser {
	readonly #head: PrintHead;
	readonly #widthDots: number;
	readonly #model: PrinterModel;
	readonly #callbacks: ParserCallbacks;
	#step: Step;
	#cells: Cell[] = [];
	#fedDots = 0;
	#align: Alignment = 0;
	#isBold = false;
	#wide = 1;
	#high = 1;
	#upper: string;
	#isKanji: boolean;
	#qrText = "";
	#qrModule = 3;
	#barHeight = 162;
	#barModule = 3;

	constructor(head: PrintHead, widthDots: number, model: PrinterModel, callbacks: ParserCallbacks) {
		this.#head = head;
		this.#widthDots = widthDots;
		this.#model = model;
		this.#callbacks = callbacks;
		this.#upper = upperHalf(model.firstPage);
		this.#isKanji = model.startsInKanji;
		this.#step = this.#text;
	}

	/** Power-on. */
	reset(): void {
		this.initialise();
		this.#step = this.#text;
		this.#qrText = "";
	}

	/** Takes one byte; returns the dots by which the paper moved. */
	feed(byte: number): number {
		this.#fedDots = 0;
		this.#step(byte);
		return this.#fedDots;
	}

	readonly #text: Step = (byte) => {
		if (byte === esc) this.#step = this.#escape;
		else if (byte === gs) this.#step = this.#group;
		else if (byte === fs) this.#step = this.#double;
		else if (byte === 0x0a) this.printLine();
		else if (byte > 0x80 && this.#isKanji) this.take(1, () => this.addCell(kanji, 2));
		else if (byte >= 0x20) this.addCharacter(byte);
	};

	/** FS & and FS . begin and end characters of two bytes; printers without them drop the command. */
	readonly #double: Step = (byte) => {
		this.#step = this.#text;
		if (byte === 0x2e) this.#isKanji = false;
		else if (byte === 0x26) this.#isKanji = this.#model.startsInKanji;
	};

	readonly #escape: Step = (byte) => {
		this.#step = this.#text;
		if (byte === 0x40) this.initialise();
		else if (byte === 0x61) this.take(1, ([align = 0]) => (this.#align = (align % 3) as Alignment));
		else if (byte === 0x45) this.take(1, ([on = 0]) => (this.#isBold = (on & 1) === 1));
		else if (byte === 0x74)
			this.take(1, ([selector = 0]) => {
				const page = this.#model.pages[selector];
				if (page !== undefined) this.#upper = upperHalf(page);
			});
		else if (byte === 0x64) this.take(1, ([lines = 0]) => this.feedLines(lines));
		else if (byte === 0x4a) this.take(1, ([dots = 0]) => (this.#fedDots += this.#head.feed(dots)));
		else if (byte === 0x70) this.take(3, () => this.#callbacks.onKick());
	};

	readonly #group: Step = (byte) => {
		this.#step = this.#text;
		if (byte === 0x21) this.take(1, ([size = 0]) => ([this.#wide, this.#high] = [(size >> 4) + 1, (size & 7) + 1]));
		else if (byte === 0x61) this.take(1, ([mask = 0]) => this.#callbacks.onStatusBack(mask));
		else if (byte === 0x72)
			this.take(1, ([kind = 0]) => {
				if (this.#model.answersInTurn) this.#callbacks.onAskInTurn(kind);
			});
		else if (byte === 0x49 && this.#model.name !== undefined) {
			const { name } = this.#model;
			this.take(1, ([kind]) => kind === 67 && this.#callbacks.onAskModel(name));
		} else if (byte === 0x68) this.take(1, ([height = 1]) => (this.#barHeight = height));
		else if (byte === 0x77) this.take(1, ([width = 3]) => (this.#barModule = width));
		else if (byte === 0x48) this.take(1, () => undefined);
		else if (byte === 0x56) this.cut();
		else if (byte === 0x28) this.take(3, ([kind = 0, low = 0, high = 0]) => this.takeBlock(kind, low + high * 256));
		else if (byte === 0x76)
			this.take(6, ([, scale = 0, low = 0, high = 0, rowsLow = 0, rowsHigh = 0]) =>
				this.picture(low + high * 256, rowsLow + rowsHigh * 256, scale),
			);
		else if (byte === 0x6b)
			this.take(2, ([kind, length = 0]) => this.take(length, (bytes) => this.barcode(kind ?? 0, bytes)));
	};

	/** Collects `count` parameter bytes and then calls `onTaken`. */
	private take(count: number, onTaken: (bytes: readonly number[]) => void): void {
		const bytes: number[] = [];
		const done = (): void => {
			this.#step = this.#text;
			onTaken(bytes);
		};
		if (count === 0) return done();
		this.#step = (byte) => {
			bytes.push(byte);
			if (bytes.length === count) done();
		};
	}

	/** GS V: modes 0 and 1 cut at once; 65 and 66 have a parameter and feed first. */
	private cut(): void {
		this.take(1, ([mode = 0]) => {
			if (mode < 65) return this.#callbacks.onCut();
			this.take(1, ([extra = 0]) => {
				this.#fedDots += this.#head.line([], 0) * 3 + extra;
				this.#callbacks.onCut();
			});
		});
	}

	private takeBlock(kind: number, length: number): void {
		// A printer that lacks the command prints what follows.
		if (kind === 0x48 && !this.#model.hasProcessId) {
			this.addCharacter(kind);
			return;
		}
		this.take(length, (bytes) => {
			const [first = 0, fn = 0] = bytes;
			if (kind === 0x48 && first === 48) this.#callbacks.onAskProcessed(bytes.slice(2, 6));
			else if (kind === 0x6b && first === 49) this.qr(fn, bytes.slice(2));
		});
	}

	private qr(fn: number, bytes: readonly number[]): void {
		if (fn === 67) this.#qrModule = bytes[0] ?? 3;
		else if (fn === 80) this.#qrText = String.fromCharCode(...bytes.slice(1));
		else if (fn === 81 && this.#qrText !== "")
			this.#fedDots += this.#head.qr(this.#qrText, this.#qrModule, this.#align);
	}

	private barcode(kind: number, bytes: readonly number[]): void {
		if (kind !== 73 || bytes[0] !== 0x7b || bytes[1] !== 0x42) return;
		const data = bytes.slice(2);
		const text = String.fromCharCode(...data);
		const values = data.map((byte) => byte - 32);
		this.#fedDots += this.#head.code128(values, text, this.#barModule, this.#barHeight, this.#align);
	}

	/** `scale`: bit 0 doubles the width, bit 1 the height. */
	private picture(widthBytes: number, rows: number, scale: number): void {
		this.#head.beginPicture(widthBytes * 8, rows);
		let left = rows;
		const next = (): void => {
			if (left-- > 0) {
				this.take(widthBytes, (bytes) => {
					this.#fedDots += this.#head.pictureRow(Uint8Array.from(bytes), this.#align, scale);
					next();
				});
			}
		};
		next();
	}

	private initialise(): void {
		this.#cells = [];
		this.#align = 0;
		this.#isBold = false;
		this.#wide = 1;
		this.#high = 1;
		this.#upper = upperHalf(this.#model.firstPage);
		this.#isKanji = this.#model.startsInKanji;
	}

	private addCharacter(byte: number): void {
		this.addCell(byte < 0x80 ? String.fromCharCode(byte) : (this.#upper[byte - 0x80] ?? " "), 1);
	}

	private addCell(character: string, columns: 1 | 2): void {
		const wide = this.#wide * columns;
		if (PrintHead.width(this.#cells) + wide * columnsPerDot > this.#widthDots) this.printLine();
		this.#cells.push({ character, isBold: this.#isBold, wide, high: this.#high });
	}

	private printLine(): void {
		this.#fedDots += this.#head.line(this.#cells, this.#align);
		this.#cells = [];
	}

	private feedLines(lines: number): void {
		this.printLine();
		for (let line = 1; line < lines; line++) this.printLine();
	}
}
