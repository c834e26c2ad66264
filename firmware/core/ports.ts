// The ports: all that the firmware's logic knows of the outside world. Each engine and board supplies its own; logic
// never asks which. IO follows ECMA-419: a class passed as `io`, callbacks in the options, and a `read()` that returns
// undefined when empty.

/** How far a wall time can be trusted. It never determines order (invariant 11). */
export const ClockQuality = { unset: 0, kept: 1, manual: 2, network: 3 } as const;
export type ClockQuality = (typeof ClockQuality)[keyof typeof ClockQuality];

/** Milliseconds since 1970-01-01T00:00Z, as far as the terminal knows. */
export interface WallTime {
	readonly ms: number;
	readonly quality: ClockQuality;
}

export interface WallClock {
	read(): WallTime;
	/** With `unset`, the time only ceases to be trusted: the chip behind the clock keeps its own. */
	set(ms: number, quality: ClockQuality): void;
}

/** A clock chip with its own battery, behind the wall clock. */
export interface ClockChip {
	/** Milliseconds since 1970; undefined when it lost its time. Throws when it does not answer. */
	read(): number | undefined;
}

export interface Timer {
	cancel(): void;
}

/** Monotonic time since power-on and one-shot timers on it. A callback never runs inside `start`. */
export interface Timers {
	uptimeMs(): number;
	start(delayMs: number, onExpire: () => void): Timer;
}

/** Cryptographic randomness on hardware, a seeded stream in a replayed world. */
export interface Random {
	fill(bytes: Uint8Array): void;
}

/** SHA-256 (FIPS 180-4) over the concatenation of its parts; 32 bytes. Native on hardware. */
export interface Digest {
	sha256(...parts: Uint8Array[]): Uint8Array;
	/**
	 * The same over pieces that arrive one after another, for data too large to hold at once, such as a catalog in
	 * flash.
	 */
	begin(): DigestStream;
}

/** Needs no close. Call `finish` at most once. */
export interface DigestStream {
	update(bytes: Uint8Array): void;
	finish(): Uint8Array;
}

/**
 * Ed25519 (RFC 8032). Seeds 32 bytes, public keys 32, signatures 64. `verify` returns false on any malformed input and
 * never throws.
 */
