// Enrolment by one-time code: issues codes, checks proofs and grants identities. A terminal that repeats its request
// because the reply was lost gets the same epoch again. The code cannot be used with any other key.
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
import type { Clock } from "../clock.js";
import { hashPassword } from "../crypto.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import { attempt, type Log, type Refuse } from "../log.js";
import type { EnrolmentRow, EpochRow, Store } from "../store/store.js";
import type { Account, Endpoint } from "../transport/transport.js";

export interface EnrolmentOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly merchant: string;
	/** The broker's address for terminals. */
	readonly endpoint: () => Endpoint;
}

export interface IssuedCode {
	readonly code: string;
	readonly codeId: string;
	readonly expiresMs: number;
}

export interface EnrolmentAnswer {
	/** The grant; empty when the request was refused. */
	readonly reply: Uint8Array;
	/** The terminal's new credentials; undefined when the request was refused. */
	readonly account: Extract<Account, { kind: "terminal" }> | undefined;
}

const refusal = new Uint8Array(0);
const zeroHead = new Uint8Array(32);

/** Finds a code that has not expired and has tries left. */
export function findOpenCode(
	store: Pick<Store, "enrolments">,
	codeId: string,
	nowMs: number,
): EnrolmentRow | undefined {
	const row = store.enrolments.find(codeId);
	return row && row.expiresMs > nowMs && row.triesLeft > 0 ? row : undefined;
}

export class Enrolment {
	readonly #options: EnrolmentOptions;

	constructor(options: EnrolmentOptions) {
		this.#options = options;
	}

	/** Issues a code for a new or known terminal. Throws HostFault HTTP_TOO_MANY when too many codes are open. */
	issue(terminal: string, name: string): IssuedCode {
		const { store, clock, digest, signer, merchant, endpoint } = this.#options;
		const nowMs = clock.now();
		const secret = new Uint8Array(randomBytes(enrolmentSecretBytes));
		const codeId = toHex(randomBytes(6));
		const expiresMs = nowMs + hostLimits.enrolmentLifeMs;
		store.transaction(() => {
			store.enrolments.expire(nowMs);
			if (store.enrolments.count() >= hostLimits.enrolmentsOpenMax)
				throw new HostFault("HTTP_TOO_MANY", "open enrolment codes");
			store.enrolments.add({
				codeId,
				terminal,
				name,
				secret,
				expiresMs,
				triesLeft: hostLimits.enrolmentTriesMax,
			});
		});
		const fingerprint = digest.sha256(signer.publicKey);
		const { host, port } = endpoint();
		return {
			code: formatEnrolmentCode({ host, port, merchant, codeId, secret, fingerprint }),
			codeId,
			expiresMs,
		};
	}

	/** Answers an enrolment request. */
	answer(codeId: string, bytes: Uint8Array): EnrolmentAnswer {
		const { store, cbor, digest, clock, refuse, log } = this.#options;
		const nothing = { reply: refusal, account: undefined };
		const decoded = attempt(() => decodeEnrolmentRequest(cbor, bytes));
		return store.transaction(() => {
			const row = findOpenCode(store, codeId, clock.now());
			if (!row) {
				refuse("ENROLMENT_UNKNOWN", { codeId });
				return nothing;
			}
			store.enrolments.countTry(codeId);
			if ("fault" in decoded) {
				refuse(decoded.fault.code, { codeId, detail: decoded.fault.detail });
				return nothing;
			}
			const request = decoded.value;
			if (!checkEnrolmentRequest(digest, row, request)) {
				refuse("ENROLMENT_PROOF_WRONG", { codeId, terminal: row.terminal, triesLeft: row.triesLeft - 1 });
				return nothing;
			}
			if (row.grantedKey && !equal(row.grantedKey, request.terminalKey)) {
				refuse("ENROLMENT_UNKNOWN", { codeId, terminal: row.terminal });
				return nothing;
			}
			const granted = this.grant(row, request);
			log.info({ terminal: row.terminal, codeId }, "Terminal enrolled.");
			return granted;
		});
	}

	private grant(row: EnrolmentRow, request: EnrolmentRequest): EnrolmentAnswer {
		const { store, cbor, digest, signer, clock, merchant } = this.#options;
		const nowMs = clock.now();
		const { terminal } = row;
		store.terminals.put(terminal, row.name, nowMs);
		const present = store.terminals.find(terminal)?.epoch ?? 0;
		const epoch = row.grantedKey ? row.grantedEpoch : present + 1;
		if (!row.grantedKey) {
			const head = genesisHead(digest, chainContext(digest, { merchant, terminal, epoch }));
			store.chains.addEpoch({
				terminal,
				epoch,
				publicKey: request.terminalKey,
				committed: 0,
				head,
				status: "committed",
			});
			store.terminals.setEpoch(terminal, epoch);
			store.enrolments.grant(row.codeId, request.terminalKey, epoch);
		}
		const previous: EpochRow | undefined = epoch > 1 ? store.chains.epoch(terminal, epoch - 1) : undefined;
		const password = this.password(row.codeId, request.terminalKey);
		const passwordText = ascii(toHex(password));
		store.terminals.setPassword(terminal, hashPassword(passwordText));
		const topicRoot = store.terminals.grantTopics(terminal);
		const reply = encodeEnrolmentGrant(cbor, digest, row.secret, request, {
			hostKey: signer.publicKey,
			merchant,
			terminal,
			epoch,
			previousEpoch: previous?.epoch ?? 0,
			previousSequence: previous?.committed ?? 0,
			previousHead: previous ? new Uint8Array(previous.head) : zeroHead,
			...store.ledger.lastNumbers(terminal),
			topicRoot,
			password,
			wallMs: nowMs,
			secure: this.#options.endpoint().secure,
		});
		return { reply, account: { kind: "terminal", terminal, password: passwordText, topicRoot } };
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
