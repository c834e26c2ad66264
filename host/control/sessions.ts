// What a terminal is told when its session begins and while it lasts: how it stands, what there is for it, and what
// somebody decided meanwhile. Nothing is said before its first status: that names what it can read (invariant 14).
import { ownCapabilities } from "../../firmware/wire/capabilities.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { Place } from "../../firmware/wire/record.js";
import { decodeStatus, type SessionOpening } from "../../firmware/wire/status.js";
import type { DownTopic } from "../../firmware/wire/topics.js";
import type { Archive } from "../archive.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import type { HostFaultCode } from "../faults.js";
import type { Ingest } from "../ingest/ingest.js";
import { attemptAsync, type Attempted, type Log, type Refuse, textOf } from "../log.js";
import type { OperatorAnswer, Payments } from "../payments/payments.js";
import type { Store } from "../store/store.js";
import { type CatalogOffer, type Catalogs, catalogBuilders } from "./catalog.js";
import type { Devices } from "./devices.js";
import type { Firmware } from "./firmware.js";

export interface SessionsOptions {
	readonly store: Pick<Store, "notices">;
	readonly cbor: CborCodec;
	readonly clock: Clock;
	readonly log: Log;
	readonly refuse: Refuse;
	readonly events: Events;
	readonly devices: Devices;
	readonly ingest: Ingest;
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly payments: Payments;
	readonly archive: Archive | undefined;
	/** To a terminal that is online; false where it is not. */
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
		this.#stop = options.archive?.listen((terminal, epoch) => {
			this.archived(terminal, epoch).catch((error: unknown) => {
				options.log.error({ code: "STORE_FAILED", terminal, error }, textOf("STORE_FAILED"));
			});
		});
	}

	/** A terminal's status. Rejects with Fault WIRE_*. */
	async hear(terminal: string, payload: Uint8Array): Promise<void> {
		const { cbor, devices, firmware, events } = this.#options;
		const status = decodeStatus(cbor, payload);
		const before = devices.report(terminal, status);
		await firmware.judge(terminal, before?.firmware, status.firmware);
		if (status.session) await this.begin(terminal, status.session);
		await this.offerFirmware(terminal);
		events.emit({ kind: "terminal", terminal });
	}

	/** A new catalog: to each that is online, in a format that it reads. */
	async announceCatalog(): Promise<void> {
		for (const terminal of this.#options.online()) await this.offerCatalog(terminal);
	}

	async announceFirmware(): Promise<void> {
		for (const terminal of this.#options.online()) await this.offerFirmware(terminal);
	}

	/**
	 * Keeps an operator's answer for a payment and sends it, now and whenever the terminal comes, until its records say
	 * more. Rejects with HostFault PAYMENT_*.
	 */
	async answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void> {
		const { payments, events } = this.#options;
		await payments.answer(terminal, origin, answer);
		await this.answerPayments(terminal);
		events.emit({ kind: "payment", terminal });
	}

	close(): void {
		this.#stop?.();
	}

	private async begin(terminal: string, { nonce }: SessionOpening): Promise<void> {
		const { clock, ingest, send } = this.#options;
		const answer = { nonce, wallMs: clock.now(), capabilities };
		for (const ack of await ingest.presentAcks(terminal, answer)) send(terminal, "ack", ack);
		await this.offerCatalog(terminal);
		await this.answerPayments(terminal);
	}

	/** Only to those that have said in this session what they read. */
	private async offerCatalog(terminal: string): Promise<void> {
		const { devices, catalogs, send } = this.#options;
		const formats = devices.get(terminal).capabilities?.catalogFormats;
		if (!formats) return;
		const found = await attemptAsync(() => catalogs.manifestFor(formats));
		await this.holdCatalogAlarms(terminal, found);
		if ("value" in found && found.value) send(terminal, "catalog", found.value.manifest);
	}

	/** What it cannot read is said once, not in each session. */
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
		this.tell(terminal, codes, { detail: [...unreadable, ...dropped].join("; ") });
	}

	private tell(terminal: string, codes: readonly HostFaultCode[], fields: object): void {
		const { refuse, events } = this.#options;
		for (const code of codes) refuse(code, { terminal, ...fields });
		if (codes.length > 0) events.emit({ kind: "alarm", terminal });
	}

	/** What a terminal could run; nothing where that is what it has, or where it takes no updates. */
	private async offerFirmware(terminal: string): Promise<void> {
		const { devices, firmware, send } = this.#options;
		const report = devices.get(terminal).status?.firmware;
		if (!report) return;
		for (const bytes of await firmware.messages(report)) send(terminal, "update", bytes);
	}

	private async answerPayments(terminal: string): Promise<void> {
		const { payments, send } = this.#options;
		for (const bytes of await payments.pendingAnswers(terminal)) send(terminal, "payment", bytes);
	}

	/** A terminal may free what is archived: it hears so, once its session has begun. */
	private async archived(terminal: string, epoch: number): Promise<void> {
		const { devices, ingest, send } = this.#options;
		if (!devices.get(terminal).capabilities) return;
		const ack = await ingest.presentAck(terminal, epoch);
		if (ack) send(terminal, "ack", ack);
	}
}
