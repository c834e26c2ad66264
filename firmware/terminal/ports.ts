// The ports that a board, desktop or simulator passes to `Terminal` in one object.
import type { CardReader } from "../core/card.js";
import type {
	Backlight,
	BatterySource,
	Buzzer,
	ClockChip,
	Digest,
	Ed25519,
	Flash,
	Fonts,
	GrayPictures,
	KeyStore,
	Lamp,
	NetworkAccess,
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
	/** The chip that keeps the time while the power is off; undefined if none answered at boot. */
	readonly clockChip?: ClockChip | undefined;
	readonly timers: Timers;
	readonly random: Random;
	readonly digest: Digest;
	readonly ed25519: Ed25519;
	readonly keyStore: KeyStore;
	readonly journalFlash: Flash;
	readonly catalogFlash: Flash;
	/** Undefined if the board's partition table is of before there were coupons and vouchers. */
	readonly rightsFlash?: Flash | undefined;
	/** Undefined where the board's partition table has no partition for personal texts. */
	readonly textsFlash?: Flash | undefined;
	readonly printer: SerialSource;
	/** Undefined if the board has no line for a scanner. */
	readonly scanner?: SerialSource | undefined;
	/**
	 * The line of an optional PN532. Undefined if the board has none. If the reader is missing or unplugged, only tag
	 * scans are unavailable.
	 */
	readonly tagReader?: TagReaderSource | undefined;
	readonly network: TcpSource;
	/** Undefined if the board does not know what its network runs on. */
	readonly access?: NetworkAccess | undefined;
	/**
	 * Joins the Wi-Fi network that a tag's text describes; returns false if the text is not such a description.
	 * Undefined if the board joins no network this way.
	 */
	readonly joinNetwork?: (text: string) => boolean;
	readonly touch: TouchSource;
	readonly renderer: Renderer;
	/** Undefined if the board draws no pictures: names in scripts that no font has are then shown by their keys. */
	readonly grayPictures?: GrayPictures;
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
