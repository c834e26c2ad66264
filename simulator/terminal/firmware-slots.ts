// Which firmware a simulated terminal runs. All versions are the same code here; a version can be told to be a bad one,
// to see what becomes of it.
import { Fault } from "../../firmware/core/fault.js";
import { type Flash, ResetReason } from "../../firmware/core/ports.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { BootSlots } from "../peripherals/boot-slots.js";
import type { Scheduled, World } from "../world.js";

/**
 * How a version is bad: it throws at start and the board's abort resets it; it hangs until the watchdog bites; it
 * starts with a fault on the screen; it comes up and crashes a little later.
 */
export type BadFirmware = "throws" | "hangs" | "faults" | "crashes";

/** Of manifests/esp32: what is published for "esp32" is for simulated terminals too. */
const board = "esp32";
const firstVersion = 1;
/** Boot loader and engine, until the firmware's first line. */
const resetMs = 300;
/** CONFIG_ESP_TASK_WDT_TIMEOUT_S of manifests/esp32. */
const watchdogMs = 15_000;
const lateCrashMs = 5_000;

export interface FirmwareSlotsOptions {
	readonly world: World;
	/** The processor stops in the middle of whatever it did. */
	onStop(): void;
	/** It starts anew. */
	onStart(reason: ResetReason): void;
}

export class FirmwareSlots {
	readonly slots = new BootSlots(firstVersion);
	readonly bad = new Map<number, BadFirmware>();
	readonly #options: FirmwareSlotsOptions;
	#reset: Scheduled | undefined;

	constructor(options: FirmwareSlotsOptions) {
		this.#options = options;
	}

	/**
	 * Starts what the boot loader says; answers how it is bad. One that "throws" or "hangs" never comes to its first
	 * line.
	 */
	boot(): BadFirmware | undefined {
		this.slots.boot();
		const bad = this.bad.get(this.slots.version);
		if (bad === "throws") this.resetAfter(resetMs, ResetReason.software);
		if (bad === "hangs") this.resetAfter(watchdogMs, ResetReason.watchdog);
		if (bad === "crashes") this.resetAfter(lateCrashMs, ResetReason.software);
		return bad;
	}

	/** The processor stops, and starts anew. */
	reset(reason: ResetReason): void {
		this.#options.onStop();
		this.resetAfter(resetMs, reason);
	}

	/** Somebody else sees to the next start. */
	cancelReset(): void {
		this.#reset?.cancel();
		this.#reset = undefined;
	}

	private resetAfter(delayMs: number, reason: ResetReason): void {
		this.#reset?.cancel();
		this.#reset = this.#options.world.schedule(delayMs, () => {
			this.#reset = undefined;
			this.#options.onStart(reason);
		});
	}

	port(): UpdatePort {
		const { slots } = this;
		return {
			board,
			version: slots.version,
			boot: {
				isTrial: () => slots.isTrial(),
				confirm: () => slots.confirm(),
				rollBack: () => {
					slots.markInvalid();
					this.reset(ResetReason.software);
				},
			},
			openSlot: () => slots.openSlot(),
		};
	}

	/** What firmware that cannot read the memory of the version before is given. */
	static blind(ports: TerminalPorts): TerminalPorts {
		const refuse = (): never => {
			throw new Fault("JOURNAL_UNKNOWN_FORMAT");
		};
		const { sizeBytes, sectorBytes, pageBytes, alignBytes } = ports.journalFlash;
		const journalFlash: Flash = {
			...{ sizeBytes, sectorBytes, pageBytes, alignBytes },
			...{ read: refuse, readRaw: refuse, program: refuse, erase: refuse },
		};
		return { ...ports, journalFlash };
	}
}
