// Takes personal texts from terminals, keeps them sealed, shows them to the operator, and erases them here and at the
// terminal. None of it enters the log, the ledgers or their state hash.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import { limits } from "../../firmware/core/limits.js";
import { cleanText, type PrivateText, textDigest } from "../../firmware/core/private-text.js";
import { fromUtf8 } from "../../firmware/core/utf8.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { readEnvelope } from "../../firmware/wire/envelope.js";
import { Fault } from "../../firmware/core/fault.js";
import { readTexts, sealTextAck, type TextMessage, TextStatus } from "../../firmware/wire/text-message.js";
import type { Clock } from "../clock.js";
import { NodeVerifier } from "../crypto.js";
import { type AnyFaultCode, HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import { attemptAsync, type Log, type Refuse } from "../log.js";
import type { PrivateTextStore } from "../store/private-texts.js";
import type { Store } from "../store/store.js";
import type { ErasureList } from "./erasure-list.js";

export interface PrivateTextsOptions {
	readonly store: Pick<Store, "chains" | "notices" | "reports">;
	readonly texts: PrivateTextStore;
	readonly erasures: ErasureList;
	/** 32 bytes. */
	readonly key: Uint8Array;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly merchant: string;
	/** Resolves when the ledgers have folded every entry of the log. */
	readonly caughtUp: () => Promise<void>;
}

const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;
const keyBytes = 32;
const nothing = new Uint8Array(0);

export class PrivateTexts {
	readonly #options: PrivateTextsOptions;
	readonly #verifier = new NodeVerifier();

	constructor(options: PrivateTextsOptions) {
		this.#options = options;
	}

	/** Erases again what a restored backup has brought back. To be called before anything is served. */
	open(): void {
		const { texts, erasures, log } = this.#options;
		let count = 0;
		for (const { digest, terminal, atMs } of erasures.read()) {
			if (texts.find(digest)) count++;
			else if (texts.isErased(digest)) continue;
			texts.erase(digest, terminal, atMs);
		}
		if (count > 0) log.info({ texts: count }, "Erased texts were in a restored backup and are erased again.");
	}

	/** Returns the answer to a terminal's message. Rejects with HostFault PRIVATE_STORE_FAILED. */
	async receive(terminal: string, payload: Uint8Array): Promise<Uint8Array> {
		const { clock, refuse, store } = this.#options;
		const read = await attemptAsync(() => this.read(terminal, payload));
		if ("fault" in read) {
			const { code, detail } = read.fault;
			if (code === "PRIVATE_STORE_FAILED") throw read.fault;
			refuse(code, { terminal, detail, bytes: payload.length });
			// Without the bytes: what is set aside is not sealed.
			await store.notices.setAside({ terminal, code, detail, payload: nothing, receivedMs: clock.now() });
			return this.answer(terminal, nothing, TextStatus.refused);
		}
		const { texts, erased } = read.value;
		for (const id of erased) this.#options.texts.tell(terminal, id, clock.now());
		const ids = texts.map((text) => this.keep(terminal, text));
		await this.demandNames(terminal, ids);
		return this.answer(terminal, ids.at(-1) ?? nothing, TextStatus.taken);
	}

	/** What the terminal still has to erase, sealed; undefined for nothing. */
	pending(terminal: string): Uint8Array | undefined {
		const isPending = this.#options.texts.untold(terminal, 1).length > 0;
		return isPending ? this.answer(terminal, nothing, TextStatus.taken) : undefined;
	}

	/** Undefined where the text has not come yet or cannot be opened; empty where it was erased. */
	textOf(id: Uint8Array): string | undefined {
		const { texts, key, refuse } = this.#options;
		const row = texts.find(id);
		if (!row) return texts.isErased(id) ? "" : undefined;
		const own = open(key, row.key, id);
		const utf8 = own && open(own, row.sealed, id);
		const text = utf8 && fromUtf8(utf8);
		if (text === undefined) {
			refuse("PRIVATE_STORE_FAILED", { detail: "a text cannot be opened with this key" });
			return undefined;
		}
		return cleanText(text, limits.textBytesMax);
	}

	/** Erases texts of a terminal's records. Returns how many were here. */
	erase(terminal: string, ids: readonly Uint8Array[]): number {
		const { texts, erasures, clock, log } = this.#options;
		let count = 0;
		for (const digest of ids) {
			if (texts.isErased(digest)) continue;
			if (texts.find(digest)) count++;
			const erasure = { digest, terminal, atMs: clock.now() };
			// First the list: a text that it names is erased at the next start if not now.
			erasures.append(erasure);
			texts.erase(digest, terminal, erasure.atMs);
		}
		log.info({ terminal, texts: count }, "Texts erased.");
		return count;
	}

	/** Rejects with Fault WIRE_*, SIGNATURE_INVALID or HostFault TEXTS_FULL. */
	private async read(terminal: string, payload: Uint8Array): Promise<TextMessage> {
		const { cbor, store, merchant, texts } = this.#options;
		if (payload.length > hostLimits.textMessageBytesMax) throw new Fault("WIRE_TOO_LARGE", "texts");
		const { body, signature, message } = readEnvelope(cbor, "text", payload);
		const keys = (await store.chains.epochs(terminal)).map(({ publicKey }) => publicKey).reverse();
		if (!keys.some((key) => this.#verifier.verify(signature, message, key)))
			throw new Fault("SIGNATURE_INVALID", "texts");
		const read = readTexts(cbor, body);
		if (read.merchant !== merchant || read.terminal !== terminal)
			throw new Fault("WIRE_WRONG_SHAPE", "texts of another terminal");
		for (const { utf8 } of read.texts)
			if (fromUtf8(utf8) === undefined) throw new Fault("WIRE_WRONG_SHAPE", "text is not UTF-8");
		if (read.texts.length > 0 && texts.count(terminal) >= hostLimits.textsPerTerminalMax)
			throw new HostFault("TEXTS_FULL_HERE", `${hostLimits.textsPerTerminalMax} texts`);
		return read;
	}

	/** Returns the text's digest. */
	private keep(terminal: string, text: PrivateText): Uint8Array {
		const { texts, digest, key, clock } = this.#options;
		const id = textDigest(digest, text);
		if (texts.isErased(id)) return id;
		const own = new Uint8Array(randomBytes(keyBytes));
		const sealed = { key: seal(key, own, id), sealed: seal(own, text.utf8, id) };
		texts.put({ digest: id, terminal, kind: text.kind, receivedMs: clock.now(), ...sealed });
		return id;
	}

	/** A text comes after the records that name it, unless a power cut came between or somebody changed it. */
	private async demandNames(terminal: string, ids: readonly Uint8Array[]): Promise<void> {
		if (ids.length === 0) return;
		const { store, clock, refuse, caughtUp } = this.#options;
		await caughtUp();
		for (const id of ids) {
			if (await store.reports.namesText(terminal, id)) continue;
			const code: AnyFaultCode = "TEXT_UNNAMED";
			refuse(code, { terminal });
			const alarm = { code, terminal, detail: "", amountMinor: 0, currency: "" } as const;
			await store.notices.raise(alarm, clock.now());
		}
	}

	private answer(terminal: string, last: Uint8Array, status: number): Uint8Array {
		const { cbor, signer, merchant, texts } = this.#options;
		const erase = texts.untold(terminal, limits.textErasuresMax);
		return sealTextAck(cbor, signer, { merchant, terminal, last, status, erase });
	}
}

/** Nonce, ciphertext, tag. */
function seal(key: Uint8Array, bytes: Uint8Array, id: Uint8Array): Uint8Array {
	const nonce = randomBytes(nonceBytes);
	const sealing = createCipheriv(cipher, key, nonce).setAAD(id);
	return Buffer.concat([nonce, sealing.update(bytes), sealing.final(), sealing.getAuthTag()]);
}

/** Undefined where key or bytes are others. */
function open(key: Uint8Array, sealed: Uint8Array, id: Uint8Array): Uint8Array | undefined {
	try {
		const opening = createDecipheriv(cipher, key, sealed.subarray(0, nonceBytes)).setAAD(id);
		opening.setAuthTag(sealed.subarray(sealed.length - tagBytes));
		const body = sealed.subarray(nonceBytes, sealed.length - tagBytes);
		return new Uint8Array(Buffer.concat([opening.update(body), opening.final()]));
	} catch {
		return undefined;
	}
}