export interface Ed25519 {
	publicKey(seed: Uint8Array): Uint8Array;
	sign(message: Uint8Array, seed: Uint8Array): Uint8Array;
	verify(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
	/** The same in steps of some milliseconds on a board. Left out where `verify` takes no longer. */
	beginVerification?(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): Verification;
}

/** A signature that is being verified. */
export interface Verification {
	/** The verdict, or undefined while further steps are needed. Not called again after the verdict. */
	step(): boolean | undefined;
}

/** The private key that the journal and the shipper sign with. */
export interface Signer {
	readonly publicKey: Uint8Array;
	sign(message: Uint8Array): Uint8Array;
}

/**
 * One NOR flash partition. Programming clears bits only; an erased byte is 0xff. Offsets and lengths of `program` are
 * multiples of `alignBytes` (1, or 16 where flash encryption is on). Throws Fault FLASH_PROGRAM_FAILED or
 * FLASH_ERASE_FAILED when the chip reports failure.
 */
export interface Flash {
	readonly sizeBytes: number;
	readonly sectorBytes: number;
	readonly pageBytes: number;
	readonly alignBytes: number;
	/** Fills `into` from `offset`, decrypted where the partition is encrypted. */
	read(offset: number, into: Uint8Array): void;
	/** Like `read`, but returns the chip's own bits: the only way to see the erased state with encryption. */
	readRaw(offset: number, into: Uint8Array): void;
	program(offset: number, bytes: Uint8Array): void;
	/** Erases the one sector that begins at `offset`. */
	erase(offset: number): void;
}

/**
 * Small durable values (NVS on ESP32). Keys are at most 15 ASCII characters, values at most limits.keyValueBytesMax; a
 * write is atomic.
 */
export interface KeyStore {
	read(key: string): Uint8Array | undefined;
	write(key: string, value: Uint8Array): void;
	delete(key: string): void;
}

/** An open byte stream: ECMA-419 Serial or TCP with `format: "buffer"`. */
export interface ByteStream {
	/** At most `count` bytes (all available when left out); undefined when there are none. */
	read(count?: number): ArrayBuffer | undefined;
	/** Throws when more is written than the last `onWritable` announced. */
	write(bytes: Uint8Array): void;
	close(): void;
}

/** Usually the object that opened the stream, since each kept closure takes ten slots of a board's heap. */
export interface StreamListener {
	onReadable?(count: number): void;
	/** `count` more bytes may be written. The first call means "open". */
	onWritable?(count: number): void;
	/** The stream has failed; `close` it. */
	onError?(detail?: string): void;
}

/** A serial line to a peripheral. Its class knows pins and baud, which are not interpreted here. */
export interface SerialSource {
	readonly io: new (listener: StreamListener) => ByteStream;
}

export interface TcpAddress {
	readonly host: string;
	readonly port: number;
	/**
	 * DER of the only accepted certificate authority: the stream is then TLS 1.2, and fails where the other end has no
	 * certificate of it.
	 */
	readonly authority?: Uint8Array | undefined;
}

/** Outgoing TCP. */
export interface TcpSource {
	readonly io: new (listener: StreamListener, address: TcpAddress) => ByteStream;
}

/** What TCP runs on: an access point or a cable. */
export interface NetworkAccess {
	/** It is joined and has given an address. */
	readonly hasAddress: boolean;
}

/** One device on an I2C bus. Both calls throw when the device does not acknowledge its address or a byte. */
export interface I2cDevice {
	read(byteLength: number): ArrayBuffer;
	write(bytes: Uint8Array): void;
	close(): void;
}

export interface I2cOptions {
	/** Seven-bit address. */
	readonly address: number;
	readonly hz: number;
}

export interface I2cSource {
	readonly io: new (options: I2cOptions) => I2cDevice;
}

/** The line that the chip of a tag reader is wired to. */
export type TagReaderSource =
	| (I2cSource & { readonly kind: "i2c" })
	/** 115,200 8N1. */
	| (SerialSource & { readonly kind: "serial" });

/** Coordinates in pixels from the top left. `up` carries the last position. */
export interface TouchSample {
	readonly x: number;
	readonly y: number;
	readonly phase: "down" | "move" | "up";
}

export interface TouchListener {
	onSample(sample: TouchSample): void;
}

export interface TouchSource {
	readonly io: new (listener: TouchListener) => { close(): void };
}

/** A font resource (BMFont in flash). Opaque but for its line height in pixels. */
export interface Font {
	readonly height: number;
}

/**
 * The four sizes of the one family (docs/screens.md), and their bold cuts where `sun` palettes need heavier strokes.
 */
export interface Fonts {
	readonly small: Font;
	readonly body: Font;
	readonly large: Font;
	readonly amount: Font;
}

/** Pixels in sixteen greys, made by `GrayPictures`. Opaque but for its size. */
export interface GrayPicture {
	readonly width: number;
	readonly height: number;
}

/** Makes what a renderer draws from its bytes, which are Moddable's: Gray16 with run lengths. */
export interface GrayPictures {
	make(bytes: Uint8Array, width: number, height: number): GrayPicture;
}

/**
 * The calls of Moddable's Poco that our screens use, with the same names, order of arguments and meaning. Colours come
 * from `makeColor`.
 */
export interface Renderer {
	readonly width: number;
	readonly height: number;
	makeColor(red: number, green: number, blue: number): number;
	begin(x?: number, y?: number, width?: number, height?: number): void;
	fillRectangle(color: number, x: number, y: number, width: number, height: number): void;
	blendRectangle(color: number, blend: number, x: number, y: number, width: number, height: number): void;
	drawText(text: string, font: Font, color: number, x: number, y: number, width?: number): void;
	getTextWidth(text: string, font: Font): number;
	/** Draws a part of a picture: its greys say how much of the colour each pixel takes. */
	drawGray(
		picture: GrayPicture,
		color: number,
		x: number,
		y: number,
		sourceX: number,
		sourceY: number,
		width: number,
		height: number,
	): void;
	end(): void;
}

/** A text that is drawn by a picture, as high as the body font. */
export interface NamePicture {
	readonly width: number;
	/** It begins at its right: where there is not room for all, its left is left out. */
	readonly isRightToLeft: boolean;
	readonly bytes: Uint8Array;
}

/** A part of a text, and its picture. */
export interface DrawnName {
	readonly start: number;
	readonly end: number;
	readonly picture: NamePicture;
}

/** The texts in characters that no font has. */
export interface NameDrawings {
	/** The first part of a text that has a picture; undefined where the text is drawn as it is. */
	find(text: string): DrawnName | undefined;
	/** The picture of exactly this text. */
	picture(text: string): NamePicture | undefined;
}

/** Text as dots, one bit each, most significant bit leftmost, rows padded to whole bytes; 1 = ink. */
export interface TextDots {
	readonly widthBytes: number;
	readonly height: number;
	readonly rows: Uint8Array;
}

/**
 * Draws one line of text into dots, 24 high, for printers that lack its characters. `right` aligns to the right border,
 * each character in a cell of 12 dots, to match the printer's own figures. Without `right` the dots are only as wide as
 * the text.
 */
export interface TextRaster {
	draw(left: string, right: string, widthDots: number): TextDots;
}

/** Four short sounds that can be told apart by ear (docs/screens.md). */
export type Sound = "tick" | "accepted" | "refused" | "attention";

export interface Buzzer {
	play(sound: Sound): void;
}

/** The display's backlight, full after power-on. */
export interface Backlight {
	/** 0 (dark) to 1 (full): the duty cycle, and so the share of its current. */
	level(fraction: number): void;
}

/**
 * `low`: plug in soon. `critical`: plug in now. `empty`: the terminal shuts down in order while its flash can still be
 * written reliably.
 */
export type BatteryLevel = "ok" | "low" | "critical" | "empty";

export interface BatteryState {
	/** 0 to 100 of what can be used, whole. */
	readonly percent: number;
	readonly isCharging: boolean;
	/** `ok` while it charges. */
	readonly level: BatteryLevel;
	/** In tenths; undefined while charging. Computed from the board's typical load until a rate is measured. */
	readonly hoursLeft: number | undefined;
}

export interface BatteryGauge {
	readonly state: BatteryState;
	close(): void;
}

export interface BatteryListener {
	/** Percent, charging or level have changed. */
	batteryChanged(): void;
}

export interface BatterySource {
	readonly io: new (listener: BatteryListener) => BatteryGauge;
}

/** A lamp on the case that can be read from across a market stall. */
export type LampSignal = "fine" | "waiting" | "help";

export interface Lamp {
	/**
	 * Steady for `fine`, slow blinking for `waiting` (no network, and records to send), fast for `help` (the till needs
	 * attention).
	 */
	show(signal: LampSignal): void;
}

/** QR Code Model 2 (ISO/IEC 18004). Native on hardware. */
export interface QrEncoder {
	/** Modules row by row, 1 for dark, `size` × `size`, without the quiet zone. */
	encode(text: string): { readonly size: number; readonly modules: Uint8Array };
}

/** Why the board last started, as far as it can tell. */
export const ResetReason = { unknown: 0, power: 1, brownOut: 2, watchdog: 3, software: 4 } as const;
export type ResetReason = (typeof ResetReason)[keyof typeof ResetReason];

/** One line of the terminal's own log; never secrets. */
export interface Trace {
	(line: string): void;
}
