// The enrolment dialogue: with a scanned one-time code, a terminal without an owner makes a key, proves to the host
// that it knows the code's secret, checks that the host knows it too, and stores what it is granted.
import { toHex } from "../core/bytes.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Timer } from "../core/ports.js";
import type { CborCodec } from "../wire/cbor.js";
import {
	encodeEnrolmentRequest,
	openEnrolmentGrant,
	parseEnrolmentCode,
	type EnrolmentCode,
} from "../wire/enrolment.js";
import { enrolmentTopic, enrolmentUsername } from "../wire/topics.js";
import { Backoff } from "./backoff.js";
import { storeCredentials, type Credentials } from "./credentials.js";
import { Session, type SessionEnd, type SessionOwner } from "./session.js";
import type { SyncPorts } from "./sync.js";

export interface EnrolmentOptions {
	/** The content of the operator's QR code. */
	readonly code: string;
	readonly ports: SyncPorts;
	readonly cbor: CborCodec;
	readonly listener: EnrolmentListener;
}

export interface EnrolmentListener {
	/** The credentials are in the key store. `wallMs` is the host's clock. */
	enrolled(credentials: Credentials, wallMs: number): void;
	/**
	 * ENROLMENT_REFUSED by the host, or NETWORK_LOST after limits.enrolmentAttemptsMax attempts. Nothing was stored.
	 */
	enrolmentRefused(fault: Fault): void;
}

const nonceBytes = 16;
const seedBytes = 32;

export class Enrolment implements SessionOwner {
	readonly #options: EnrolmentOptions;
	readonly #code: EnrolmentCode;
	readonly #backoff: Backoff;
	/**
	 * One key and one nonce for all attempts: if the grant is lost on its way, the host recognises the second request
	 * as the first.
	 */
	readonly #seed: Uint8Array;
	readonly #nonce: Uint8Array;
	readonly #publicKey: Uint8Array;
	#attempts = 0;
	#session: Session | undefined;
	#timer: Timer | undefined;
	#closed = false;

	/** Throws Fault ENROLMENT_MALFORMED for a text that is not a code. */
	constructor(options: EnrolmentOptions) {
		const { random, ed25519, timers } = options.ports;
		this.#options = options;
		this.#code = parseEnrolmentCode(options.code);
		this.#backoff = new Backoff(random);
		this.#seed = new Uint8Array(seedBytes);
		random.fill(this.#seed);
		this.#nonce = new Uint8Array(nonceBytes);
		random.fill(this.#nonce);
		this.#publicKey = ed25519.publicKey(this.#seed);
		this.#timer = timers.start(0, () => this.connect());
	}

	/** Gives up without a message. Idempotent; leaves no timer and no socket. */
	close(): void {
		this.#closed = true;
		this.#timer?.cancel();
		this.#session?.close();
		this.#session = undefined;
	}

	private connect(): void {
		this.#attempts++;
		try {
			this.#session = new Session(this.#options.ports, this.#code, this);
		} catch (error) {
			this.sessionEnded({ refused: undefined, detail: (error as Error).message });
		}
	}

	get username(): string {
		return enrolmentUsername(this.#code.codeId);
	}

	get password(): string {
		return "";
	}

	get topics(): readonly string[] {
		return [enrolmentTopic(this.#code.codeId, "reply")];
	}

	get topicsNeeded(): number {
		return 1;
	}

	sessionOpened(): void {
		const { cbor, ports } = this.#options;
		const { digest, timers } = ports;
		this.#timer = timers.start(limits.replyTimeoutMs, () => this.#session?.abandon("no reply to enrolment"));
		const request = encodeEnrolmentRequest(cbor, digest, this.#code, this.#publicKey, this.#nonce);
		this.#session?.publish(enrolmentTopic(this.#code.codeId, "request"), request);
	}

	messageReceived(topic: string, payload: Uint8Array): void {
		if (topic !== enrolmentTopic(this.#code.codeId, "reply")) return;
		const { cbor, ports, listener } = this.#options;
		let credentials: Credentials;
		let wallMs: number;
		try {
			const grant = openEnrolmentGrant(cbor, ports.digest, this.#code, this.#publicKey, this.#nonce, payload);
			const { wallMs: hostMs, secure, password, ...granted } = grant;
			const { host, port } = this.#code;
			const line = { host, port: secure?.port ?? port, authority: secure?.authority };
			credentials = { ...granted, ...line, password: toHex(password), seed: this.#seed };
			wallMs = hostMs;
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			return this.refuse(
				error.code === "ENROLMENT_REFUSED" ? error : new Fault("ENROLMENT_REFUSED", error.message),
			);
		}
		this.close();
		storeCredentials(ports.keyStore, cbor, credentials);
		listener.enrolled(credentials, wallMs);
	}

	sessionEnded(reason: SessionEnd): void {
		this.#session = undefined;
		this.#timer?.cancel();
		if (this.#closed) return;
		this.#options.ports.trace(`enrolment: ${reason.detail}`);
		if (reason.refused !== undefined) return this.refuse(new Fault("ENROLMENT_REFUSED", reason.detail));
		if (this.#attempts >= limits.enrolmentAttemptsMax) return this.refuse(new Fault("NETWORK_LOST", reason.detail));
		this.#timer = this.#options.ports.timers.start(this.#backoff.nextDelayMs(), () => this.connect());
	}

	private refuse(fault: Fault): void {
		this.close();
		this.#options.listener.enrolmentRefused(fault);
	}
}
