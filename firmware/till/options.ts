// Dependencies of a till, which has no other access to its environment.
import type { CatalogImage } from "../catalog/image.js";
import type { CardReader } from "../core/card.js";
import type { BatteryState, Buzzer, Digest, ResetReason, Signer, Timers, WallClock } from "../core/ports.js";
import type { CashDrawer, TicketPrinter } from "../core/ticket.js";
import type { CborCodec } from "../wire/cbor.js";
import type { RecordLog } from "./session/record-log.js";
import type { RightsOptions } from "./session/rights-options.js";
import type { TextLog } from "./session/text-log.js";
import type { Preferences } from "./view.js";

/** State of the connection to the host; read for each view. */
export interface LinkStatus {
	/** Uptime at which the link was lost; undefined while online. */
	readonly offlineSinceMs: number | undefined;
	/** Records not yet committed by the host. */
	readonly queued: number;
	/** Seconds to sync at the measured rate; undefined before the first measurement. */
	readonly etaSeconds: number | undefined;
}

/** Space and wear of the journal's flash; read when the queue is shown. */
export interface MemoryStatus {
	readonly spaceSales: number;
	readonly wearPercent: number;
	readonly lifeYears: number | undefined;
}

/** Cause of the last start. `itself`: restarted after a crash or by the watchdog. */
export type StartCause = "power" | "battery" | "itself" | "update";

/** Number of starts in the terminal's life, and of the unexpected ones among them. */
export interface StartStatus {
	readonly boots: number;
	readonly watchdogs: number;
	readonly brownOuts: number;
	readonly crashes: number;
	readonly cause: StartCause;
}

export interface TillUpdate {
	/** The version that is ready to be installed; undefined for none. */
	readonly version: number | undefined;
	/**
	 * False while the running firmware may still be replaced by a version without payment attempts, which would not
	 * inquire about them.
	 */
	readonly mayAttemptPayments: boolean;
	/** Takes over the screen and restarts. Throws Fault BATTERY_LOW. */
	install(): void;
}

/** A subset of the terminal's ports, which are passed and stored as they are: a copy would permanently cost heap. */
export interface TillPorts {
	readonly wallClock: WallClock;
	readonly timers: Timers;
	readonly digest: Digest;
	readonly resetReason: ResetReason;
	readonly cardReader: CardReader;
	readonly buzzer: Buzzer;
}

export interface TillIdentity {
	readonly merchant: string;
	readonly terminal: string;
}

/** The state of the terminal outside the till; read when it is shown. */
export interface TerminalStatus {
	readonly link: LinkStatus;
	readonly memory: MemoryStatus;
}

export interface TillListener {
	/** A record is durable and can be shipped. */
	recordDurable(): void;
	/** The shift is closed: changes that are only allowed between shifts can be made now. */
	shiftClosed(): void;
	preferencesChanged(preferences: Preferences): void;
	/** The terminal's parts shall be tested, which takes over the screen. Only called while no shift is open. */
	selfTestWanted(): void;
	/** The view may have changed. */
	viewChanged(): void;
}

/** One object for the till and its parts, which keep it instead of copies of its fields. */
export interface TillOptions {
	readonly ports: TillPorts;
	readonly journal: RecordLog;
	readonly cbor: CborCodec;
	/** Undefined until the first catalog is applied. */
	readonly catalog: CatalogImage | undefined;
	readonly identity: TillIdentity;
	/** Its public key verifies the journal's signatures. */
	readonly signer: Pick<Signer, "publicKey">;
	/** Power-ons in the terminal's life, this one included. */
	readonly bootCount: number;
	/** 16 random bytes, new for each boot. */
	readonly nonce: Uint8Array;
	/** Undefined where the board has no partition for personal texts. */
	readonly texts?: TextLog | undefined;
	readonly tickets: TicketPrinter;
	readonly drawer: CashDrawer;
	readonly status: TerminalStatus;
	readonly preferences?: Preferences;
	/** Undefined without a battery. */
	readonly battery?: { readonly state: BatteryState } | undefined;
	readonly starts?: StartStatus;
	/** Undefined if the firmware is not updated over the network. */
	readonly update?: TillUpdate | undefined;
	/** Undefined if the board has no partition for them. */
	readonly rights?: RightsOptions | undefined;
	readonly listener: TillListener;
}
