// A model of an ESC/POS printer. It receives bytes at the rate of the serial line into a buffer of 4 KiB, processes
// them at the rate of the paper feed, draws the print, and answers status requests at once, even in the middle of a
// picture. When it loses power, it loses everything but its paper.
import type { SerialSource, Timer, Timers } from "../../../firmware/core/ports.js";
import { Drawer } from "../drawer.js";
import { PeripheralTimers, type PeripheralWorld } from "../peripheral-world.js";
import { SerialLine } from "../serial-line.js";
import { textRaster } from "../text-raster.js";
import { type PrinterModel, printerModels } from "./models.js";
import { dotsPerMm, PaperPiece } from "./paper.js";
import { CommandParser } from "./parser.js";
import { PrintHead } from "./print-head.js";
import { RealTimeFilter } from "./real-time.js";

export interface SimulatedPrinterOptions {
	readonly world: PeripheralWorld;
	readonly drawer?: Drawer;
	/** 384 for paper of 58 mm, 576 for paper of 80 mm. */
	readonly widthDots?: 384 | 576;
	readonly baud?: number;
	/** Bytes per event; 1 for exact timing. */
	readonly chunkBytes?: number;
	readonly millimetresPerSecond?: number;
	/** Time from power-on until bytes are accepted. */
	readonly bootMs?: number;
	readonly rollMm?: number;
	/** False in replays, where only text is kept. */
	readonly keepsPixels?: boolean;
	/** Left out: an Epson. */
	readonly model?: PrinterModel;
	/** Called when paper has moved or was cut, or a state has changed. */
	readonly onChange?: (() => void) | undefined;
}

const bufferBytes = 4_096;
/** The busy line is raised at this fill level and lowered at half of the buffer. */
const busyAtBytes = bufferBytes - 256;
const nearEndMm = 1_500;
const piecesMax = 64;

export class SimulatedPrinter {
	readonly line: SerialLine;
	/** The last 64 pieces, oldest first; the last one is still in the printer. */
	readonly pieces: PaperPiece[] = [];
	/** Number of cuts since the start. */
	cutCount = 0;
	/** Number of bytes received while the printer was ready. */
	receivedCount = 0;
	/** Number of bytes lost because the buffer was full. */
	overflowCount = 0;
	onChange: (() => void) | undefined;
	#rollMm: number;
	#isPowered = true;
	#isReady = true;
	#isCoverOpen = false;
	#statusMask = 0;
	#buffer: number[] = [];
	#motion: Timer | undefined;
	#boot: Timer | undefined;
	readonly drawer: Drawer;
	/** The firmware's port for text as dots, for characters that no code page contains. */
	readonly textRaster = textRaster;
	readonly #timers: Timers;
	readonly #options: SimulatedPrinterOptions;
	readonly #widthDots: number;
	readonly #keepsPixels: boolean;
	readonly #model: PrinterModel;
	readonly #head: PrintHead;
	readonly #parser: CommandParser;
	readonly #realTime: RealTimeFilter;

