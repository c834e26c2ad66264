// ESC/POS in bytes. Source: Epson's command reference,
// https://download4.epson.biz/sec_pubs/pos/reference_en/escpos/commands.html Each function gives one whole command:
// real-time requests may only be sent between commands, never inside one.
import { ascii, concat } from "../../core/bytes.js";

const esc = 0x1b;
const gs = 0x1d;
const dle = 0x10;

/**
 * The longest payload that one command of ours carries: this many zeros end any command that a power cut left
 * unfinished.
 */
export const payloadBytesMax = 1_800;

export const commands = {
	/**
	 * Back to power-on settings; the unfinished line is dropped. FS . follows, because printers for East Asia then read
	 * pairs of bytes above 0x7f as one character.
	 */
	initialise: [esc, 0x40, 0x1c, 0x2e],
	/** Automatic status back for every kind of change (GS a). */
	statusBack: [gs, 0x61, 0xff],
	lineFeed: [0x0a],
	/** Feeds the paper to the cutter and cuts all but one point. */
	cut: [gs, 0x56, 66, 0],
	/** 50 ms on drawer pin 2. */
	kickDrawer: [esc, 0x70, 0, 25, 250],
	/** DLE EOT 2 and 4: causes of being offline, and the paper. */
	askOffline: [dle, 0x04, 2],
	askPaper: [dle, 0x04, 4],
	/**
	 * DLE DC4 1: the same at once, also while paper is out. A kick that had to wait for paper would open the drawer at
	 * an unexpected time.
	 */
	kickDrawerNow: [dle, 0x14, 1, 0, 1],
	/** DLE DC4 8 and DLE ENQ 2: clear the printer's buffers. Printers support one of them or both. */
	clearBuffers: [dle, 0x14, 8, 1, 3, 20, 1, 6, 2, 8, dle, 0x05, 2],
	/** GS r 1: answered in its turn, after everything sent before. */
	askInTurn: [gs, 0x72, 1],
	/** GS I 67: answered by "_", the printer's model and a zero byte. Printers without it print a "C". */
	askModel: [gs, 0x49, 67],
} as const;

export type Align = 0 | 1 | 2;

/** `size`: 0 normal, 1 double height, 2 double width and height. */
export function style(align: Align, isBold: boolean, size: 0 | 1 | 2): Uint8Array {
	const scale = size === 0 ? 0 : size === 1 ? 0x01 : 0x11;
	return Uint8Array.of(esc, 0x61, align, esc, 0x45, isBold ? 1 : 0, gs, 0x21, scale);
}

export function selectCodePage(selector: number): Uint8Array {
	return Uint8Array.of(esc, 0x74, selector);
}

export function feed(lines: number): Uint8Array {
	return Uint8Array.of(esc, 0x64, lines);
}

/** ESC J: paper only, in vertical motion units of one dot. */
export function feedDots(dots: number): Uint8Array {
	return Uint8Array.of(esc, 0x4a, dots);
}

/**
 * GS ( H, function 48: the printer returns `id` (four printable characters) once it has processed everything before.
 */
export function askProcessed(id: string): Uint8Array {
	return concat(Uint8Array.of(gs, 0x28, 0x48, 6, 0, 48, 48), ascii(id));
}

/** Bytes in a QR code of level M, from version 1 on (ISO/IEC 18004, table 7); each has 4 modules more on a side. */
const qrBytesMax = [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412];

/**
 * QR code, model 2, correction level M (GS ( k, functions 165, 167, 169, 180, 181). ASCII text. Its modules have
 * `moduleDotsMax` dots, or fewer where the code would be wider than `widthDots`.
 */
export function qrCode(text: string, moduleDotsMax: number, widthDots: number): Uint8Array {
	const length = text.length + 3;
	let version = 0;
	while (version < qrBytesMax.length && qrBytesMax[version]! < text.length) version++;
	const moduleDots = Math.max(1, Math.min(moduleDotsMax, Math.floor(widthDots / (21 + 4 * version))));
	return concat(
		Uint8Array.of(gs, 0x28, 0x6b, 4, 0, 49, 65, 50, 0),
		Uint8Array.of(gs, 0x28, 0x6b, 3, 0, 49, 67, moduleDots),
		Uint8Array.of(gs, 0x28, 0x6b, 3, 0, 49, 69, 49),
		Uint8Array.of(gs, 0x28, 0x6b, length & 0xff, length >> 8, 49, 80, 48),
		ascii(text),
		Uint8Array.of(gs, 0x28, 0x6b, 3, 0, 49, 81, 48),
	);
}

/** Dots of a module of Code-128: the narrowest that all printers print. */
const code128ModuleDots = 2;

/** Width of `code128`: 11 modules for start, check and each character, 13 for the end. Margins are the paper's own. */
export function code128Dots(text: string): number {
	return (11 * (text.length + 2) + 13) * code128ModuleDots;
}

/** Code-128, set B, with the text below, 64 dots high (GS k 73). ASCII text. */
export function code128(text: string): Uint8Array {
	return concat(
		Uint8Array.of(gs, 0x68, 64, gs, 0x77, code128ModuleDots, gs, 0x48, 2),
		Uint8Array.of(gs, 0x6b, 73, text.length + 2, 0x7b, 0x42),
		ascii(text),
	);
}

/**
 * GS v 0 for rows of dots: at most `payloadBytesMax` with the command's eight bytes. A dot is added where the bytes
 * would read as a real-time command, because printers execute those even inside pictures. `scale` as in `style`: each
 * dot is printed twice down, or twice down and across.
 */
export function raster(widthBytes: number, rows: Uint8Array, scale: 0 | 1 | 2 = 0): Uint8Array {
	const height = rows.length / widthBytes;
	const bytes = new Uint8Array(8 + rows.length);
	bytes.set([
		gs,
		0x76,
		0x30,
		scale === 0 ? 0 : scale + 1,
		widthBytes & 0xff,
		widthBytes >> 8,
		height & 0xff,
		height >> 8,
	]);
	bytes.set(rows, 8);
	for (let index = 8; index + 1 < bytes.length; index++) {
		const next = bytes[index + 1];
		if (bytes[index] === dle && (next === 0x04 || next === 0x05 || next === 0x14)) bytes[index] = dle | 0x08;
	}
	return bytes;
}
