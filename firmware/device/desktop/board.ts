import config from "mc/config";
import Time from "time";
import { ResetReason } from "../../core/ports.js";
import type { TerminalPorts } from "../../terminal/ports.js";
import { BoardClock } from "../board-clock.js";
import type { Board } from "../board.js";
import { nativeDigest, nativeSha512 } from "../digest.js";
import { grayPictures, openFonts, openRenderer } from "../display.js";
import { NativeEd25519 } from "../ed25519/ed25519.js";
import { NoCardReader } from "../no-card-reader.js";
import { nativeQrEncoder } from "../qr.js";
import { nativeRandom } from "../random.js";
import { namedTcp } from "../tcp.js";
import { PocoTextRaster } from "../text-raster.js";
import { BoardTimers } from "../timers.js";
import { FileFlash } from "./file-flash.js";
import { FileKeyStore } from "./file-key-store.js";
import { localLine } from "./local-connection.js";
import { mouseTouch } from "./mouse-touch.js";

// The terminal in the SDK's desktop simulator: flash and keys are files, printer and scanner are local TCP ports.

// As in manifests/esp32/partitions.csv.
const journalBytes = 2_097_152;
const catalogBytes = 1_572_864;
const rightsBytes = 131_072;
const textsBytes = 131_072;

export function openBoard(): Board {
	const root = `${config.folder ?? config.file.root}tillmark-`;
	const timers = new BoardTimers();
	const fonts = openFonts();
	// The computer's clock takes the place of a clock chip.
	const chip = { read: () => Date.now(), set: () => undefined };
	const clock = new BoardClock({
		uptimeMs: () => timers.uptimeMs(),
		chip,
		builtMs: config.builtMs,
		onSet: () => undefined,
	});
	const ports: TerminalPorts = {
		wallClock: clock,
		clockChip: chip,
		timers,
		random: nativeRandom,
		digest: nativeDigest,
		ed25519: new NativeEd25519(nativeSha512),
		keyStore: new FileKeyStore(`${root}key-`),
		journalFlash: new FileFlash(`${root}journal.bin`, journalBytes),
		catalogFlash: new FileFlash(`${root}catalog.bin`, catalogBytes),
		rightsFlash: new FileFlash(`${root}rights.bin`, rightsBytes),
		textsFlash: new FileFlash(`${root}texts.bin`, textsBytes),
		printer: localLine(config.printerPort),
		scanner: localLine(config.scannerPort),
		network: namedTcp,
		touch: mouseTouch,
		renderer: openRenderer(),
		grayPictures,
		fonts,
		qrEncoder: nativeQrEncoder,
		textRaster: new PocoTextRaster(fonts.body),
		cardReader: new NoCardReader(timers),
		buzzer: { play: (sound) => trace(`[${sound}] ${Time.ticks}\n`) },
		resetReason: ResetReason.power,
		trace: (line) => trace(`${line}\n`),
	};
	return { ports };
}
