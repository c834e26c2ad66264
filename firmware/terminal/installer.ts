// When an update that is ready is installed: automatically once the shift is closed and the till was not used for a
// while, at any other time between two sales from the settings; never on a low battery.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { BatteryGauge, Timer } from "../core/ports.js";
import type { UpdatePort } from "../core/update.js";
import { hasPowerForUpdate } from "../policy/update.js";
import type { Updates, UpdateTerms } from "../sync/updates.js";
import type { TerminalPorts } from "./ports.js";
import type { Trial } from "./trial.js";
import type { Till } from "../till/till.js";

/** Part of `EnrolledOptions`, which is kept as it is: another object would cost heap permanently. */
export interface InstallerOptions {
	readonly ports: Pick<TerminalPorts, "timers" | "trace" | "restart">;
	readonly battery: BatteryGauge | undefined;
	/** The screen belongs to the update; undefined gives it back. */
	readonly onInstalling: (version: number | undefined) => void;
	/** The boot is switched: close all that is open before the restart. */
	readonly onRestart: () => void;
}

export class Installer implements UpdateTerms {
	readonly #options: InstallerOptions;
	readonly #trial: Trial;
	#till: Pick<Till, "isIdle" | "isLeft"> | undefined;
	#updates: Updates | undefined;
	#timer: Timer | undefined;
	#quietMs = 0;
	#isInstalling = false;

	constructor(options: InstallerOptions, trial: Trial) {
		this.#options = options;
		this.#trial = trial;
	}

	get port(): UpdatePort {
		return this.#trial.port;
	}

	get failedVersion(): number {
		return this.#trial.failedVersion;
	}

	/** Whether the till is idle, with enough power. A slot cannot be written while the running image is on trial. */
	mayPull(): boolean {
		return !this.#trial.isOpen && this.#till?.isIdle === true && this.hasPower;
	}

	/** What exists only after the installer was made. */
	attach(till: Pick<Till, "isIdle" | "isLeft">, updates: Updates | undefined): void {
		this.#till = till;
		this.#updates = updates;
	}

	/** The version that waits to be installed. */
	get version(): number | undefined {
		return this.#updates?.readyVersion;
	}

	get mayAttemptPayments(): boolean {
		return !this.#trial.mayLosePayments;
	}

	/** The update that waits may have changed. */
	look(): void {
		if (this.version !== undefined && !this.#timer) this.wait();
	}

	/** Installs now, as asked for in the settings. Throws Fault BATTERY_LOW. */
	install(): void {
		if (this.version === undefined || this.#isInstalling) return;
		if (!this.hasPower) throw new Fault("BATTERY_LOW");
		this.begin(this.version);
	}

	close(): void {
		this.#timer?.cancel();
	}

	private get hasPower(): boolean {
		return hasPowerForUpdate(this.#options.battery?.state);
	}

	private wait(): void {
		this.#timer = this.#options.ports.timers.start(limits.updateLookMs, () => {
			this.#timer = undefined;
			const { version } = this;
			this.#quietMs = this.#till?.isLeft && this.hasPower ? this.#quietMs + limits.updateLookMs : 0;
			if (version === undefined) this.#quietMs = 0;
			else if (this.#quietMs >= limits.updateQuietMs) this.begin(version);
			else this.wait();
		});
	}

	/** The screen says so first: a board takes seconds to check the image and to restart. */
	private begin(version: number): void {
		const { ports, onInstalling } = this.#options;
		this.#timer?.cancel();
		this.#isInstalling = true;
		onInstalling(version);
		this.#timer = ports.timers.start(limits.updateNoticeMs, () => {
			this.#timer = undefined;
			this.#isInstalling = false;
			this.restart(version);
		});
	}

	private restart(version: number): void {
		const { onInstalling, onRestart } = this.#options;
		const { trace, restart } = this.#options.ports;
		try {
			this.#updates?.install();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			trace(`update: ${error.message}`);
			return onInstalling(undefined);
		}
		this.#trial.begin(version);
		trace(`update: restarts into firmware ${version}`);
		onRestart();
		restart?.();
	}
}
