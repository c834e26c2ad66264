// The firmware's ports inside XS, implemented by host calls. Whatever is native code on a board is a single host call
// here, so that metered operations are those of the firmware alone.
import type { CardInquiry, CardOutcome, CardRequest } from "../../../firmware/core/card.js";
import type {
	BatteryListener,
	BatterySource,
	BatteryState,
	Flash,
	Font,
	GrayPicture,
	GrayPictures,
	Renderer,
	ResetReason,
	TagReaderSource,
	Timer,
	Timers,
} from "../../../firmware/core/ports.js";
import { NativeEd25519 } from "../../../firmware/device/ed25519/ed25519.js";
import { Battery } from "../../../firmware/drivers/battery/battery.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import {
	callBytes,
	callHost,
	callNumber,
	fillFromHost,
	type HostListener,
	type HostValue,
	register,
	unregister,
} from "./guest-host.js";
import { GuestI2c, GuestTouch, serialSource, tcpSource } from "./guest-streams.js";
import { updatePort } from "./guest-update.js";
import { cardResults, event, flashPartitions, fontNames, lampSignals, op, sounds } from "./opcodes.js";

/** A class, as on a board, where its methods take no heap. */
class GuestFlash implements Flash {
	readonly sizeBytes: number;
	readonly sectorBytes: number;
	readonly pageBytes: number;
	readonly alignBytes: number;
	readonly #which: number;

