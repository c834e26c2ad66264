// The terminal's connection to its host: keeps a session open, ships the journal, receives acks and catalogs. Selling
// never waits for it (invariant 12): the till appends, calls `notify`, and continues.
import { catalogFormats } from "../catalog/format.js";
import type { CatalogTerms } from "../catalog/terms.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import type { Digest, Ed25519, KeyStore, Random, Signer, TcpSource, Timer, Timers, Trace } from "../core/ports.js";
import type { SessionAnswer } from "../wire/ack.js";
import { nonceBytes } from "../wire/anchor.js";
import { encodeRightAsked } from "../wire/ask.js";
import { type Capabilities, Feature, ownCapabilities } from "../wire/capabilities.js";
import type { CborCodec } from "../wire/cbor.js";
import { decodeChunk } from "../wire/chunk.js";
import type { EnvelopeDomain } from "../wire/envelope.js";
import { type FlagMessage, readFlags } from "../wire/flags.js";
import { readPaymentAnswer, type PaymentAnswer } from "../wire/payment-answer.js";
import { PaymentOutcome, type TaxRate } from "../wire/record.js";
import { readRights, type RightsMessage } from "../wire/rights.js";
import { encodeStatus, type SessionOpening, type StatusReport } from "../wire/status.js";
import { downTopics, downTopicsNeeded, leafOf, terminalTopic, terminalUsername, type UpTopic } from "../wire/topics.js";
import { Backoff } from "./backoff.js";
import type { ShippedJournal } from "./branch.js";
import type { Credentials } from "./credentials.js";
import { CatalogReceiver, type CatalogSlot } from "./catalog-receiver.js";
import { LinkMeter, type LinkStatus } from "./link-status.js";
import { Session, type SessionEnd, type SessionOwner } from "./session.js";
import { Shipper, type ShipperListener } from "./shipper.js";
import { type TextLine, type TextQueue, TextShipper } from "./text-shipper.js";
import { Verifier, type VerifierListener } from "./verifier.js";
import { Updates, type UpdatesSession, type UpdateTerms } from "./updates.js";

/** The terminal's ports that sync uses, held as one reference: a copy of each would take a slot of heap permanently. */
export interface SyncPorts {
	readonly network: TcpSource;
	readonly timers: Timers;
	readonly random: Random;
	readonly digest: Digest;
	readonly ed25519: Ed25519;
	readonly keyStore: KeyStore;
	readonly trace: Trace;
}

/** The terminal's report about itself, besides its position and firmware. */
export type TerminalReport = Omit<StatusReport, "epoch" | "sequence" | "firmware" | "session">;

export interface SyncListener {
	terminalReport(): TerminalReport;
	/** `status()` has changed. */
	linkChanged(): void;
	/** The host holds another branch of `epoch`: continue in an epoch above it. */
	quarantined(epoch: number): void;
	/** Whether a catalog of these terms and taxes may take effect now. One that may not waits for `applyWaiting`. */
	mayApply(terms: CatalogTerms, taxRates: readonly TaxRate[]): boolean;
	/** A newer catalog is in force in the store. */
	catalogApplied(version: number): void;
	/** The host's clock, signed with this session's nonce; it may be off by `uncertaintyMs` either way. */
	timeReceived(wallMs: number, uncertaintyMs: number): void;
	/**
	 * The host's signed answer about one of this terminal's payment attempts: withdrawn or approved. It may come more
	 * than once.
	 */
	paymentAnswered(answer: PaymentAnswer): void;
	/** The host's signed message about rights. It may come more than once. */
	rightsReceived(message: RightsMessage): void;
	/** The host's signed report of the flags of this terminal, again in each session. Throws Fault. */
	flagsReceived(message: FlagMessage): void;
}

/** Kept as it is by sync and all its parts. */
export interface SyncOptions {
	readonly ports: SyncPorts;
	readonly credentials: Credentials;
	readonly journal: ShippedJournal;
	readonly signer: Signer;
	readonly catalog: CatalogSlot;
	readonly cbor: CborCodec;
	/** Undefined where the board has no partition for personal texts. */
	readonly texts?: TextQueue | undefined;
	/** Left out where the firmware takes no updates. */
	readonly update?: UpdateTerms | undefined;
	readonly listener: SyncListener;
}

type Report = Omit<StatusReport, "epoch" | "sequence" | "session">;

