// When an update that is ready is installed: by itself while the shift is closed and nobody has touched the till for a while, at any other time between
// two sales by a hand in the menu; never with a tired battery.
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
	/** The shift is closed, and since the last call nobody has touched or scanned. */
	isQuiet(): boolean;
	/** The boot is switched: close all that is open before the restart. */
	onRestart(): void;
}

export class Installer {
	readonly #options: InstallerOptions;
	#timer: Timer | undefined;

	constructor(options: InstallerOptions) {
		this.#options = options;
	}

	/** The version that waits to be installed. */
	get version(): number | undefined {
		return this.#options.updates.readyVersion;
	}

	/** What waits may have changed. */
	look(): void {
		if (this.version === undefined || this.#timer) return;
		// Whatever was touched before counts no more.
		this.#options.isQuiet();
		this.#wait();
	}

	/** Restarts into the new image. Throws Fault UPDATE_DAMAGED, and the present one goes on. */
	install(): void {
		const { port, trial, updates, trace, onRestart } = this.#options;
		const { version } = this;
		if (version === undefined) return;
		updates.install();
		trial.begin(version);
		trace(`update: restarts into firmware ${version}`);
		onRestart();
		port.restart();
	}

	close(): void {
		this.#timer?.cancel();
	}

	#wait(): void {
		this.#timer = this.#options.timers.start(limits.updateQuietMs, () => {
			this.#timer = undefined;
			if (this.version === undefined) return;
			if (this.#options.isQuiet() && this.#options.hasPower()) this.#installNow();
			else this.#wait();
		});
	}

	#installNow(): void {
		try {
			this.install();
		} catch (error) {
			// Said in the report; nobody stands here to read it.
			this.#options.trace(String(error));
		}
	}
}
