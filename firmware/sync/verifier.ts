// Verifies the host's signed messages one after another, in the order in which they arrive. Where the port offers it, a
// signature is verified in steps with a timer between them, so that touch and scanner are served.
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Ed25519, Timer, Timers, Verification } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import { type Envelope, type EnvelopeDomain, readEnvelope } from "../wire/envelope.js";
import type { Credentials } from "./credentials.js";

/** A part of sync's options, held as one reference. */
export interface VerifierOptions {
	readonly ports: { readonly ed25519: Ed25519; readonly timers: Timers };
	readonly credentials: Pick<Credentials, "hostKey">;
	readonly cbor: CborCodec;
}

export interface VerifierListener {
	/** The body of a message that the host has signed. */
	verified(domain: EnvelopeDomain, body: Uint8Array): void;
	/** Another has signed the message, or it was changed. */
	forged(domain: EnvelopeDomain): void;
}

interface Waiting extends Envelope {
	readonly domain: EnvelopeDomain;
}

export class Verifier {
	readonly #options: VerifierOptions;
	readonly #listener: VerifierListener;
	/** The first is being verified. Undefined where nothing waits. */
	#waiting: Waiting[] | undefined;
	#job: Verification | undefined;
	#timer: Timer | undefined;

	constructor(options: VerifierOptions, listener: VerifierListener) {
		this.#options = options;
		this.#listener = listener;
	}

	/**
	 * Tells the listener, at once where the port verifies in one step. Throws Fault WIRE_* for what is no envelope, and
	 * WIRE_TOO_LARGE when too many wait already, or too many bytes: the host sends again what it got no answer to.
	 */
	receive(domain: EnvelopeDomain, bytes: Uint8Array): void {
		const message = { domain, ...readEnvelope(this.#options.cbor, domain, bytes) };
		if (!this.#waiting) {
			this.#waiting = [message];
			return this.goOn();
		}
		let bytesWaiting = message.message.length;
		for (const waiting of this.#waiting) bytesWaiting += waiting.message.length;
		if (this.#waiting.length >= limits.verificationsMax || bytesWaiting > limits.verificationBytesMax)
			throw new Fault("WIRE_TOO_LARGE", `${domain} has to wait`);
		this.#waiting.push(message);
	}

	/** Forgets what has not been verified: the session has ended. */
	drop(): void {
		this.#waiting = this.#job = undefined;
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	private goOn(): void {
		for (let message = this.#waiting?.[0]; message && !this.#timer; message = this.#waiting?.[0]) {
			const isGenuine = this.verdict(message);
			if (isGenuine === undefined) {
				this.#timer = this.#options.ports.timers.start(0, () => {
					this.#timer = undefined;
					this.goOn();
				});
				return;
			}
			this.#job = undefined;
			this.#waiting!.shift();
			if (this.#waiting!.length === 0) this.#waiting = undefined;
			if (isGenuine) this.#listener.verified(message.domain, message.body);
			else this.#listener.forged(message.domain);
		}
	}

	private verdict({ signature, message }: Waiting): boolean | undefined {
		const { ed25519 } = this.#options.ports;
		const { hostKey } = this.#options.credentials;
		if (!ed25519.beginVerification) return ed25519.verify(signature, message, hostKey);
		this.#job ??= ed25519.beginVerification(signature, message, hostKey);
		return this.#job.step();
	}
}
