// Sends acks, catalog and firmware offers and operators' answers to a terminal at the start of its session and during
// it. Sends nothing before the terminal's first status, which names the formats that it can read (invariant 14).
import { Feature, ownCapabilities } from "../../firmware/wire/capabilities.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";
import { decodeStatus, type SessionOpening } from "../../firmware/wire/status.js";
import type { DownTopic } from "../../firmware/wire/topics.js";
import type { Archive } from "../archive.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { HostFaultCode } from "../faults.js";
import type { Guard } from "../guard.js";
import type { Ingest } from "../ingest/ingest.js";
import { attemptAsync, type Attempted, type Refuse } from "../log.js";
import type { OperatorAnswer, Payments } from "../payments/payments.js";
import type { CatalogOffer } from "../store/catalogs.js";
import type { Store } from "../store/store.js";
import { type Catalogs, catalogBuilders } from "./catalog.js";
import type { Devices } from "./devices.js";
import type { Firmware } from "./firmware.js";
import type { Flags } from "./flags.js";
import type { PrivateTexts } from "./private-texts.js";
import type { Rights } from "./rights.js";

export interface SessionsOptions {
	readonly store: Pick<Store, "notices">;
	readonly cbor: CborCodec;
	readonly clock: Clock;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly events: Events;
	readonly devices: Devices;
	readonly ingest: Ingest;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly payments: Payments;
	readonly rights: Pick<Rights, "messages">;
	readonly flags: Pick<Flags, "messages">;
	readonly texts: Pick<PrivateTexts, "erase" | "pending">;
	readonly archive: Archive | undefined;
	/** Returns false when the terminal is not online. */
	readonly send: (terminal: string, leaf: DownTopic, payload: Uint8Array) => boolean;
	/** The terminals that are online. */
	readonly online: () => string[];
}

const capabilities = ownCapabilities(Object.keys(catalogBuilders).map(Number));

interface Message {
	readonly leaf: DownTopic;
	readonly bytes: Uint8Array;
}

export class Sessions {
	readonly #options: SessionsOptions;
	readonly #stop: (() => void) | undefined;