/** Counters for the log and the tests; they start from zero at each boot. */
export interface SyncCounters {
	sessions: number;
	batches: number;
	/** Sessions that the broker refused: wrong credentials, or a captive portal that answers in its place. */
	refused: number;
	/** Messages that were invalid. */
	rejected: number;
}

export class Sync implements SessionOwner, ShipperListener, TextLine, UpdatesSession, VerifierListener {
	readonly #options: SyncOptions;
	readonly #backoff: Backoff;
	readonly #meter: LinkMeter;
	readonly #verifier: Verifier;
	readonly #shipper: Shipper;
	readonly #catalogReceiver: CatalogReceiver;
	#texts: TextShipper<unknown> | undefined;
	/** Undefined where the firmware takes no updates. */
	readonly updates: Updates | undefined;
	readonly counters: SyncCounters = { sessions: 0, batches: 0, refused: 0, rejected: 0 };
	#session: Session | undefined;
	#retry: Timer | undefined;
	#report: Timer | undefined;
	/** What the last report said, as far as a change of it is news. */
	#reportedNews: string | undefined;
	#reportedMs = 0;
	#openedMs = 0;
	#hostCapabilities: Capabilities | undefined;
	#closed = false;

	/** Connects as soon as its first timer fires, not inside the constructor. */
	constructor(options: SyncOptions) {
		this.#options = options;
		const { random, timers } = options.ports;
		this.#backoff = new Backoff(random);
		this.#meter = new LinkMeter(timers);
		this.#verifier = new Verifier(options, this);
		this.#shipper = new Shipper(options, this);
		this.#catalogReceiver = new CatalogReceiver(options, this);
		this.updates = options.update && new Updates(options, options.update, this);
		this.#retry = timers.start(0, () => this.connect());
	}

	get isShipping(): boolean {
		return this.#shipper.isShipping;
	}

	/** Records wait or are in flight. */
	get isBusy(): boolean {
		return this.#shipper.isShipping || this.#shipper.queued > 0;
	}

	sendTexts(bytes: Uint8Array): void {
		this.#session?.publish(this.topic("text"), bytes);
	}

	textsSent(): void {
		this.#texts = undefined;
	}

