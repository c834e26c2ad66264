// Which firmware version a simulated terminal runs. All versions run the same code, but a version can be marked as bad
// to test updates and rollback.
import { Fault } from "../../firmware/core/fault.js";
import { type Flash, ResetReason } from "../../firmware/core/ports.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { BootSlots } from "../peripherals/boot-slots.js";
import type { Scheduled, World } from "../world.js";

/**
 * `throws`: throws at start, and the board's abort resets it. `hangs`: hangs until the watchdog resets it. `faults`:
 * starts with a fault on the screen. `crashes`: starts normally and crashes shortly afterwards.
 */
export type BadFirmware = "throws" | "hangs" | "faults" | "crashes";

/** As in manifests/esp32, so that simulated terminals get firmware published for "esp32". */
const board = "esp32";
const firstVersion = 1;
/** From reset to the firmware's first line: boot loader and engine. */
const resetMs = 300;
/** CONFIG_ESP_TASK_WDT_TIMEOUT_S of manifests/esp32. */
const watchdogMs = 15_000;
const lateCrashMs = 5_000;

export interface FirmwareSlotsOptions {
	readonly world: World;
	/** Stops the processor. */
	onStop(): void;
	/** Restarts the processor. */
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
	 * Boots the version that the boot loader selects, and returns how it is bad. The caller must not run firmware that
	 * "throws" or "hangs".
	 */
	boot(): BadFirmware | undefined {
		this.slots.boot();
		const bad = this.bad.get(this.slots.version);
		if (bad === "throws") this.resetAfter(resetMs, ResetReason.software);
		if (bad === "hangs") this.resetAfter(watchdogMs, ResetReason.watchdog);
		if (bad === "crashes") this.resetAfter(lateCrashMs, ResetReason.software);
		return bad;
	}

	/** Stops the processor and restarts it after the reset time. */
	reset(reason: ResetReason): void {
		this.#options.onStop();
		this.resetAfter(resetMs, reason);
	}

	/** Cancels a pending restart. */
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

	/** Ports whose journal cannot be read, as for firmware that does not know the journal format of its predecessor. */
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