	constructor(partition: (typeof flashPartitions)[number]) {
		this.#which = flashPartitions.indexOf(partition);
		this.sizeBytes = callNumber(op.flashGeometry, this.#which, 0);
		this.sectorBytes = callNumber(op.flashGeometry, this.#which, 1);
		this.pageBytes = callNumber(op.flashGeometry, this.#which, 2);
		this.alignBytes = callNumber(op.flashGeometry, this.#which, 3);
	}

	read(offset: number, into: Uint8Array): void {
		fillFromHost(op.flashRead, into, this.#which, offset);
	}

	readRaw(offset: number, into: Uint8Array): void {
		fillFromHost(op.flashReadRaw, into, this.#which, offset);
	}

	program(offset: number, bytes: Uint8Array): void {
		callHost(op.flashProgram, this.#which, offset, bytes);
	}

	erase(offset: number): void {
		callHost(op.flashErase, this.#which, offset);
	}
}

function optionalFlash(partition: (typeof flashPartitions)[number]): Flash | undefined {
	const found = new GuestFlash(partition);
	return found.sizeBytes === 0 ? undefined : found;
}

interface GuestFont extends Font {
	readonly index: number;
}

function font(name: (typeof fontNames)[number]): GuestFont {
	const index = fontNames.indexOf(name);
	return { index, height: callNumber(op.fontHeight, index) };
}

interface GuestPicture extends GrayPicture {
	readonly bytes: Uint8Array;
}

/** On a board a picture is an object as well, with the address of its bytes. */
const grayPictures: GrayPictures = {
	make: (bytes, width, height): GuestPicture => ({ bytes, width, height }),
};

const renderer: Renderer = {
	width: callNumber(op.screenSize, 0),
	height: callNumber(op.screenSize, 1),
	makeColor: (red, green, blue) => callNumber(op.makeColor, red, green, blue),
	begin: (x, y, width, height) => void callHost(op.drawBegin, x, y, width, height),
	fillRectangle: (color, x, y, width, height) => void callHost(op.fillRectangle, color, x, y, width, height),
	blendRectangle: (color, blend, x, y, width, height) =>
		void callHost(op.blendRectangle, color, blend, x, y, width, height),
	drawText: (text, of, color, x, y, width) =>
		void callHost(op.drawText, text, (of as GuestFont).index, color, x, y, width),
	getTextWidth: (text, of) => callNumber(op.textWidth, text, (of as GuestFont).index),
	drawGray: (picture, color, x, y, sourceX, _sourceY, width) =>
		void callHost(op.drawGray, (picture as GuestPicture).bytes, picture.width, color, x, y, sourceX * 512 + width),
	end: () => void callHost(op.drawEnd),
};

function outcome(result: number, text: string): CardOutcome {
	switch (cardResults[result]) {
		case "approved":
			return { kind: "approved", reference: text };
		case "confirmed":
			return { kind: "approved", reference: text, isConfirmed: true };
		case "unconfirmed":
			return { kind: "approved", reference: text, isConfirmed: false };
		case "declined":
			return { kind: "declined", reason: text };
		case "cancelled":
			return { kind: "cancelled" };
		default:
			return { kind: "unknown" };
	}
}

class GuestTimer implements Timer, HostListener {
	readonly #id: number;
	readonly #onExpire: () => void;

	constructor(delayMs: number, onExpire: () => void) {
		this.#onExpire = onExpire;
		this.#id = register(this);
		callHost(op.timerStart, this.#id, delayMs);
	}

	hostEvent(): void {
		unregister(this.#id);
		this.#onExpire();
	}

	cancel(): void {
		unregister(this.#id);
		callHost(op.timerCancel, this.#id);
	}
}

const timers: Timers = {
	uptimeMs: () => callNumber(op.uptimeMs),
	start: (delayMs, onExpire) => new GuestTimer(delayMs, onExpire),
};

/** A request or inquiry that the card reader has not answered. */
class GuestCardCall implements HostListener {
	readonly id: number;
	readonly #call: CardRequest | CardInquiry;

	constructor(call: CardRequest | CardInquiry) {
		this.#call = call;
		this.id = register(this);
	}

	hostEvent(what: number, [result, text]: HostValue[]): void {
		const call = this.#call;
		if (what === event.cardAuthorising) {
			if ("onAuthorising" in call) call.onAuthorising?.();
			return;
		}
		unregister(this.id);
		call.onOutcome(outcome(result as number, text as string));
	}
}

/** Only the converter and the charger's pin are on the host. The driver runs inside XS, as on a board. */
class GuestAnalog {
	get resolution(): number {
		return callNumber(op.batteryResolution);
	}

	read(): number {
		return callNumber(op.batteryRead);
	}

	close(): void {
		// There is nothing to release.
	}
}

class GuestCharger {
	read(): number {
		return callNumber(op.charging);
	}

	close(): void {
		// There is nothing to release.
	}
}

const batteryChip = { analog: { io: GuestAnalog }, charger: { io: GuestCharger }, timers };

const battery: BatterySource = {
	io: class extends Battery {
		constructor(listener: BatteryListener) {
			const [fullScaleMillivolts, typicalHours, chargerMillivolts] = [
				callNumber(op.batteryScale, 0),
				callNumber(op.batteryScale, 1),
				callNumber(op.batteryScale, 2),
			];
			super({ ...batteryChip, fullScaleMillivolts, typicalHours, chargerMillivolts, listener });
		}

		override get state(): BatteryState {
			const state = super.state;
			callHost(op.batteryShown, state.percent);
			return state;
		}
	},
};

function tagReader(): TagReaderSource | undefined {
	const line = callNumber(op.tagReaderLine);
	if (line === 0) return undefined;
	return line === 1 ? { kind: "i2c", io: GuestI2c } : { kind: "serial", io: serialSource("tagReader").io };
}

export const guestPorts: TerminalPorts = {
	wallClock: {
		read: () => ({ ms: callNumber(op.wallMs), quality: callNumber(op.wallQuality) as 0 | 1 | 2 | 3 }),
		set: (ms, quality) => void callHost(op.wallSet, ms, quality),
	},
	clockChip: { read: () => (callNumber(op.wallQuality) === 0 ? undefined : callNumber(op.wallMs)) },
	timers,
	random: { fill: (bytes) => void fillFromHost(op.randomFill, bytes) },
	digest: {
		sha256: (...parts) => callBytes(op.sha256, ...parts),
		begin() {
			const id = callNumber(op.digestBegin);
			return {
				update: (bytes) => void callHost(op.digestUpdate, id, bytes),
				finish: () => callBytes(op.digestFinish, id),
			};
		},
	},
	/** A board's own, in C; only its hash is the host's. */
	ed25519: new NativeEd25519((...parts) => callBytes(op.sha512, ...parts)),
	keyStore: {
		read(key) {
			const value = callHost(op.keyRead, key);
			return value === undefined ? undefined : new Uint8Array(value as ArrayBuffer);
		},
		write: (key, value) => void callHost(op.keyWrite, key, value),
		delete: (key) => void callHost(op.keyDelete, key),
	},
	journalFlash: new GuestFlash("journalFlash"),
	catalogFlash: new GuestFlash("catalogFlash"),
	rightsFlash: optionalFlash("rightsFlash"),
	textsFlash: optionalFlash("textsFlash"),
	printer: serialSource("printer"),
	scanner: callHost(op.scannerPresent) === true ? serialSource("scanner") : undefined,
	get tagReader() {
		return tagReader();
	},
	network: tcpSource("network"),
	access: {
		get hasAddress() {
			return callHost(op.hasAddress) === true;
		},
	},
	touch: { io: GuestTouch },
	renderer,
	grayPictures,
	fonts: { small: font("small"), body: font("body"), large: font("large"), amount: font("amount") },
	qrEncoder: {
		encode(text) {
			const modules = callBytes(op.qrEncode, text);
			return { size: Math.sqrt(modules.length), modules };
		},
	},
	textRaster: {
		draw(left, right, widthDots) {
			// The width in bytes as a little-endian u16, then the rows.
			const dots = callBytes(op.rasterDraw, left, right, widthDots);
			const widthBytes = dots[0]! | (dots[1]! << 8);
			const rows = dots.subarray(2);
			return { widthBytes, height: rows.length / widthBytes, rows };
		},
	},
	cardReader: {
		request(request) {
			const { amountMinor, currency, idempotencyKey } = request;
			callHost(op.cardRequest, new GuestCardCall(request).id, amountMinor, currency, idempotencyKey);
		},
		cancel: () => void callHost(op.cardCancel),
		inquire: (inquiry) => void callHost(op.cardInquire, new GuestCardCall(inquiry).id, inquiry.idempotencyKey),
	},
	buzzer: { play: (sound) => void callHost(op.play, sounds.indexOf(sound)) },
	backlight: { level: (fraction) => void callHost(op.backlight, fraction) },
	lamp: { show: (signal) => void callHost(op.lamp, lampSignals.indexOf(signal)) },
	/** A getter like `tagReader`, so that its code counts as code in flash, whether or not this board has a battery. */
	get battery() {
		return callNumber(op.batteryScale, 0) > 0 ? battery : undefined;
	},
	restart: () => void callHost(op.restart),
	/** A getter for the same reason. */
	get update() {
		return updatePort();
	},
	resetReason: callNumber(op.resetReason) as ResetReason,
	trace: (line) => void callHost(op.trace, line),
};
