// What the simulator's page and its server say to each other: events down the stream, acts up by POST. Plain data;
// docs/simulator-page.md explains it.

import type { LampSignal } from "../../firmware/core/ports.js";
import type { RecordCodecs } from "../../firmware/wire/records/registry.js";

export const networkModes = ["on", "slow", "lossy", "captive", "off"] as const;
export type NetworkMode = (typeof networkModes)[number];

export const speeds = ["pause", "1x", "10x", "max"] as const;
export type Speed = (typeof speeds)[number];

export const keypadKeys = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "00", "delete", "clear", "enter"] as const;
export type KeypadKey = (typeof keypadKeys)[number];

/**
 * Tags that lie ready beside the terminal: two items of the catalog, an operator's code, one that nobody knows, and two
 * held at once.
 */
export const tagNames = ["first", "second", "enrolment", "unknown", "two"] as const;
export type TagName = (typeof tagNames)[number];

/** One thing a hand does to a terminal. */
export type TerminalAct =
	| { readonly kind: "touch"; readonly x: number; readonly y: number; readonly phase: "down" | "move" | "up" }
	| { readonly kind: "key"; readonly key: KeypadKey }
	| { readonly kind: "scan"; readonly code: string }
	| { readonly kind: "card" }
	/** Holds a tag to the reader, or takes it away. */
	| { readonly kind: "tag"; readonly tag: TagName; readonly held: boolean }
	| { readonly kind: "power"; readonly on: boolean }
	| { readonly kind: "cut"; readonly when: "now" | "nextWrite" }
	| { readonly kind: "network"; readonly mode: NetworkMode }
	| { readonly kind: "paper"; readonly out: boolean }
	| { readonly kind: "cover"; readonly open: boolean }
	| { readonly kind: "clock"; readonly skewMs: number }
	| { readonly kind: "tear" }
	/** Another cell, so full. */
	| { readonly kind: "battery"; readonly percent: number }
	| { readonly kind: "charger"; readonly isIn: boolean };

/** One act, addressed: to a terminal or to the world's speed. */
export type PageAct = (TerminalAct & { readonly terminal: string }) | { readonly kind: "speed"; readonly speed: Speed };

export interface TerminalTab {
	readonly id: string;
	readonly name: string;
	readonly isOn: boolean;
}

/** Event `world`. */
export interface WorldState {
	/** Wall milliseconds of the world's own, true clock. */
	readonly nowMs: number;
	readonly speed: Speed;
	readonly dashboardAddress: string;
	readonly terminals: readonly TerminalTab[];
	/** What can be scanned: a few items of the catalog. */
	readonly barcodes: ReadonlyArray<{ readonly code: string; readonly name: string }>;
}

/** Event `terminal`: everything of one terminal that is neither picture nor memory. */
export interface TerminalState {
	readonly isOn: boolean;
	/** Power goes inside the next program or erase of the flash. */
	readonly cutArmed: boolean;
	readonly network: NetworkMode;
	readonly isPaperOut: boolean;
	readonly isCoverOpen: boolean;
	readonly clockSkewMs: number;
	/** A card would be read now. */
	readonly wantsCard: boolean;
	/** Tags that lie on the reader. */
	readonly heldTags: readonly TagName[];
	/** What has been typed on the keypad and not entered yet. */
	readonly typed: string;
	readonly drawerOpenings: number;
	/** The sound played last and how many there were. */
	readonly sound: string;
	readonly sounds: number;
	/** Times the terminal was switched on. */
	readonly boots: number;
	/** Of the light behind the screen, 0 to 1. */
	readonly backlight: number;
	readonly lamp: "off" | LampSignal;
	/** Undefined on the mains. `percent` is the cell's true charge, whatever the terminal thinks of it. */
	readonly battery: { readonly percent: number; readonly isCharging: boolean } | undefined;
}

export interface ScreenText {
	readonly text: string;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Event `screen`: the whole panel as PNG in base64, and what can be read on it. */
export interface ScreenState {
	readonly png: string;
	readonly width: number;
	readonly height: number;
	readonly texts: readonly ScreenText[];
}

/** Event `paper`: rows that came out since the last one, as PNG in base64; `from` 0 begins the strip anew. */
export interface PaperState {
	readonly width: number;
	readonly from: number;
	readonly rows: number;
	readonly png: string;
	/** Everything printed on this strip so far, as text. */
	readonly text: string;
	/** Strips torn off before, by number; each is at `/paper/<terminal>/<number>.png`. */
	readonly torn: readonly number[];
}

/**
 * One letter a sector: `e` erased, `r` made ready for the next segment, `n` newest, `q` holds records that only the
 * terminal has, `c` committed by the host, `a` archived, `u` used, `b` bad.
 */
export type SectorLetter = "e" | "r" | "n" | "q" | "c" | "a" | "u" | "b";

export interface PartitionState {
	readonly name: string;
	readonly sectorBytes: number;
	/** One `SectorLetter` for each sector. */
	readonly sectors: string;
	/** Erases of each sector. */
	readonly wear: readonly number[];
	/** Sectors programmed or erased since the event before. */
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
	/** Of its kind in the registry of records; undefined for one of a newer version. */
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
	/** Records that the terminal's journal still has to send. */
	readonly queued: number;
}

export interface Money {
	readonly amountMinor: number;
	readonly currency: string;
	readonly decimals: number;
}

/** Event `host`: what the host knows, for all terminals. */
export interface HostState {
	/** Of today's business day, for each currency; one of zero where nothing was sold. */
	readonly takingsToday: readonly Money[];
	readonly salesToday: number;
	readonly alarms: number;
	readonly stateHash: string;
	/** How the host sees each terminal. */
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