	constructor(options: SessionsOptions) {
		this.#options = options;
		this.#stop = options.archive?.listen(
			options.guard.handler("archive", (terminal: string, epoch: number) => this.archived(terminal, epoch)),
		);
	}

	/** Handles a terminal's status message. Rejects with Fault WIRE_*. */
	async receiveStatus(terminal: string, payload: Uint8Array): Promise<void> {
		const { cbor, clock, devices, firmware, events } = this.#options;
		const status = decodeStatus(cbor, payload);
		const before = devices.report(terminal, status, clock.now());
		await firmware.reviewReport(terminal, before?.firmware, status.firmware);
		// Everything is read before anything is sent, so that the answers to a session opening are sent together.
		const opening = status.session ? await this.opening(terminal, status.session) : [];
		this.send(terminal, [...opening, ...(await this.updates(terminal))]);
		events.emit({ kind: "terminal", terminal });
	}

	/** Offers the new catalog to each terminal that is online, in a format that it reads. */
	async announceCatalog(): Promise<void> {
		for (const terminal of this.#options.online()) this.send(terminal, await this.catalog(terminal));
	}

	async announceFirmware(): Promise<void> {
		for (const terminal of this.#options.online()) this.send(terminal, await this.updates(terminal));
	}

	async announceFlags(): Promise<void> {
		for (const terminal of this.#options.online()) this.send(terminal, await this.flags(terminal));
	}

	/**
	 * Stores an operator's answer for a payment and sends it, now and at each later session, until the terminal's
	 * records settle the payment. Rejects with HostFault PAYMENT_*.
	 */
	async answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void> {
		const { payments, guard, events } = this.#options;
		await payments.answer(terminal, origin, answer);
		await guard.settle("answer", async () => this.send(terminal, await this.answers(terminal)));
		events.emit({ kind: "payment", terminal });
	}

	/** Erases texts of a terminal's records, here and at the terminal. Returns how many were here. */
	eraseTexts(terminal: string, ids: readonly Uint8Array[]): number {
		const count = this.#options.texts.erase(terminal, ids);
		this.send(terminal, this.erasures(terminal));
		return count;
	}

	close(): void {
		this.#stop?.();
	}

	private send(terminal: string, messages: readonly Message[]): void {
		for (const { leaf, bytes } of messages) this.#options.send(terminal, leaf, bytes);
	}

	private async opening(terminal: string, { nonce }: SessionOpening): Promise<Message[]> {
		const { clock, ingest } = this.#options;
		const answer = { nonce, wallMs: clock.now(), capabilities };
		const acks = await ingest.presentAcks(terminal, answer);
		const catalog = await this.catalog(terminal);
		return [
			...messagesOf("ack", acks),
			...catalog,
			...(await this.answers(terminal)),
			...messagesOf("rights", await this.#options.rights.messages(terminal)),
			...(await this.flags(terminal)),
			...this.erasures(terminal),
		];
	}

	/** Empty unless the terminal has reported in this session which formats it reads. */
	private async catalog(terminal: string): Promise<Message[]> {
		const { devices, catalogs } = this.#options;
		const formats = devices.get(terminal).capabilities?.catalogFormats;
		if (!formats) return [];
		const found = await attemptAsync(() => catalogs.manifestFor(formats));
		await this.holdCatalogAlarms(terminal, found);
		return "value" in found && found.value ? messagesOf("catalog", [found.value.manifest]) : [];
	}

	/** Raises one alarm for a catalog that the terminal cannot read, not one per session. */
	private async holdCatalogAlarms(terminal: string, found: Attempted<CatalogOffer | undefined>): Promise<void> {
		const { clock } = this.#options;
		const { notices } = this.#options.store;
		const offer = "value" in found ? found.value : undefined;
		const unreadable =
			"fault" in found
				? [found.fault.code === "CATALOG_FORMAT_UNREADABLE" ? found.fault.detail : found.fault.message]
				: [];
		const dropped = (offer?.unapplied ?? []).map((rule) => `catalog ${offer?.version}, rule ${rule}`);
		const nowMs = clock.now();
		const codes: HostFaultCode[] = [];
		if (await notices.holdExactly("CATALOG_FORMAT_UNREADABLE", terminal, unreadable, nowMs))
			codes.push("CATALOG_FORMAT_UNREADABLE");
		if (await notices.holdExactly("CATALOG_RULE_DROPPED", terminal, dropped, nowMs))
			codes.push("CATALOG_RULE_DROPPED");
		this.refuse(terminal, codes, { detail: [...unreadable, ...dropped].join("; ") });
	}

	private refuse(terminal: string, codes: readonly HostFaultCode[], fields: object): void {
		const { refuse, events } = this.#options;
		for (const code of codes) refuse(code, { terminal, ...fields });
		if (codes.length > 0) events.emit({ kind: "alarm", terminal });
	}

	/** Empty when the terminal runs the newest version or takes no updates. */
	private async updates(terminal: string): Promise<Message[]> {
		const { devices, firmware } = this.#options;
		const report = devices.get(terminal).status?.firmware;
		return report ? messagesOf("update", await firmware.messages(report)) : [];
	}

	/** Empty for a terminal that has not said in this session that it knows texts. */
	private erasures(terminal: string): Message[] {
		const { devices, texts } = this.#options;
		if (!devices.get(terminal).capabilities?.features.includes(Feature.texts)) return [];
		const pending = texts.pending(terminal);
		return pending ? messagesOf("text-ack", [pending]) : [];
	}

	private async answers(terminal: string): Promise<Message[]> {
		return messagesOf("payment", await this.#options.payments.pendingAnswers(terminal));
	}

	/** Empty for a terminal of an older version. */
	private async flags(terminal: string): Promise<Message[]> {
		const { devices, flags } = this.#options;
		if (!devices.get(terminal).capabilities?.features.includes(Feature.flags)) return [];
		return messagesOf("flags", await flags.messages(terminal));
	}

	/** Sends a new ack, which lets the terminal free archived records, if its session has started. */
	private async archived(terminal: string, epoch: number): Promise<void> {
		const { devices, ingest, send } = this.#options;
		if (!devices.get(terminal).capabilities) return;
		const ack = await ingest.presentAck(terminal, epoch);
		if (ack) send(terminal, "ack", ack);
	}
}

function messagesOf(leaf: DownTopic, payloads: readonly Uint8Array[]): Message[] {
	return payloads.map((bytes) => ({ leaf, bytes }));
}
