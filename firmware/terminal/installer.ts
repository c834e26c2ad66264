// Installs an update that is ready: automatically once the shift is closed and the till has not been used for a while,
// or from the settings at any time between two sales; never on a low battery.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { BatteryGauge, Timer } from "../core/ports.js";
import type { UpdatePort } from "../core/update.js";
import { hasPowerForUpdate } from "../policy/update.js";
import type { Updates, UpdateTerms } from "../sync/updates.js";
import type { TerminalPorts } from "./ports.js";
import type { Trial } from "./trial.js";
import type { Till } from "../till/till.js";

export interface InstallListener {
	/** Called with a version when the update takes over the screen, and with undefined when it releases it. */
	installing(version: number | undefined): void;
	/** The boot loader was switched: everything open has to be closed before the restart. */
	restarting(): void;
}

/** A subset of `EnrolledOptions`, which is stored as it is: a separate object would permanently cost heap. */
export interface InstallerOptions {
	readonly ports: Pick<TerminalPorts, "timers" | "trace" | "restart">;
	readonly battery: BatteryGauge | undefined;
	readonly listener: InstallListener;
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

	/** Sets the parts that are created after the installer. */
	attach(till: Pick<Till, "isIdle" | "isLeft">, updates: Updates | undefined): void {
		this.#till = till;
		this.#updates = updates;
	}

	/** The version that is ready to be installed. */
	get version(): number | undefined {
		return this.#updates?.readyVersion;
	}

	get mayAttemptPayments(): boolean {
		return !this.#trial.mayLosePayments;
	}

	/** Called when a new update may be ready. */
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

	/** Shows the update on the screen first: a board takes seconds to check the image and to restart. */
	private begin(version: number): void {
		const { ports, listener } = this.#options;
		this.#timer?.cancel();
		this.#isInstalling = true;
		listener.installing(version);
		this.#timer = ports.timers.start(limits.updateNoticeMs, () => {
			this.#timer = undefined;
			this.#isInstalling = false;
			this.restart(version);
		});
	}

	private restart(version: number): void {
		const { ports, listener } = this.#options;
		const { trace, restart } = ports;
		try {
			this.#updates?.install();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			trace(`update: ${error.message}`);
			return listener.installing(undefined);
		}
		this.#trial.begin(version);
		trace(`update: restarting into firmware ${version}`);
		listener.restarting();
		restart?.();
	}
}
