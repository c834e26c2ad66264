// The ports that a board, desktop or simulator passes to `Terminal` in one object.
import type { CardReader } from "../core/card.js";
import type {
	Backlight,
	BatterySource,
	Buzzer,
	Digest,
	Ed25519,
	Flash,
	Fonts,
	KeyStore,
	Lamp,
	QrEncoder,
	Random,
	Renderer,
	ResetReason,
	SerialSource,
	TagReaderSource,
	TcpSource,
	Timers,
	TouchSource,
	TextRaster,
	Trace,
	WallClock,
} from "../core/ports.js";
import type { UpdatePort } from "../core/update.js";

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
	/** Left out where the board has no line for a scanner. */
	readonly scanner?: SerialSource | undefined;
	/**
	 * The line that a PN532 may be wired to. Left out where the board has none. If no reader answers there, the
	 * terminal works without tags.
	 */
	readonly tagReader?: TagReaderSource | undefined;
	readonly network: TcpSource;
	/**
	 * Joins the Wi-Fi network that a tag's text describes; false when the text is no such description. Left out where
	 * the board joins none.
	 */
	readonly joinNetwork?: (text: string) => boolean;
	readonly touch: TouchSource;
	readonly renderer: Renderer;
	readonly fonts: Fonts;
	readonly qrEncoder: QrEncoder;
	/** Renders text that the printer has no characters for. */
	readonly textRaster: TextRaster;
	readonly cardReader: CardReader;
	readonly buzzer: Buzzer;
	/** Undefined without a battery. */
	readonly battery?: BatterySource | undefined;
	/** Restarts the board as after power-on; does not return. Undefined if the board cannot restart itself. */
	readonly restart?: () => void;
	/** Undefined if the backlight cannot be dimmed. */
	readonly backlight?: Backlight;
	readonly lamp?: Lamp;
	/** Undefined if the firmware is updated by other means. */
	readonly update?: UpdatePort;
	readonly resetReason: ResetReason;
	readonly trace: Trace;
}
