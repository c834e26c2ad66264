// Enrolment by one-time code: issues codes, checks proofs and grants identities. A terminal that repeats its request
// because the reply was lost gets the same reply again, but nothing is granted again: anybody can repeat a request that
// was overheard, also after the terminal was replaced. The code cannot be used with any other key.
import { randomBytes } from "node:crypto";
import { ascii, concat, equal, toHex } from "../../firmware/core/bytes.js";
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import {
	checkEnrolmentRequest,
	decodeEnrolmentRequest,
	encodeEnrolmentGrant,
	type EnrolmentRequest,
	enrolmentPasswordBytes,
	enrolmentSecretBytes,
	formatEnrolmentCode,
} from "../../firmware/wire/enrolment.js";
import { hashPassword } from "../crypto.js";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import { attempt, type Log, type Refuse } from "../log.js";
import type { EnrolmentRow, Store } from "../store/store.js";
import type { Account, Endpoint } from "../transport/transport.js";

export interface EnrolmentOptions {
	readonly store: Pick<Store, "terminals" | "enrolments" | "chains" | "documents">;
	/** Fulfilled when every batch that this terminal has sent is in the log, or is not to be. */
	readonly settled: (terminal: string) => Promise<void>;
	/** Fulfilled when every entry of the log is in the ledgers: the numbers that are granted depend on it. */
	readonly caughtUp: () => Promise<void>;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly merchant: string;
	/** The broker's address for terminals. */
	readonly endpoint: () => Endpoint;
	/** Makes new credentials effective and ends sessions under the old ones. */
	readonly provision: (account: Account) => void;
}

export interface IssuedCode {
	readonly code: string;
	readonly codeId: string;
	readonly expiresMs: number;
}

export interface EnrolmentReply {
	/** The grant; empty when the request was refused. */
	readonly reply: Uint8Array;
	/** The terminal whose credentials have changed; undefined when the request was refused. */
	readonly terminal: string | undefined;
}

const refusal = new Uint8Array(0);
const zeroHead = new Uint8Array(32);

export class Enrolment {
	readonly #options: EnrolmentOptions;
	/** Requests are answered one after another, so that each counts as a try. */
	#answering: Promise<unknown> = Promise.resolve();
	#timer: NodeJS.Timeout | undefined;
	#isClosed = false;

	constructor(options: EnrolmentOptions) {
		this.#options = options;
	}

	/** Wipes the secrets of codes that have expired, now and whenever another one does. */
	open(): void {
		void this.wipe();
	}