	/** Asked after each ack, mostly for nothing. */
	private shipTexts(): void {
		if (!this.#texts && !this.#options.texts?.hasUnsent) return;
		if (this.#hostCapabilities?.features.includes(Feature.texts)) this.textShipper()?.notify();
	}

	/** Undefined where the board has no partition for texts. */
	private textShipper(): TextShipper<unknown> | undefined {
		const { texts } = this.#options;
		return texts && (this.#texts ??= new TextShipper(this.#options, texts, this));
	}

	sendBatch(bytes: Uint8Array): void {
		this.counters.batches++;
		this.#session?.publish(this.topic("batch"), bytes);
	}

	committed(records: number, elapsedMs: number): void {
		if (records > 0) this.#meter.measure(elapsedMs);
		this.shipTexts();
		this.#options.listener.linkChanged();
	}

	quarantined(epoch: number): void {
		this.#options.listener.quarantined(epoch);
	}

	/** Requests a chunk of a catalog or an update. */
	request(bytes: Uint8Array): void {
		this.#session?.publish(this.topic("get"), bytes);
	}

	/** Asks the host to lend a right. Returns false while it cannot be asked. */
	askRight(kind: number, key: Uint8Array): boolean {
		if (!this.#session || this.#hostCapabilities?.features.includes(Feature.rights) !== true) return false;
		this.#session.publish(this.topic("ask"), encodeRightAsked(this.#options.cbor, { kind, key }));
		return true;
	}

	/** The host no longer answers. */
	abandon(detail: string): void {
		this.#session?.abandon(detail);
	}

	updateChanged(): void {
		this.reportSoon();
		this.#options.listener.linkChanged();
	}

	get username(): string {
		const { merchant, terminal } = this.#options.credentials;
		return terminalUsername(merchant, terminal);
	}

	get password(): string {
		return this.#options.credentials.password;
	}

	get topics(): readonly string[] {
		return downTopics.map((leaf) => terminalTopic(this.#options.credentials.topicRoot, leaf));
	}

	get topicsNeeded(): number {
		return downTopicsNeeded;
	}

	/** The host's capabilities, once it has reported them in this session; a host of an older version never does. */
	get hostCapabilities(): Capabilities | undefined {
		return this.#hostCapabilities;
	}

	/** Puts a waiting catalog in force, if it may be by now: after a boot, and when a shift was closed. */
	applyWaiting(): void {
		this.guard(() => this.#catalogReceiver.applyWaiting());
	}

	/** Records were appended to the journal. */
	notify(): void {
		this.#shipper.notify();
	}

	/** On a low battery, the radio sends the records of a minute together and looks for a lost host less often. */
	spare(isSparing: boolean): void {
		this.#shipper.isSparing = this.#backoff.isSparing = isSparing;
	}

	/**
	 * Sends the status if it has changed, but not more often than limits.statusIntervalMs.
	 */
	reportSoon(): void {
		if (this.#report || !this.#meter.isOnline) return;
		const { timers } = this.#options.ports;
		const waitMs = Math.max(0, this.#reportedMs + limits.statusIntervalMs - timers.uptimeMs());
		this.#report = timers.start(waitMs, () => {
			this.#report = undefined;
			this.reportNews();
		});
	}

	/** Reconnects now, because the network may be back, e.g. Wi-Fi has joined. */
	retry(): void {
		if (this.#closed || this.#session) return;
		this.#backoff.reset();
		this.#retry?.cancel();
		this.#retry = this.#options.ports.timers.start(0, () => this.connect());
	}

	status(): LinkStatus {
		return this.#meter.status(this.#shipper.queued);
	}

	/** Idempotent; leaves no timer and no socket. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#retry?.cancel();
		this.#session?.close();
		this.detach();
		this.updates?.close();
	}

	private connect(): void {
		this.#retry = undefined;
		const { credentials, ports } = this.#options;
		this.counters.sessions++;
		try {
			this.#session = new Session(ports, credentials, this);
		} catch (error) {
			this.sessionEnded({ refused: undefined, detail: (error as Error).message });
		}
	}

	/**
	 * Subscribed. The first status announces this terminal and its capabilities; the host answers with its current
	 * acks.
	 */
	sessionOpened(): void {
		const { random, timers } = this.#options.ports;
		const nonce = new Uint8Array(nonceBytes);
		random.fill(nonce);
		this.#openedMs = timers.uptimeMs();
		this.#shipper.attach(nonce);
		this.sendReport(this.gatherReport(), { nonce, capabilities: ownCapabilities(catalogFormats) });
	}

	messageReceived(topic: string, payload: Uint8Array): void {
		this.guard(() => this.take(topic, payload));
	}

	private take(topic: string, payload: Uint8Array): void {
		switch (leafOf(this.#options.credentials.topicRoot, topic)) {
			case "ack":
				return this.#verifier.receive("ack", payload);
			case "catalog":
				return this.#verifier.receive("catalog", payload);
			case "chunk": {
				// Catalog and firmware recognise their chunks by the digest.
				const chunk = decodeChunk(this.#options.cbor, payload);
				this.#catalogReceiver.receiveChunk(chunk);
				return this.updates?.receiveChunk(chunk);
			}
			case "update":
				if (this.updates?.hasJudged(payload) === false) this.#verifier.receive("update", payload);
				return;
			case "payment":
				return this.#verifier.receive("payment", payload);
			case "rights":
				return this.#verifier.receive("rights", payload);
			case "flags":
				return this.#verifier.receive("flags", payload);
			case "text-ack":
				return this.#verifier.receive("text-ack", payload);
			default:
				throw new Fault("WIRE_WRONG_SHAPE", `topic ${topic}`);
		}
	}

	verified(domain: EnvelopeDomain, body: Uint8Array): void {
		this.guard(() => this.takeSigned(domain, body));
	}

	forged(domain: EnvelopeDomain): void {
		this.guard(() => {
			throw new Fault("SIGNATURE_INVALID", domain);
		});
	}

	private takeSigned(domain: EnvelopeDomain, body: Uint8Array): void {
		switch (domain) {
			case "ack":
				return this.takeAck(body);
			case "catalog":
				return this.#catalogReceiver.receiveManifest(body);
			case "update":
				return this.updates?.receiveManifest(body);
			case "payment":
				return this.takePaymentAnswer(body);
			case "rights":
				return this.takeRights(body);
			case "flags":
				return this.takeFlags(body);
			case "text-ack":
				return this.textShipper()?.receiveAck(body);
		}
	}

	private takeAck(body: Uint8Array): void {
		const answer = this.#shipper.receiveAck(body);
		if (this.#shipper.isAnswered && !this.#meter.isOnline) this.heard();
		if (answer && !this.#hostCapabilities) this.answered(answer);
	}

	/** Faults are counted and traced, and do not end the session. */
	private guard(step: () => void): void {
		try {
			step();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.counters.rejected++;
			this.#options.ports.trace(`sync: ${error.message}`);
			this.#options.listener.linkChanged();
		}
	}

	/** The host's signature was verified: this is the real network, not a captive portal. */
	private heard(): void {
		this.#backoff.reset();
		this.#meter.online();
		this.#catalogReceiver.attach();
		this.updates?.attach();
		this.#options.listener.linkChanged();
	}

	/** The host took its time at some moment of the round trip: the middle, plus or minus half of it, is assumed. */
	private answered({ wallMs, capabilities }: SessionAnswer): void {
		this.#hostCapabilities = capabilities;
		this.shipTexts();
		const uncertaintyMs = Math.ceil((this.#options.ports.timers.uptimeMs() - this.#openedMs) / 2);
		if (wallMs >= limits.hostWallMsMin) this.#options.listener.timeReceived(wallMs + uncertaintyMs, uncertaintyMs);
	}

	private takePaymentAnswer(body: Uint8Array): void {
		const { cbor, ports, credentials } = this.#options;
		const answer = readPaymentAnswer(cbor, body);
		if (answer.merchant !== credentials.merchant || answer.terminal !== credentials.terminal)
			throw new Fault("WIRE_WRONG_SHAPE", "payment answer for another terminal");
		const { epoch, sequence, outcome } = answer;
		if (outcome === PaymentOutcome.withdrawn || outcome === PaymentOutcome.approved)
			this.#options.listener.paymentAnswered(answer);
		else ports.trace(`sync: outcome ${outcome} of payment ${epoch}/${sequence} is of a newer version`);
	}

	private takeRights(body: Uint8Array): void {
		const { cbor, credentials, listener } = this.#options;
		const message = readRights(cbor, body);
		if (message.merchant !== credentials.merchant || message.terminal !== credentials.terminal)
			throw new Fault("WIRE_WRONG_SHAPE", "rights of another terminal");
		listener.rightsReceived(message);
	}

	private takeFlags(body: Uint8Array): void {
		const { cbor, credentials, listener } = this.#options;
		const message = readFlags(cbor, body);
		if (message.merchant !== credentials.merchant || message.terminal !== credentials.terminal)
			throw new Fault("WIRE_WRONG_SHAPE", "flags for another terminal");
		listener.flagsReceived(message);
		this.reportSoon();
	}

	private reportNews(): void {
		const report = this.gatherReport();
		// Collecting a report reads the flash, so it is limited to the same interval.
		this.#reportedMs = this.#options.ports.timers.uptimeMs();
		if (newsOf(report) !== this.#reportedNews) this.sendReport(report);
	}

	private gatherReport(): Report {
		return { ...this.#options.listener.terminalReport(), firmware: this.updates?.report };
	}

	private sendReport(report: Report, session?: SessionOpening): void {
		const { journal, cbor, ports } = this.#options;
		this.#reportedNews = newsOf(report);
		this.#reportedMs = ports.timers.uptimeMs();
		const whole: StatusReport = { epoch: journal.epoch, sequence: journal.sequence, ...report, session };
		this.#session?.publishOnce(this.topic("status"), encodeStatus(cbor, whole));
	}

	sessionEnded(reason: SessionEnd): void {
		this.#session = undefined;
		this.detach();
		if (this.#closed) return;
		if (reason.refused !== undefined) this.counters.refused++;
		const delayMs = this.#backoff.nextDelayMs();
		this.#options.ports.trace(`sync: ${reason.detail}; again in ${delayMs} ms`);
		this.#retry = this.#options.ports.timers.start(delayMs, () => this.connect());
		this.#options.listener.linkChanged();
	}

	private detach(): void {
		this.#report?.cancel();
		this.#report = undefined;
		this.#hostCapabilities = undefined;
		this.#meter.offline();
		this.#verifier.drop();
		this.#shipper.detach();
		this.#catalogReceiver.detach();
		this.#texts?.close();
		this.#texts = undefined;
		this.updates?.detach();
	}

	private topic(leaf: UpTopic): string {
		return terminalTopic(this.#options.credentials.topicRoot, leaf);
	}
}

/** The number of sales that still fit changes with every sale and alone is no reason to send. */
function newsOf({ batteryPercent, paper, wearPercent, firmware, clock, flags }: Report): string {
	return `${batteryPercent} ${paper} ${wearPercent} ${firmware?.state} ${clock?.quality} ${flags}`;
}
