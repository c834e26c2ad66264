// The memories of a simulated terminal as files of a folder: flash with its wear, key store, firmware slots, clock, and
// the payment gateway's decisions. While ChipFiles is open, each change is in its file before the command that made it
// returns. What this protects against, and what not, is in docs/simulator-page.md.
import { appendFileSync, closeSync, openSync, renameSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../host/durable-file.js";
import { limits } from "../../firmware/core/limits.js";
import { readBounded, UnboundedFile } from "../bounded-file.js";
import { FlashFile, readWear, wearImage } from "../flash/flash-file.js";
import type { NorFlash } from "../flash/nor.js";
import type { SavedSlots } from "../peripherals/boot-slots.js";
import type { GatewayDecision } from "./card-reader.js";
import type { RtcState } from "./clocks.js";
import type { SimulatedTerminal } from "./terminal.js";

const names = {
	journal: "journal.flash",
	journalWear: "journal.wear",
	catalog: "catalog.flash",
	catalogWear: "catalog.wear",
	texts: "texts.flash",
	textsWear: "texts.wear",
	firmware: "firmware.json",
	clock: "clock.json",
	/** One decision a line. */
	gateway: "gateway.jsonl",
	/** Written last: a folder that has it is whole. */
	keys: "keys.json",
} as const;

const sectorBytes = 4_096;
/** The largest flash chip of an ESP32 module. */
const flashBytesMax = 16 << 20;
/** Two images in base64, and the rest of the file. */
const slotsBytesMax = Math.ceil((2 * limits.firmwareImageBytesMax * 4) / 3) + (1 << 20);
const clockBytesMax = 4_096;
/** Hundreds of thousands of card payments. */
const gatewayBytesMax = 64 << 20;

/** Before 2026-11-28 this file also held what has files of its own now. */
interface SavedKeys {
	readonly values: Record<string, string>;
	readonly firmware?: SavedSlots;
	readonly journalWear?: readonly number[];
	readonly catalogWear?: readonly number[];
}

/** A saved terminal that cannot be loaded. */
class SavedTerminalFault extends Error {
	readonly code = "TERMINAL_DAMAGED";
	readonly text =
		"The saved chips of a simulated terminal cannot be read. Delete the folder that is named, or choose " +
		"another with --data; the terminal then enrols anew, and the host keeps what it has.";

	constructor(folder: string, cause: unknown) {
		super(cause instanceof UnboundedFile ? cause.message : folder, { cause });
	}
}

/** Replaces a file atomically. */
function replace(path: string, content: Uint8Array | string): void {
	writeFileSync(`${path}.new`, content, { mode: 0o600 });
	renameSync(`${path}.new`, path);
}

/** Undefined when there is no such file. */
function readIf(path: string, bytesMax: number): Buffer | undefined {
	try {
		return readBounded(path, bytesMax);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
		throw error;
	}
}

function readJson(path: string, bytesMax: number): unknown {
	const text = readIf(path, bytesMax);
	return text && (JSON.parse(text.toString()) as unknown);
}

/** Saves all chips as they are now. */
export function saveTerminal(terminal: SimulatedTerminal, folder: string): void {
	makeFolder(folder);
	const { journalFlash, catalogFlash, textsFlash, firmware, clock, cardReader, keyStore } = terminal;
	replace(join(folder, names.journal), journalFlash.cells);
	replace(join(folder, names.journalWear), wearImage(journalFlash.wear));
	replace(join(folder, names.catalog), catalogFlash.cells);
	replace(join(folder, names.catalogWear), wearImage(catalogFlash.wear));
	replace(join(folder, names.texts), textsFlash.cells);
	replace(join(folder, names.textsWear), wearImage(textsFlash.wear));
	replace(join(folder, names.firmware), JSON.stringify(firmware.slots.save()));
	replace(join(folder, names.clock), JSON.stringify(clock.save()));
	replace(join(folder, names.gateway), cardReader.decisions().map(decisionLine).join(""));
	replace(join(folder, names.keys), JSON.stringify({ values: keyStore.save() } satisfies SavedKeys));
}

/**
 * Sizes of the saved chips, with which the terminal has to be created: a version with larger partitions made for new
 * boards runs on the boards of before with theirs. Undefined when nothing has been saved. Throws SavedTerminalFault for
 * a size that no chip has.
 */
export function savedFlashBytes(
	folder: string,
): { readonly journalBytes: number; readonly catalogBytes: number } | undefined {
	const journal = statSync(join(folder, names.journal), { throwIfNoEntry: false });
	const catalog = statSync(join(folder, names.catalog), { throwIfNoEntry: false });
	if (!journal || !catalog) return undefined;
	for (const { size } of [journal, catalog])
		if (size === 0 || size > flashBytesMax || size % sectorBytes !== 0)
			throw new SavedTerminalFault(folder, new RangeError(`${size} bytes of flash`));
	return { journalBytes: journal.size, catalogBytes: catalog.size };
}

/**
 * Returns false, without changing the terminal, when nothing has been saved. Throws SavedTerminalFault when a file is
 * damaged.
 */
export function loadTerminal(terminal: SimulatedTerminal, folder: string): boolean {
	try {
		const keys = readJson(join(folder, names.keys), slotsBytesMax) as SavedKeys | undefined;
		if (!keys) return false;
		loadFlash(
			terminal.journalFlash,
			join(folder, names.journal),
			join(folder, names.journalWear),
			keys.journalWear,
		);
		loadFlash(
			terminal.catalogFlash,
			join(folder, names.catalog),
			join(folder, names.catalogWear),
			keys.catalogWear,
		);
		const texts = join(folder, names.texts);
		// Before 2026-11-29 boards had no such partition.
		if (statSync(texts, { throwIfNoEntry: false }))
			loadFlash(terminal.textsFlash, texts, join(folder, names.textsWear), undefined);
		const firmware = readJson(join(folder, names.firmware), slotsBytesMax) ?? keys.firmware;
		if (firmware) terminal.firmware.slots.load(firmware as SavedSlots);
		const clock = readJson(join(folder, names.clock), clockBytesMax);
		if (clock) terminal.clock.load(clock as RtcState);
		terminal.cardReader.load(readDecisions(readIf(join(folder, names.gateway), gatewayBytesMax)));
		terminal.keyStore.load(keys.values);
		return true;
	} catch (error) {
		throw new SavedTerminalFault(folder, error);
	}
}

function loadFlash(flash: NorFlash, cells: string, wear: string, older: readonly number[] | undefined): void {
	flash.load(readBounded(cells, flash.sizeBytes));
	const image = readIf(wear, flash.wear.byteLength);
	flash.wear.set(image ? readWear(image) : (older ?? []));
}

function decisionLine(decision: GatewayDecision): string {
	return `${JSON.stringify(decision)}\n`;
}

/** Without a last line that has no end: its decision had not been answered. */
function readDecisions(text: Buffer | undefined): GatewayDecision[] {
	const lines = text?.toString().split("\n").slice(0, -1) ?? [];
	return lines.map((line) => JSON.parse(line) as GatewayDecision);
}

export class ChipFiles {
	readonly #folder: string;
	readonly #journal: FlashFile;
	readonly #catalog: FlashFile;
	readonly #texts: FlashFile;
	readonly #gateway: number;
	#isDirty = false;
	#syncing: Promise<void> = Promise.resolve();

	/** Saves the terminal's chips, and from now on every change of them. */
	constructor(terminal: SimulatedTerminal, folder: string) {
		saveTerminal(terminal, folder);
		this.#folder = folder;
		this.#journal = new FlashFile(join(folder, names.journal), join(folder, names.journalWear));
		this.#catalog = new FlashFile(join(folder, names.catalog), join(folder, names.catalogWear));
		this.#texts = new FlashFile(join(folder, names.texts), join(folder, names.textsWear));
		this.#gateway = openSync(join(folder, names.gateway), "a");
		terminal.journalFlash.store = this.#journal;
		terminal.catalogFlash.store = this.#catalog;
		terminal.textsFlash.store = this.#texts;
		terminal.keyStore.onChange = (values) => this.replace(names.keys, { values } satisfies SavedKeys);
		terminal.firmware.slots.onChange = (state) => this.replace(names.firmware, state);
		terminal.clock.onChange = (state) => this.replace(names.clock, state);
		terminal.cardReader.onDecision = (decision) => {
			this.#isDirty = true;
			appendFileSync(this.#gateway, decisionLine(decision));
		};
	}

	/** Waits until what has been written so far survives a power cut of this computer. */
	sync(): Promise<void> {
		this.#syncing = this.#syncing.catch(() => undefined).then(() => this.syncNow());
		return this.#syncing;
	}

	/** Syncs; no chip may change afterwards. */
	async close(): Promise<void> {
		try {
			await this.sync();
		} finally {
			this.#journal.close();
			this.#catalog.close();
			this.#texts.close();
			closeSync(this.#gateway);
		}
	}

	private replace(name: string, state: unknown): void {
		this.#isDirty = true;
		replace(join(this.#folder, name), JSON.stringify(state));
	}

	private async syncNow(): Promise<void> {
		await this.#journal.sync();
		await this.#catalog.sync();
		await this.#texts.sync();
		if (!this.#isDirty) return;
		this.#isDirty = false;
		for (const name of [names.firmware, names.clock, names.gateway, names.keys]) {
			const file = await open(join(this.#folder, name), "r+");
			try {
				await file.sync();
			} finally {
				await file.close();
			}
		}
	}
}
