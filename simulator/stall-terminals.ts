// The simulated terminals of a stall, paced by the real clock, with the contents of their chips kept in a folder.
import { join } from "node:path";
import { loadCredentials } from "../firmware/sync/credentials.js";
import { CborCodec } from "../firmware/wire/cbor.js";
import type { EngineKind } from "./engine/machine.js";
import type { Dialer } from "./network/dialer.js";
import { Pacer } from "./pacer.js";
import { ChipFiles, loadTerminal, savedFlashBytes } from "./terminal/chip-files.js";
import { SimulatedTerminal } from "./terminal/terminal.js";
import type { World } from "./world.js";

export interface StallTerminalsOptions {
	readonly world: World;
	/** Wall time at the start of the world. */
	readonly originMs: number;
	/** Folder of the terminals' chips, one folder each; undefined keeps them in memory. */
	readonly dataDir: string | undefined;
	/** Identifiers of the terminals, e.g. "till-1". */
	readonly names: readonly string[];
	readonly engine: EngineKind;
	readonly dialer: Dialer;
	/** Called with each trace line of a terminal, and with exceptions that its firmware did not catch. */
	readonly onTrace?: ((terminal: string, line: string) => void) | undefined;
	/**
	 * Returns an enrolment code for a terminal that has no credentials. `isSaved`: its chips are those of an earlier
	 * run, which ended before it was enrolled.
	 */
	enrol(terminal: string, isSaved: boolean): Promise<string>;
}

const enrolDelayMs = 1_500;
const watchdogMs = 1_000;

export class StallTerminals {
	readonly world: World;
	readonly originMs: number;
	readonly pacer: Pacer;
	readonly terminals: ReadonlyMap<string, SimulatedTerminal>;
	readonly #files: readonly ChipFiles[];
	#closing: Promise<void> | undefined;

	private constructor({ world, originMs }: StallTerminalsOptions, opened: ReadonlyMap<string, OpenTerminal>) {
		this.world = world;
		this.originMs = originMs;
		this.terminals = new Map([...opened].map(([name, { terminal }]) => [name, terminal]));
		this.#files = [...opened.values()].flatMap(({ files }) => files ?? []);
		this.pacer = new Pacer(world, (error) => {
			throw error;
		});
	}

	/** Switches the terminals on and enrols new ones by scanning a code. */
	static async open(options: StallTerminalsOptions): Promise<StallTerminals> {
		const opened = new Map<string, OpenTerminal>();
		try {
			for (const name of options.names) opened.set(name, await openTerminal(options, name));
		} catch (error) {
			for (const { terminal, files } of opened.values()) {
				terminal.close();
				await files?.close();
			}
			throw error;
		}
		const terminals = new StallTerminals(options, opened);
		terminals.pacer.start();
		return terminals;
	}

	/**
	 * Waits until the chips' contents survive a power cut of this computer. A killed process loses nothing in any case.
	 */
	async sync(): Promise<void> {
		for (const files of this.#files) await files.sync();
	}

	/** Switches the terminals off. Idempotent. */
	close(): Promise<void> {
		this.#closing ??= this.stop();
		return this.#closing;
	}

	private async stop(): Promise<void> {
		this.pacer.stop();
		for (const terminal of this.terminals.values()) terminal.close();
		for (const files of this.#files) await files.close();
	}
}

interface OpenTerminal {
	readonly terminal: SimulatedTerminal;
	readonly files: ChipFiles | undefined;
}

async function openTerminal(options: StallTerminalsOptions, name: string): Promise<OpenTerminal> {
	const { world, originMs, dataDir, engine, dialer, onTrace } = options;
	const folder = dataDir === undefined ? undefined : join(dataDir, name);
	const terminal = await SimulatedTerminal.create({
		...(folder !== undefined && savedFlashBytes(folder)),
		...{ world, engine, dialer, wallOriginMs: originMs },
		pixels: true,
		// On the charger from the start, so that a stall left running at 10× does not run empty.
		battery: { capacityMilliampHours: 3_000, charge: 0.84, isCharging: true },
		tagReader: "i2c",
		onTrace: (line) => onTrace?.(name, line),
		onCrash: (error) => {
			onTrace?.(name, error instanceof Error ? (error.stack ?? error.message) : String(error));
			world.schedule(watchdogMs, () => terminal.power(true));
		},
	});
	let files: ChipFiles | undefined;
	try {
		const isSaved = folder !== undefined && loadTerminal(terminal, folder);
		const code = isEnrolled(terminal) ? undefined : await options.enrol(name, isSaved);
		if (folder !== undefined) files = new ChipFiles(terminal, folder);
		terminal.power(true);
		if (code !== undefined) world.schedule(enrolDelayMs, () => terminal.scan(code));
		return { terminal, files };
	} catch (error) {
		terminal.close();
		await files?.close();
		throw error;
	}
}

/** Credentials that cannot be read are kept: the terminal shows the fault. */
function isEnrolled(terminal: SimulatedTerminal): boolean {
	try {
		return loadCredentials(terminal.keyStore, new CborCodec()) !== undefined;
	} catch {
		return true;
	}
}
