// All that a terminal is given by its board, its desktop or its simulator: one object, handed to `Terminal`.
import type { CardReader } from "./core/card.js";
import type {
	Backlight,
	Buzzer,
	Digest,
	Ed25519,
	Flash,
	Fonts,
	KeyStore,
	QrEncoder,
	Random,
	Renderer,
	ResetReason,
	SerialSource,
	TcpSource,
	Timers,
	TouchSource,
	TextRaster,
	Trace,
	WallClock,
} from "./core/ports.js";

export interface TerminalPorts {
	readonly wallClock: WallClock;
	readonly timers: Timers;
	readonly random: Random;
	readonly digest: Digest;
	readonly ed25519: Ed25519;
	readonly keyStore: KeyStore;
	readonly journalFlash: Flash;
	readonly catalogFlash: Flash;
	readonly printer: SerialSource;
	readonly scanner: SerialSource;
	readonly network: TcpSource;
	readonly touch: TouchSource;
	readonly renderer: Renderer;
	readonly fonts: Fonts;
	readonly qrEncoder: QrEncoder;
	/** For the printer's lack of characters. */
	readonly textRaster: TextRaster;
	readonly cardReader: CardReader;
	readonly buzzer: Buzzer;
	/** 0 to 100; left out where there is no battery. */
	readonly batteryPercent?: () => number | undefined;
	/** Left out where the light cannot be dimmed. */
	readonly backlight?: Backlight;
	readonly resetReason: ResetReason;
	readonly trace: Trace;
}
