// The messages between the simulator's page and its server: events by the event stream, actions by POST. See
// docs/simulator-page.md.

import type { LampSignal } from "../../firmware/core/ports.js";
import type { RecordCodecs } from "../../firmware/wire/records/registry.js";

export const networkModes = ["on", "slow", "lossy", "captive", "off"] as const;
export type NetworkMode = (typeof networkModes)[number];

export const speeds = ["pause", "1x", "10x", "max"] as const;
export type Speed = (typeof speeds)[number];

export const keypadKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "00", "delete", "clear", "enter"] as const;
export type KeypadKey = (typeof keypadKeys)[number];

/**
 * Tags that the page offers: two items of the catalog, an enrolment code, an unknown code, and two item tags at once.
 */
export const tagNames = ["first", "second", "enrolment", "unknown", "two"] as const;
export type TagName = (typeof tagNames)[number];

/** An action of the user on a terminal. */
export type TerminalAction =
	| { readonly kind: "touch"; readonly x: number; readonly y: number; readonly phase: "down" | "move" | "up" }
	| { readonly kind: "key"; readonly key: KeypadKey }
	| { readonly kind: "scan"; readonly code: string }
	| { readonly kind: "card" }
	/** Holds a tag to the reader, or removes it. */
	| { readonly kind: "tag"; readonly tag: TagName; readonly held: boolean }
	| { readonly kind: "power"; readonly on: boolean }
	| { readonly kind: "cut"; readonly when: "now" | "nextWrite" }
	| { readonly kind: "network"; readonly mode: NetworkMode }
	| { readonly kind: "paper"; readonly out: boolean }
	| { readonly kind: "cover"; readonly open: boolean }
	| { readonly kind: "clock"; readonly skewMs: number }
	| { readonly kind: "tear" }
	/** Replaces the battery by one with this charge. */
	| { readonly kind: "battery"; readonly percent: number }
	| { readonly kind: "charger"; readonly isIn: boolean };

/** An action on a terminal or on the world. */
export type PageAction =
	| (TerminalAction & { readonly terminal: string })
	| { readonly kind: "speed"; readonly speed: Speed };

export interface TerminalTab {
	readonly id: string;
	readonly name: string;
	readonly isOn: boolean;
}

/** Event `world`. */
export interface WorldState {
	/** The world's true time, in milliseconds since 1970. */
	readonly nowMs: number;
	readonly speed: Speed;
	readonly dashboardAddress: string;
	readonly terminals: readonly TerminalTab[];
	/** A few items of the catalog, to scan. */
	readonly barcodes: ReadonlyArray<{ readonly code: string; readonly name: string }>;
}

/** Event `terminal`: the state of one terminal, except its screen, paper and flash. */
export interface TerminalState {
	readonly isOn: boolean;
	/** The power will be cut during the next program or erase of the flash. */
	readonly cutArmed: boolean;
	readonly network: NetworkMode;
	readonly isPaperOut: boolean;
	readonly isCoverOpen: boolean;
	readonly clockSkewMs: number;
	/** The card reader waits for a card. */
	readonly isWaitingForCard: boolean;
	/** Tags held to the reader. */
	readonly heldTags: readonly TagName[];
	/** Typed on the keypad and not entered yet. */
	readonly typed: string;
	readonly drawerOpenings: number;
	/** The last sound, and how many have been played. */
	readonly sound: string;
	readonly sounds: number;
	/** Times the terminal was switched on. */
	readonly boots: number;
	/** Level of the display's backlight, 0 to 1. */
	readonly backlight: number;
	readonly lamp: "off" | LampSignal;
	/**
	 * Undefined on the mains. `percent` is the charge as the terminal states it or, until it has measured another cell,
	 * as it will; `shownPercent` is what it states now, undefined while it is off.
	 */
	readonly battery:
		| { readonly percent: number; readonly shownPercent?: number | undefined; readonly isCharging: boolean }
		| undefined;
}

export interface ScreenText {
	readonly text: string;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Event `screen`: the whole panel as PNG in base64, and the texts on it. */
export interface ScreenState {
	readonly png: string;
	readonly width: number;
	readonly height: number;
	readonly texts: readonly ScreenText[];
}

/** Event `paper`: the rows since the last event, as PNG in base64. `from` 0 starts a new strip. */
export interface PaperState {
	readonly width: number;
	readonly from: number;
	readonly rows: number;
	readonly png: string;
	/** Everything printed on this strip so far, as text. */
	readonly text: string;
	/** Numbers of torn-off strips, which are at `/paper/<terminal>/<number>.png`. */
	readonly torn: readonly number[];
}

/**
 * `e` erased, `r` prepared for the next segment, `n` newest segment, `q` holds records that only the terminal has, `c`
 * committed by the host, `a` archived, `u` in use, `b` bad.
 */
export type SectorLetter = "e" | "r" | "n" | "q" | "c" | "a" | "u" | "b";

export interface PartitionState {
	readonly name: string;
	readonly sectorBytes: number;
	/** One `SectorLetter` for each sector. */
	readonly sectors: string;
	/** Erases of each sector. */
	readonly wear: readonly number[];
	/** Sectors programmed or erased since the last event. */
	readonly touched: readonly number[];
}

/** Event `flash`. */
export interface FlashState {
	readonly partitions: readonly PartitionState[];
}

export const recordStages = ["on flash", "shipped", "committed", "archived"] as const;

export type RecordName = keyof RecordCodecs;

export interface TimelineRecord {
	readonly epoch: number;
	readonly sequence: number;
	/** Name of its kind in the registry of records; undefined for a kind of a newer version. */
	readonly name: RecordName | undefined;
	/** "sale", "shift opened" … */
	readonly kind: string;
	/** "receipt 17, 6.66 EUR" */
	readonly label: string;
	/** Index into `recordStages` of the furthest stage reached. */
	readonly stage: 0 | 1 | 2 | 3;
}

/** Event `records`: the newest ones, oldest first. */
export interface TimelineState {
	readonly records: readonly TimelineRecord[];
	/** Records that the terminal still has to send. */
	readonly queued: number;
}

export interface Money {
	readonly amountMinor: number;
	readonly currency: string;
	readonly decimals: number;
}

/** Event `host`: the host's figures of all terminals. */
export interface HostState {
	/** Takings of today's business day by currency; a single zero when nothing was sold. */
	readonly takingsToday: readonly Money[];
	readonly salesToday: number;
	readonly alarms: number;
	readonly stateHash: string;
	/** Each terminal's connection state on the host. */
	readonly terminals: ReadonlyArray<{
		readonly terminal: string;
		readonly name: string;
		readonly state: "online" | "offline" | "never";
	}>;
	readonly receipts: ReadonlyArray<{
		readonly terminal: string;
		readonly number: number;
		readonly wallMs: number;
		readonly total: Money;
	}>;
}

export interface PageEvents {
	readonly world: WorldState;
	readonly terminal: TerminalState;
	readonly screen: ScreenState;
	readonly paper: PaperState;
	readonly flash: FlashState;
	readonly records: TimelineState;
	readonly host: HostState;
}
