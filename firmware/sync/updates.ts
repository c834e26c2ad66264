// Firmware updates from the host: a signed manifest announces an image, the terminal pulls it into the idle slot with
// the lowest priority, and keeps it there until the caller installs it. A refused image is not requested again.
import { equal } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import type { Digest, Trace } from "../core/ports.js";
import type { UpdatePort } from "../core/update.js";
import type { Chunk } from "../wire/chunk.js";
import { type FirmwareReport, UpdateState } from "../wire/status.js";
import { readUpdate, type UpdateManifest } from "../wire/update-manifest.js";
import type { Credentials } from "./credentials.js";
import { Pull, type PullLine, type PullOptions, type PullSink } from "./pull.js";
import { UpdateImage } from "./update-image.js";

/** What the terminal tells the updates at the start. */
export interface UpdateTerms {
	readonly port: UpdatePort;
	/** A version that was tried here and rolled back: no version up to it is taken. 0 for none. */
	readonly failedVersion: number;
	/** Whether the till is idle and the battery has enough charge. */
	mayPull(): boolean;
}

/** A part of sync's options, held as one reference. */
export interface UpdatesOptions extends PullOptions {
	readonly ports: PullOptions["ports"] & {
		readonly digest: Digest;
		readonly trace: Trace;
	};
	readonly credentials: Pick<Credentials, "merchant">;
}

/** The session that sends the requests. */
export interface UpdatesSession extends PullLine {
	/** Records are in flight. */
	readonly isShipping: boolean;
	/** The report has changed. */
	updateChanged(): void;
}

export class Updates implements PullSink {
	readonly #options: UpdatesOptions;
	readonly #terms: UpdateTerms;
	readonly #line: UpdatesSession;
	#pull: Pull | undefined;
	#isAttached = false;
	/** Digest of the last message, which is not verified again at each session: a signature takes a board a second. */
	#judged: Uint8Array | undefined;
	/** Messages of this session whose signatures have not been verified. */
	#unverified = 0;
	#wanted: UpdateManifest | undefined;
	#image: UpdateImage | undefined;
	#state: UpdateState = UpdateState.none;
	#offered = 0;

	constructor(options: UpdatesOptions, terms: UpdateTerms, line: UpdatesSession) {
		this.#options = options;
		this.#terms = terms;
		this.#line = line;
		this.rest();
	}

