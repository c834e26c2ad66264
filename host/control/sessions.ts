// Sends acks, catalog and firmware offers and operators' answers to a terminal at the start of its session and during
// it. Sends nothing before the terminal's first status, which names the formats that it can read (invariant 14).
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";
import { decodeStatus, type SessionOpening } from "../../firmware/wire/status.js";
import type { DownTopic } from "../../firmware/wire/topics.js";
import { holdExactly } from "../alarms.js";
import type { Archive } from "../archive.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { HostFaultCode } from "../faults.js";
import type { Ingest } from "../ingest/ingest.js";
import { attempt, type Refuse } from "../log.js";
import type { OperatorsWord, Payments } from "../payments/payments.js";
import type { Store } from "../store/store.js";
import { type CatalogOffer, type Catalogs, catalogBuilders } from "./catalog.js";
import type { Devices } from "./devices.js";
import type { Firmware } from "./firmware.js";

export interface SessionsOptions {
	readonly store: Store;
	readonly cbor: CborCodec;
	readonly clock: Clock;
	readonly refuse: Refuse;
	readonly events: Events;
	readonly devices: Devices;
	readonly ingest: Ingest;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly payments: Payments;
	readonly archive: Archive | undefined;
	/** Returns false when the terminal is not online. */
	readonly send: (terminal: string, leaf: DownTopic, payload: Uint8Array) => boolean;
	/** The terminals that are online. */
	readonly online: () => string[];
}

const capabilities = ownCapabilities(Object.keys(catalogBuilders).map(Number));

export class Sessions {
	readonly #options: SessionsOptions;
	readonly #stop: (() => void) | undefined;

	constructor(options: SessionsOptions) {
		this.#options = options;
		this.#stop = options.archive?.listen((terminal, epoch) => this.archived(terminal, epoch));
	}

	/** Handles a terminal's status message. Throws Fault WIRE_*. */
	receiveStatus(terminal: string, payload: Uint8Array): void {
		const { cbor, devices, firmware, events } = this.#options;
		const status = decodeStatus(cbor, payload);
		const before = devices.report(terminal, status);
		firmware.reviewReport(terminal, before?.firmware, status.firmware);
		if (status.session) this.begin(terminal, status.session);
		this.offerFirmware(terminal);
		events.emit({ kind: "terminal", terminal });
	}

	/** Offers the new catalog to each terminal that is online, in a format that it reads. */
	announceCatalog(): void {
		for (const terminal of this.#options.online()) this.offerCatalog(terminal);
	}

	announceFirmware(): void {
		for (const terminal of this.#options.online()) this.offerFirmware(terminal);
	}

	/**
	 * Stores an operator's answer on a payment and sends it, now and at each later session, until the terminal's
	 * records settle the payment. Throws HostFault PAYMENT_*.
	 */
	answerPayment(terminal: string, origin: Place, word: OperatorsWord): void {
		const { payments, events } = this.#options;
		payments.answer(terminal, origin, word);
		this.answerPayments(terminal);
		events.emit({ kind: "payment", terminal });
	}

	/** Another board was enrolled under the terminal's name: reviews the payments left open by the old one. */
	replaced(terminal: string): void {
		const codes: HostFaultCode[] = [];
		this.#options.payments.review(terminal, (code) => codes.push(code));
		this.reportFaults(terminal, codes, {});
	}

	close(): void {
		this.#stop?.();
	}

	private begin(terminal: string, { nonce }: SessionOpening): void {
		const { clock, ingest, send } = this.#options;
		const answer = { nonce, wallMs: clock.now(), capabilities };
		for (const ack of ingest.presentAcks(terminal, answer)) send(terminal, "ack", ack);
		this.offerCatalog(terminal);
		this.answerPayments(terminal);
	}

	/** Only if the terminal has reported in this session which formats it reads. */
	private offerCatalog(terminal: string): void {
		const { devices, catalogs, send } = this.#options;
		const formats = devices.get(terminal).capabilities?.catalogFormats;
		if (!formats) return;
		const found = attempt(() => catalogs.manifestFor(formats));
		this.holdCatalogAlarms(terminal, found);
		if ("value" in found && found.value) send(terminal, "catalog", found.value.manifest);
	}

	/** Raises one alarm for a catalog that the terminal cannot read, not one per session. */
	private holdCatalogAlarms(terminal: string, found: ReturnType<typeof attempt<CatalogOffer | undefined>>): void {
		const { store, clock } = this.#options;
		const offer = "value" in found ? found.value : undefined;
		const unreadable =
			"fault" in found
				? [found.fault.code === "CATALOG_FORMAT_UNREADABLE" ? found.fault.detail : found.fault.message]
				: [];
		const dropped = (offer?.unapplied ?? []).map((rule) => `catalog ${offer?.version}, rule ${rule}`);
		const nowMs = clock.now();
		const codes: HostFaultCode[] = [];
		store.transaction(() => {
			if (holdExactly(store, "CATALOG_FORMAT_UNREADABLE", terminal, unreadable, nowMs))
				codes.push("CATALOG_FORMAT_UNREADABLE");
			if (holdExactly(store, "CATALOG_RULE_DROPPED", terminal, dropped, nowMs))
				codes.push("CATALOG_RULE_DROPPED");
		});
		this.reportFaults(terminal, codes, { detail: [...unreadable, ...dropped].join("; ") });
	}

	private reportFaults(terminal: string, codes: readonly HostFaultCode[], fields: object): void {
		const { refuse, events } = this.#options;
		for (const code of codes) refuse(code, { terminal, ...fields });
		if (codes.length > 0) events.emit({ kind: "alarm", terminal });
	}

	/** Sends nothing when the terminal runs the newest version or takes no updates. */
	private offerFirmware(terminal: string): void {
		const { devices, firmware, send } = this.#options;
		const report = devices.get(terminal).status?.firmware;
		if (!report) return;
		for (const bytes of firmware.messages(report)) send(terminal, "update", bytes);
	}

	private answerPayments(terminal: string): void {
		const { payments, send } = this.#options;
		for (const bytes of payments.pendingAnswers(terminal)) send(terminal, "payment", bytes);
	}

	/** Sends a new ack, which lets the terminal free archived records, if its session has started. */
	private archived(terminal: string, epoch: number): void {
		const { devices, ingest, send } = this.#options;
		if (!devices.get(terminal).capabilities) return;
		const ack = ingest.presentAck(terminal, epoch);
		if (ack) send(terminal, "ack", ack);
	}
}