	constructor(options: SimulatedPrinterOptions) {
		this.#options = options;
		this.#timers = new PeripheralTimers(options.world);
		this.drawer = options.drawer ?? new Drawer();
		this.onChange = options.onChange;
		this.#rollMm = options.rollMm ?? 30_000;
		this.#widthDots = options.widthDots ?? 384;
		this.#keepsPixels = options.keepsPixels ?? true;
		this.#model = options.model ?? printerModels.epson;
		const first = this.newPiece();
		this.#head = new PrintHead(first);
		this.#parser = new CommandParser(this.#head, this.#widthDots, this.#model, {
			onCut: () => this.cut(),
			onKick: () => this.drawer.kick(),
			onStatusBack: (mask) => {
				this.#statusMask = mask;
				this.sendStatus();
			},
			onAskInTurn: () => this.line.send([this.paperBits()]),
			onAskProcessed: (id) => this.line.send([0x37, 0x22, ...id, 0]),
			onAskModel: (name) => this.line.send([0x5f, ...Buffer.from(name, "latin1"), 0]),
		});
		this.#realTime = new RealTimeFilter({
			onAsk: (kind) => this.line.send([this.reply(kind)]),
			onKick: () => {
				if (this.#model.hasRealTimeCommands) this.drawer.kick();
			},
			onClear: () => {
				if (this.#model.hasRealTimeCommands) this.#buffer = [];
			},
		});
		this.line = new SerialLine({
			timers: this.#timers,
			baud: options.baud ?? 115_200,
			...(options.chunkBytes === undefined ? {} : { chunkBytes: options.chunkBytes }),
			onReceive: (bytes) => this.receive(bytes),
		});
	}

	get source(): SerialSource {
		return this.line.source;
	}

	get drawerKicks(): number {
		return this.drawer.kicks;
	}

	/** The board lost power. The printer continues with the bytes it has received. */
	powerOffBoard(): void {
		this.line.powerOffBoard();
	}

	get isPowered(): boolean {
		return this.#isPowered;
	}

	get isCoverOpen(): boolean {
		return this.#isCoverOpen;
	}

	get rollMm(): number {
		return this.#rollMm;
	}

	/** Printed pieces that were cut off by the cutter, oldest first. */
	get receipts(): readonly PaperPiece[] {
		return this.pieces.filter((piece) => piece.isCut && !piece.isBlank);
	}

	/** The piece in the printer. */
	get current(): PaperPiece {
		const piece = this.pieces[this.pieces.length - 1];
		return piece ?? this.newPiece();
	}

	/** The last printed piece, cut off or not. */
	get lastPrinted(): PaperPiece | undefined {
		return [...this.pieces].reverse().find((piece) => !piece.isBlank);
	}

	/** Cuts or restores the printer's power. Buffered bytes, settings and the unfinished line are lost. */
	set isPowered(isPowered: boolean) {
		if (isPowered === this.#isPowered) return;
		this.#isPowered = isPowered;
		this.#isReady = false;
		this.#buffer = [];
		this.#statusMask = 0;
		this.#motion?.cancel();
		this.#motion = undefined;
		this.#boot?.cancel();
		this.#parser.reset();
		this.#realTime.reset();
		this.line.dropPeripheralBytes();
		this.line.isBusy = false;
		if (isPowered) {
			this.#boot = this.#timers.start(this.#options.bootMs ?? 1_500, () => {
				this.#isReady = true;
				this.stateChanged();
			});
		}
		this.onChange?.();
	}

	set isCoverOpen(isOpen: boolean) {
		if (isOpen === this.#isCoverOpen) return;
		this.#isCoverOpen = isOpen;
		this.stateChanged();
	}

	/** Loads a roll of this length; 0 removes the paper. */
	loadPaper(millimetres: number): void {
		this.#rollMm = millimetres;
		this.stateChanged();
	}

	/** Tears off the piece in the printer. */
	tear(): PaperPiece {
		const piece = this.current;
		this.#head.load(this.newPiece());
		this.onChange?.();
		return piece;
	}

	get isWorking(): boolean {
		return this.#motion !== undefined || this.#buffer.length > 0;
	}

	private newPiece(): PaperPiece {
		const piece = new PaperPiece(this.#widthDots, this.#keepsPixels);
		this.pieces.push(piece);
		if (this.pieces.length > piecesMax) this.pieces.shift();
		return piece;
	}

	private receive(bytes: Uint8Array): void {
		if (!this.#isReady) return;
		this.receivedCount += bytes.length;
		for (const byte of bytes) {
			for (const plain of this.#realTime.take(byte)) {
				if (this.#buffer.length < bufferBytes) this.#buffer.push(plain);
				else this.overflowCount++;
			}
		}
		if (this.#buffer.length >= busyAtBytes) this.line.isBusy = true;
		this.work();
	}

	/** Processes bytes until the paper has to move, which takes time. */
	private work(): void {
		if (this.#motion !== undefined) return;
		let taken = 0;
		while (taken < this.#buffer.length && this.#isReady && !this.isOffline) {
			const fedDots = this.#parser.feed(this.#buffer[taken++] ?? 0);
			if (fedDots > 0) {
				this.move(fedDots / dotsPerMm);
				break;
			}
		}
		this.#buffer.splice(0, taken);
		if (this.#buffer.length < bufferBytes / 2) this.line.isBusy = false;
	}

	private move(millimetres: number): void {
		const wasLow = this.isLow;
		this.#rollMm = Math.max(0, this.#rollMm - millimetres);
		const speed = this.#options.millimetresPerSecond ?? 100;
		this.#motion = this.#timers.start((millimetres * 1_000) / speed, () => {
			this.#motion = undefined;
			if (this.#rollMm === 0 || this.isLow !== wasLow) this.stateChanged();
			else this.onChange?.();
			this.work();
		});
	}

	private cut(): void {
		this.cutCount++;
		const piece = this.current;
		piece.isCut = true;
		this.#head.load(this.newPiece());
		this.onChange?.();
	}

	private get isOffline(): boolean {
		return this.#isCoverOpen || this.#rollMm === 0;
	}

	private get isLow(): boolean {
		return this.#rollMm < nearEndMm;
	}

	/** For GS r 1 and the third byte of automatic status: bits 0 and 1 paper near end, bits 2 and 3 paper end. */
	private paperBits(): number {
		return (this.isLow ? 0x03 : 0) | (this.#rollMm === 0 ? 0x0c : 0);
	}

	private reply(kind: number): number {
		const isOut = this.#rollMm === 0;
		if (kind === 1) return 0x12 | (this.isOffline ? 0x08 : 0);
		if (kind === 2) return 0x12 | (this.#isCoverOpen ? 0x04 : 0) | (isOut ? 0x20 : 0);
		if (kind === 4) return 0x12 | (this.isLow ? 0x0c : 0) | (isOut ? 0x60 : 0);
		return 0x12;
	}

	private sendStatus(): void {
		if (this.#statusMask === 0 || !this.#isReady) return;
		this.line.send([0x10 | (this.isOffline ? 0x08 : 0) | (this.#isCoverOpen ? 0x20 : 0), 0, this.paperBits(), 0]);
	}

	private stateChanged(): void {
		this.sendStatus();
		this.onChange?.();
		this.work();
	}
}
