// What a till is given. Everything it knows of the world comes through here.
import type { CatalogImage } from "../catalog/image.js";
import type { CardReader } from "../core/card.js";
import type { BatteryState, Buzzer, Digest, ResetReason, Timers, WallClock } from "../core/ports.js";
import type { CashDrawer, TicketPrinter } from "../core/ticket.js";
import type { CborCodec } from "../wire/cbor.js";
import type { RecordLog } from "./session/record-log.js";
import type { Preferences } from "./view.js";

/** How the terminal stands with its host; read whenever a view is made. */
export interface LinkStatus {
	/** Uptime at which the link was lost; undefined while online. */
	readonly offlineSinceMs: number | undefined;
	/** Records not yet committed by the host. */
	readonly queued: number;
	/** Seconds to sync at the measured rate; undefined when nothing was measured yet. */
	readonly etaSeconds: number | undefined;
}

/** Space and wear of the journal's flash; read when the queue is shown. */
export interface MemoryStatus {
	readonly spaceSales: number;
	readonly wearPercent: number;
	readonly lifeYears: number | undefined;
}

/** Why the terminal last started; `itself`: after a crash, or restarted by the watchdog. */
export type StartCause = "power" | "battery" | "itself" | "update";

/** Starts in the terminal's life, and those that nobody had asked for. */
export interface StartStatus {
	readonly boots: number;
	readonly watchdogs: number;
	readonly brownOuts: number;
	readonly crashes: number;
	readonly cause: StartCause;
}

export interface TillUpdate {
	/** The version that waits to be installed; undefined for none. */
	readonly version: number | undefined;
	/**
	 * False while the running firmware may still be replaced by one that knows no payment attempts and would not ask
	 * what became of them.
	 */
	readonly mayAttemptPayments: boolean;
	/** Takes over the screen and restarts. Throws Fault BATTERY_LOW. */
	install(): void;
}

export interface TillOptions {
	readonly journal: RecordLog;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly wallClock: WallClock;
	readonly timers: Timers;
	/** Undefined until the first catalog was applied. */
	readonly catalog: CatalogImage | undefined;
	readonly merchant: string;
	readonly terminal: string;
	/** What the journal's signatures are checked with. */
	readonly publicKey: Uint8Array;
	/** Power-ons in the terminal's life, this one included. */
	readonly bootCount: number;
	/** Of this boot: 16 random bytes. */
	readonly nonce: Uint8Array;
	readonly resetReason: ResetReason;
	/** The name under which a sale without a catalog entry is recorded, in the terminal's language. */
	readonly openPriceName: string;
	readonly tickets: TicketPrinter;
	readonly drawer: CashDrawer;
	readonly cardReader: CardReader;
	readonly buzzer: Buzzer;
	readonly link: LinkStatus;
	readonly memory: MemoryStatus;
	readonly preferences?: Preferences;
	/** Left out without a battery. */
	readonly battery?: { readonly state: BatteryState } | undefined;
	readonly starts?: StartStatus;
	/** Left out where the firmware takes no updates. */
	readonly update?: TillUpdate | undefined;
	/** A record is on flash: there is something to ship. */
	readonly onDurable?: () => void;
	/** The shift is closed: what may change between shifts only can change now. */
	readonly onShiftClosed?: () => void;
	readonly onPreferences?: (preferences: Preferences) => void;
	/** The view may have changed. */
	readonly onChange: () => void;
}