	get report(): FirmwareReport {
		const { board, version } = this.#terms.port;
		return { board, version, state: this.#state, offered: this.#offered };
	}

	/** The version that is complete and verified in the slot. */
	get readyVersion(): number | undefined {
		return this.#state === UpdateState.ready ? this.#offered : undefined;
	}

	/** The session is ready for requests. */
	attach(): void {
		this.#isAttached = true;
		this.#pull?.attach();
	}

	detach(): void {
		this.#isAttached = false;
		if (this.#unverified > 0) this.#judged = undefined;
		this.#unverified = 0;
		this.#pull?.detach();
	}

	close(): void {
		this.#pull?.detach();
		this.#image?.close();
	}

	/**
	 * Whether this envelope was the last message. Otherwise it is from now on, unless the session ends before all that
	 * have arrived are verified.
	 */
	hasJudged(bytes: Uint8Array): boolean {
		const digest = this.#options.ports.digest.sha256(bytes);
		if (this.#judged && equal(this.#judged, digest)) return true;
		this.#judged = digest;
		this.#unverified++;
		return false;
	}

	/** `body` is that of the verified envelope. Throws Fault UPDATE_REFUSED, VERSION_STALE or WIRE_*. */
	receiveManifest(body: Uint8Array): void {
		this.#unverified--;
		const { cbor, credentials } = this.#options;
		const { port, failedVersion } = this.#terms;
		const manifest = readUpdate(cbor, body);
		const { board, version } = manifest;
		if (manifest.merchant !== credentials.merchant) throw new Fault("UPDATE_REFUSED", "of another merchant");
		if (manifest.lengthBytes === 0) return this.withdraw(manifest);
		if (board !== port.board) throw this.refusal(version, `for ${board}`);
		// A version that runs already or is being downloaded is neither new nor a fault.
		if (version === port.version || version === this.#wanted?.version) return;
		if (version < Math.max(port.version, this.#wanted?.version ?? 0))
			throw new Fault("VERSION_STALE", `firmware ${version}`);
		if (version <= failedVersion) throw new Fault("UPDATE_REFUSED", `${failedVersion} was rolled back`);
		this.begin(manifest);
	}

	/** Throws Fault UPDATE_DAMAGED or WIRE_*. */
	receiveChunk(chunk: Chunk): void {
		this.#pull?.receive(chunk);
	}

	/**
	 * Switches the boot to the image that is ready; the caller restarts. Throws Fault UPDATE_DAMAGED with the boot
	 * unchanged.
	 */
	install(): void {
		const image = this.#image;
		if (!image || this.#state !== UpdateState.ready) throw new Fault("UPDATE_DAMAGED", "not ready");
		this.#image = undefined;
		this.#wanted = undefined;
		try {
			image.install();
		} catch (error) {
			this.set(UpdateState.refused, this.#offered);
			throw error;
		}
	}

	mayPull(): boolean {
		return !this.#line.isShipping && this.#terms.mayPull();
	}

	takePiece(_offset: number, bytes: Uint8Array): void {
		const { digest } = this.#options.ports;
		try {
			// The slot is opened late: a board cannot open it while its running image is on trial, and opening erases
			// it at once.
			this.#image ??= new UpdateImage(this.#wanted!, digest, this.#terms.port);
			this.#image.write(bytes);
		} catch (error) {
			// A slot throws the board's own errors; they become ours, which have a text for the stallholder.
			throw error instanceof Fault ? error : new Fault("UPDATE_DAMAGED", String(error));
		}
	}

	takeWhole(): void {
		this.#image!.verify();
		this.#pull = undefined;
		this.#options.ports.trace(`update: firmware ${this.#offered} is ready`);
		this.set(UpdateState.ready, this.#offered);
	}

	giveUp(isGone: boolean): void {
		const { version } = this.#wanted!;
		this.forget();
		if (!isGone) return this.set(UpdateState.refused, version);
		this.#options.ports.trace(`update: the host has no firmware ${version} any more`);
		// The same version may be offered again.
		this.#judged = undefined;
		this.rest();
		this.#line.updateChanged();
	}

	private begin(manifest: UpdateManifest): void {
		this.forget();
		this.#wanted = manifest;
		this.set(UpdateState.pulling, manifest.version);
		this.#pull = new Pull(this.#options, this.#line, this, manifest, 0);
		if (this.#isAttached) this.#pull.attach();
	}

	private withdraw({ board, version }: UpdateManifest): void {
		if (board !== this.#terms.port.board || version !== this.#wanted?.version) return;
		this.#options.ports.trace(`update: firmware ${version} was withdrawn`);
		this.forget();
		this.rest();
		this.#line.updateChanged();
	}

	/** Nothing is being downloaded: the report shows the version that was rolled back. */
	private rest(): void {
		const { failedVersion, port } = this.#terms;
		const isFailed = failedVersion > port.version;
		this.#state = isFailed ? UpdateState.rolledBack : UpdateState.none;
		this.#offered = isFailed ? failedVersion : 0;
	}

	/** An image that is being downloaded or ready is kept. */
	private refusal(version: number, detail: string): Fault {
		if (!this.#wanted) this.set(UpdateState.refused, version);
		return new Fault("UPDATE_REFUSED", detail);
	}

	private forget(): void {
		this.#pull?.detach();
		this.#image?.close();
		this.#pull = this.#image = this.#wanted = undefined;
	}

	private set(state: UpdateState, offered: number): void {
		this.#state = state;
		this.#offered = offered;
		this.#line.updateChanged();
	}
}