	/** Idempotent. */
	close(): void {
		this.#isClosed = true;
		clearTimeout(this.#timer);
	}

	/** Issues a code for a new or known terminal. Rejects with HostFault HTTP_TOO_MANY when too many codes are open. */
	async issue(terminal: string, name: string): Promise<IssuedCode> {
		const { store, clock, digest, signer, merchant, endpoint } = this.#options;
		const nowMs = clock.now();
		const secret = new Uint8Array(randomBytes(enrolmentSecretBytes));
		const codeId = toHex(randomBytes(6));
		const expiresMs = nowMs + hostLimits.enrolmentLifeMs;
		const triesLeft = hostLimits.enrolmentTriesMax;
		const row = { codeId, terminal, name, secret, expiresMs, triesLeft };
		if (!(await store.enrolments.issue(row, nowMs, hostLimits.enrolmentsOpenMax)))
			throw new HostFault("HTTP_TOO_MANY", "open enrolment codes");
		// Codes expire in the order in which they are issued.
		if (!this.#timer) this.wipeIn(hostLimits.enrolmentLifeMs);
		const fingerprint = digest.sha256(signer.publicKey);
		const { host, port } = endpoint();
		return {
			code: formatEnrolmentCode({ host, port, merchant, codeId, secret, fingerprint }),
			codeId,
			expiresMs,
		};
	}

	async isOpen(codeId: string): Promise<boolean> {
		return (await this.find(codeId)) !== undefined;
	}

	/** The reply to a request: a grant, or empty for a refusal. `terminal` is set when its credentials changed. */
	answer(codeId: string, bytes: Uint8Array): Promise<EnrolmentReply> {
		const answered = this.#answering.then(() => this.take(codeId, bytes));
		this.#answering = answered.catch(() => undefined);
		return answered;
	}

	private async take(codeId: string, bytes: Uint8Array): Promise<EnrolmentReply> {
		const { store, cbor, digest, refuse, log } = this.#options;
		const nothing = { reply: refusal, terminal: undefined };
		const decoded = attempt(() => decodeEnrolmentRequest(cbor, bytes));
		const row = await this.find(codeId);
		if (!row) {
			refuse("ENROLMENT_UNKNOWN", { codeId });
			return nothing;
		}
		await store.enrolments.countTry(codeId);
		if ("fault" in decoded) {
			refuse(decoded.fault.code, { codeId, detail: decoded.fault.detail });
			return nothing;
		}
		const request = decoded.value;
		if (!checkEnrolmentRequest(digest, row, request)) {
			refuse("ENROLMENT_PROOF_WRONG", { codeId, terminal: row.terminal, triesLeft: row.triesLeft - 1 });
			return nothing;
		}
		const isOther = row.grantedKey && !equal(row.grantedKey, request.terminalKey);
		const reply = isOther ? undefined : await this.grant(row, request);
		if (!reply) {
			refuse("ENROLMENT_UNKNOWN", { codeId, terminal: row.terminal });
			return nothing;
		}
		log.info({ terminal: row.terminal, codeId }, "Terminal enrolled.");
		return { reply, terminal: row.terminal };
	}

	private async wipe(): Promise<void> {
		const { store, clock, guard } = this.#options;
		this.wipeIn(undefined);
		let againMs: number | undefined = hostLimits.enrolmentWipeRetryMs;
		await guard.settle("enrolment", async () => {
			const { isWiped, nextMs } = await store.enrolments.wipe(clock.now());
			if (isWiped) againMs = nextMs === undefined ? undefined : nextMs - clock.now();
		});
		// A code that was issued meanwhile has set the timer.
		if (!this.#timer) this.wipeIn(againMs);
	}

	private wipeIn(delayMs: number | undefined): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (delayMs === undefined || this.#isClosed) return;
		// A clock that was set meanwhile delays the next look by the life of a code at most.
		const boundedMs = Math.min(Math.max(delayMs, 0), hostLimits.enrolmentLifeMs);
		this.#timer = setTimeout(() => void this.wipe(), boundedMs).unref();
	}

	private async find(codeId: string): Promise<EnrolmentRow | undefined> {
		const row = await this.#options.store.enrolments.find(codeId);
		return row && row.expiresMs > this.#options.clock.now() && row.triesLeft > 0 ? row : undefined;
	}

	/** Undefined when another grant has followed, or the terminal's epoch has changed in the meantime. */
	private async grant(row: EnrolmentRow, request: EnrolmentRequest): Promise<Uint8Array | undefined> {
		const { store, cbor, digest, signer, clock, merchant, settled, caughtUp } = this.#options;
		const nowMs = clock.now();
		const { terminal, codeId } = row;
		const present = (await store.terminals.find(terminal))?.epoch ?? 0;
		const epoch = row.grantedKey ? row.grantedEpoch : present + 1;
		const password = this.password(codeId, request.terminalKey);
		const passwordText = ascii(toHex(password));
		const topicRoot = await store.terminals.grant({
			...{ terminal, name: row.name, epoch, publicKey: request.terminalKey, codeId, atMs: nowMs },
			head: genesisHead(digest, chainContext(digest, { merchant, terminal, epoch })),
			passwordHash: hashPassword(passwordText),
		});
		if (topicRoot === undefined) return undefined;
		this.#options.provision({ kind: "terminal", terminal, password: passwordText, topicRoot });
		// The old board can no longer send, but its last batches may still wait for their commit.
		await settled(terminal);
		await caughtUp();
		const previous = epoch > 1 ? await store.chains.epoch(terminal, epoch - 1) : undefined;
		return encodeEnrolmentGrant(cbor, digest, row.secret, request, {
			hostKey: signer.publicKey,
			merchant,
			terminal,
			epoch,
			previousEpoch: previous?.epoch ?? 0,
			previousSequence: previous?.committed ?? 0,
			previousHead: previous ? new Uint8Array(previous.head) : zeroHead,
			...(await store.documents.lastNumbers(terminal)),
			topicRoot,
			password,
			wallMs: nowMs,
			secure: this.#options.endpoint().secure,
		});
	}

	/**
	 * Derived, so that every request of a terminal with the same code gets the same password: a duplicated or replayed
	 * request must not invalidate a password that the terminal has received. Only the holder of the host's private key
	 * can compute it (RFC 8032 signatures are deterministic).
	 */
	private password(codeId: string, terminalKey: Uint8Array): Uint8Array {
		const { digest, signer } = this.#options;
		const message = concat(ascii(`tillmark/mqtt-password/1\0${codeId}\0`), terminalKey);
		return digest.sha256(signer.sign(message)).subarray(0, enrolmentPasswordBytes);
	}
}
