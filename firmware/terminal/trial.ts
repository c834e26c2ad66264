// The trial of a new image and its stored state. The image is confirmed once the terminal has shown the till and run
// for a while, and rolled back if it does not get there in time. After a crash, a hang or a power cut before that, the
// boot loader rolls back, and the earlier image reads here which version was tried.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { ResetReason, type Timer } from "../core/ports.js";
import type { UpdatePort } from "../core/update.js";
import type { TerminalPorts } from "./ports.js";
import { Feature } from "../wire/capabilities.js";
import type { CborCodec } from "../wire/cbor.js";
import { FieldReader } from "../wire/reader.js";

/** A subset of the terminal's ports, which are stored as they are: a separate object would permanently cost heap. */
export type TrialPorts = Pick<TerminalPorts, "keyStore" | "timers" | "resetReason" | "trace">;

/** Stored as [installed, isOpen, trials, failed], followed by the features of the firmware that began the trial. */
interface Memory {
	/** The version installed last. */
	readonly installed: number;
	/** The terminal was restarted into that version, which is not confirmed yet. */
	readonly isOpen: boolean;
	/** Number of restarts into that version. */
	readonly trials: number;
	/** The highest version that was rolled back through its own failure. */
	readonly failed: number;
	/** Features of the firmware that a rollback restores: codes of wire/capabilities.ts; empty if it stated none. */
	readonly features: readonly number[];
}

const memoryKey = "update";
const noMemory: Memory = { installed: 0, isOpen: false, trials: 0, failed: 0, features: [] };

export class Trial {
	readonly port: UpdatePort;
	readonly #ports: TrialPorts;
	readonly #cbor: CborCodec;
	#memory: Memory;
	#timer: Timer | undefined;
	#isReady = false;

	/** Starts the time limit of the trial, so it must be created first. */
	constructor(port: UpdatePort, ports: TrialPorts, cbor: CborCodec) {
		this.port = port;
		this.#ports = ports;
		this.#cbor = cbor;
		const { timers, trace } = ports;
		this.#memory = this.load();
		if (this.#memory.isOpen && this.#memory.installed !== port.version) this.returned();
		if (!port.boot.isTrial()) return;
		trace(`update: firmware ${port.version} is on trial`);
		this.#timer = timers.start(limits.trialMs, () => {
			trace(`update: firmware ${port.version} was not ready in time`);
			port.boot.rollBack();
		});
	}

	/** A version that was tried here and rolled back; 0 for none. */
	get failedVersion(): number {
		return this.#memory.failed;
	}

	/** The running image is not confirmed yet. */
	get isOpen(): boolean {
		return this.#timer !== undefined;
	}

	/** The running image may still be rolled back to one that does not inquire about open card payments. */
	get mayLosePayments(): boolean {
		return this.isOpen && !this.#memory.features.includes(Feature.paymentAttempts);
	}

	/** Called when the terminal shows the till or the enrolment screen. Only the first call has an effect. */
	ready(): void {
		if (!this.#timer || this.#isReady) return;
		this.#isReady = true;
		this.#timer.cancel();
		this.#timer = this.#ports.timers.start(limits.trialSettleMs, () => this.confirm());
	}

	/** The boot loader was switched to `version`, which the next restart tries. */
	begin(version: number): void {
		const { installed, trials, failed } = this.#memory;
		const features = Object.values(Feature);
		this.store({
			installed: version,
			isOpen: true,
			trials: installed === version ? trials + 1 : 1,
			failed,
			features,
		});
	}

	close(): void {
		this.#timer?.cancel();
	}

	private confirm(): void {
		const { port } = this;
		const { trace } = this.#ports;
		this.#timer = undefined;
		port.boot.confirm();
		this.store({ ...this.#memory, isOpen: false, trials: 0 });
		trace(`update: firmware ${port.version} is confirmed`);
	}

	/**
	 * The running image is not the one that was restarted into. A power cut in its first seconds does not count as a
	 * failure.
	 */
	private returned(): void {
		const { resetReason, trace } = this.#ports;
		const { installed, trials, failed, features } = this.#memory;
		const wasCut = resetReason === ResetReason.power || resetReason === ResetReason.brownOut;
		const isFailure = !wasCut || trials >= limits.trialsMax;
		trace(`update: firmware ${installed} was rolled back${isFailure ? " and is refused" : ""}`);
		this.store({
			installed,
			isOpen: false,
			trials,
			failed: isFailure ? Math.max(failed, installed) : failed,
			features,
		});
	}

	private load(): Memory {
		const bytes = this.#ports.keyStore.read(memoryKey);
		if (!bytes) return noMemory;
		try {
			const reader = new FieldReader(this.#cbor.decode(bytes, limits.keyValueBytesMax), 4);
			const memory = {
				installed: reader.u32(),
				isOpen: reader.boolean(),
				trials: reader.u32(),
				failed: reader.u32(),
			};
			return { ...memory, features: reader.hasMore ? reader.codes(limits.capabilityCodesMax) : [] };
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			return noMemory;
		}
	}

	private store(memory: Memory): void {
		this.#memory = memory;
		const { installed, isOpen, trials, failed, features } = memory;
		this.#ports.keyStore.write(memoryKey, this.#cbor.encode([installed, isOpen, trials, failed, features]));
	}
}
