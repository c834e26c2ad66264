// When an update that is ready is installed: by itself once the shift is closed and the till was left alone for a while, at any other time between two
// sales by a hand in the settings; never with a tired battery.
import { Fault } from "./core/fault.js";
import { limits } from "./core/limits.js";
import type { Timer, Timers, Trace } from "./core/ports.js";
import type { UpdatePort } from "./core/update.js";
import type { Updates } from "./sync/updates.js";
import type { Trial } from "./terminal-trial.js";

export interface InstallerOptions {
	readonly port: UpdatePort;
	readonly trial: Trial;
	readonly updates: Updates;
	readonly timers: Timers;
	readonly trace: Trace;
	/** The battery, where there is one, outlasts it. */
	hasPower(): boolean;
	/** The shift is closed, and the screen shows nothing that somebody is busy with. */
	isQuiet(): boolean;
	/** The screen belongs to the update; undefined gives it back. */
	onInstalling(version: number | undefined): void;
	/** The boot is switched: close all that is open before the restart. */
	onRestart(): void;
}

export class Installer {
	readonly #options: InstallerOptions;
	#timer: Timer | undefined;
	#quietMs = 0;
	#isInstalling = false;

	constructor(options: InstallerOptions) {
		this.#options = options;
	}

	/** The version that waits to be installed. */
	get version(): number | undefined {
		return this.#options.updates.readyVersion;
	}

	/** What waits may have changed. */
	look(): void {
		if (this.version !== undefined && !this.#timer) this.#wait();
	}

	/** Now, because somebody asks for it. Throws Fault BATTERY_LOW. */
	install(): void {
		if (this.version === undefined || this.#isInstalling) return;
		if (!this.#options.hasPower()) throw new Fault("BATTERY_LOW");
		this.#begin(this.version);
	}

	close(): void {
		this.#timer?.cancel();
	}

	#wait(): void {
		this.#timer = this.#options.timers.start(limits.updateLookMs, () => {
			this.#timer = undefined;
			const { version } = this;
			this.#quietMs = this.#options.isQuiet() && this.#options.hasPower() ? this.#quietMs + limits.updateLookMs : 0;
			if (version === undefined) this.#quietMs = 0;
			else if (this.#quietMs >= limits.updateQuietMs) this.#begin(version);
			else this.#wait();
		});
	}

	/** The screen says so first: checking the image and starting anew takes a board seconds. */
	#begin(version: number): void {
		const { timers, onInstalling } = this.#options;
		this.#timer?.cancel();
		this.#isInstalling = true;
		onInstalling(version);
		this.#timer = timers.start(limits.updateNoticeMs, () => {
			this.#timer = undefined;
			this.#isInstalling = false;
			this.#restart(version);
		});
	}

	#restart(version: number): void {
		const { port, trial, updates, trace, onInstalling, onRestart } = this.#options;
		try {
			updates.install();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			trace(`update: ${error.message}`);
			return onInstalling(undefined);
		}
		trial.begin(version);
		trace(`update: restarts into firmware ${version}`);
		onRestart();
		port.restart();
	}
}
