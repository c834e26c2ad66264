// All that a terminal is given by its board, its desktop or its simulator: one object, handed to `Terminal`.
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
	/** For the printer's lack of characters. */
	readonly textRaster: TextRaster;
	readonly cardReader: CardReader;
	readonly buzzer: Buzzer;
	/** Left out where there is no battery. */
	readonly battery?: BatterySource | undefined;
	/** The board boots anew, as from power-on; does not return. Left out where it cannot. */
	readonly restart?: () => void;
	/** Left out where the light cannot be dimmed. */
	readonly backlight?: Backlight;
	readonly lamp?: Lamp;
	/** Left out where the firmware is replaced by other means. */
	readonly update?: UpdatePort;
	readonly resetReason: ResetReason;
	readonly trace: Trace;
}
