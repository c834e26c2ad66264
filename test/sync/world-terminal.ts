// A journal and its sync in a simulated world: a terminal's network side without a till. It can lose power at any time.
import { Fault } from "../../firmware/core/fault.js";
import type { Signer, Timers } from "../../firmware/core/ports.js";
import { Journal } from "../../firmware/journal/journal.js";
import type { Credentials } from "../../firmware/sync/credentials.js";
import type { CatalogTerms } from "../../firmware/catalog/terms.js";
import type { CatalogSlot } from "../../firmware/sync/catalog-receiver.js";
import { Sync, type SyncListener, type SyncOptions } from "../../firmware/sync/sync.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import type { CatalogManifest } from "../../firmware/wire/manifest.js";
import type { PaymentAnswer } from "../../firmware/wire/payment-answer.js";
import type { Link } from "../../simulator/network/link.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import type { World } from "../../simulator/world.js";

export const ed25519 = new NodeEd25519();
export const digest = nodeDigest;
export const cbor = new CborCodec();

export function signerOf(seed: Uint8Array): Signer {
	return { publicKey: ed25519.publicKey(seed), sign: (message) => ed25519.sign(message, seed) };
}

export const hostSigner = signerOf(new Uint8Array(32).fill(9));
export const terminalSeed = new Uint8Array(32).fill(7);

export const credentials: Credentials = {
	merchant: "bakery",
	terminal: "stall-1",
	epoch: 1,
	previousEpoch: 0,
	previousSequence: 0,
	previousHead: new Uint8Array(32),
	numbers: [],
	shift: 0,
	topicRoot: "t/1/1",
	password: "00".repeat(24),
	hostKey: hostSigner.publicKey,
	host: "host.example",
	port: 1883,
	seed: terminalSeed,
};

/**
 * Keeps images in memory, so that intake can be tested without flash. The first three bytes of an image are its
 * currency.
 */
export class MemoryCatalog implements CatalogSlot {
	version = 0;
	format = 0;
	image: Uint8Array = new Uint8Array(0);
	#staged: { manifest: CatalogManifest; bytes: number; image: Uint8Array; isWhole: boolean } | undefined;

	get waitingVersion(): number {
		return this.#staged?.isWhole ? this.#staged.manifest.version : 0;
	}

	openWaiting(): { readonly terms: CatalogTerms; readonly taxRates: [] } | undefined {
		return this.#staged?.isWhole ? { terms: termsOf(this.#staged.image), taxRates: [] } : undefined;
	}

	isNews({ version, format }: { readonly version: number; readonly format: number }): boolean {
		const isAbove = (held: { readonly version: number; readonly format: number }): boolean =>
			version > held.version || (version === held.version && format > held.format);
		return isAbove(this) && !(this.#staged?.isWhole && !isAbove(this.#staged.manifest));
	}

	begin(manifest: CatalogManifest): number {
		const staged = this.#staged?.manifest;
		if (staged?.version !== manifest.version || staged.format !== manifest.format)
			this.#staged = { manifest, bytes: 0, image: new Uint8Array(manifest.lengthBytes), isWhole: false };
		return this.#staged!.bytes;
	}

	write(offset: number, bytes: Uint8Array): void {
		this.#staged!.image.set(bytes, offset);
		this.#staged!.bytes = offset + bytes.length;
	}

	apply(manifest: CatalogManifest): void {
		const staged = this.#staged!;
		staged.isWhole = Buffer.compare(digest.sha256(staged.image), manifest.digest) === 0;
		if (staged.isWhole) return;
		this.#staged = undefined;
		throw new Fault("CATALOG_DAMAGED");
	}

	commit(): void {
		const { manifest, image } = this.#staged!;
		this.#staged = undefined;
		this.image = image;
		this.version = manifest.version;
		this.format = manifest.format;
	}
}

function termsOf(image: Uint8Array): CatalogTerms {
	return { currency: String.fromCharCode(...image.subarray(0, 3)), country: "", taxMode: 0 };
}

/** Read at each boot. */
export type SyncOverrides = Partial<SyncListener & Pick<SyncOptions, "update" | "catalog">>;

export class WorldTerminal {
	readonly world: World;
	readonly link: Link;
	readonly flash: NorFlash;
	readonly keyStore = new SimulatedKeyStore();
	readonly catalog = new MemoryCatalog();
	readonly traces: string[] = [];
	journal!: Journal;
	sync!: Sync;
	changes = 0;
	readonly quarantined: number[] = [];
	readonly applied: number[] = [];
	readonly times: { readonly atMs: number; readonly wallMs: number; readonly uncertaintyMs: number }[] = [];
	readonly answers: PaymentAnswer[] = [];
	readonly #credentials: Credentials;
	readonly #overrides: SyncOverrides;
	/** Number of power-ons; timers of earlier ones have no effect. */
	#boots = 0;

	constructor(
		world: World,
		link: Link,
		options: { flash?: NorFlash; credentials?: Partial<Credentials>; overrides?: SyncOverrides } = {},
	) {
		this.world = world;
		this.link = link;
		this.flash = options.flash ?? new NorFlash({ sizeBytes: 64 * 4_096 });
		this.#credentials = { ...credentials, ...options.credentials };
		this.#overrides = options.overrides ?? {};
		this.boot();
	}

	boot(): void {
		const boot = ++this.#boots;
		const clock = new BootTimers(this.world);
		const timers: Timers = {
			uptimeMs: () => clock.uptimeMs(),
			start: (delayMs, onExpire) => clock.start(delayMs, () => boot === this.#boots && onExpire()),
		};
		const { merchant, terminal, epoch } = this.#credentials;
		const { update, catalog = this.catalog, ...listener } = this.#overrides;
		const signer = signerOf(this.#credentials.seed);
		this.journal = new Journal({ flash: this.flash, digest, signer, identity: { merchant, terminal, epoch } });
		this.sync = new Sync({
			credentials: this.#credentials,
			journal: this.journal,
			signer,
			catalog,
			cbor,
			ports: {
				network: this.link.source,
				timers,
				random: this.world.random,
				digest,
				ed25519,
				keyStore: this.keyStore,
				trace: (line) => this.traces.push(line),
			},
			update,
			listener: {
				terminalReport: () => ({ batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 0, bootCount: 1 }),
				linkChanged: () => this.changes++,
				quarantined: (of) => {
					this.quarantined.push(of);
					this.journal.openEpoch(this.journal.epoch + 1);
				},
				mayApply: () => true,
				catalogApplied: (version) => this.applied.push(version),
				timeReceived: (wallMs, uncertaintyMs) =>
					this.times.push({ atMs: this.world.nowMs, wallMs, uncertaintyMs }),
				flagsReceived: () => undefined,
				paymentAnswered: (answer) => this.answers.push(answer),
				rightsReceived: () => undefined,
				...listener,
			},
		});
	}

	/** Appends and notifies sync, as the till does. */
	append(payload: Uint8Array): void {
		this.journal.append(payload, "sale");
		this.sync.notify();
	}

	/** A power cut: nothing is closed in an orderly way. */
	cutPower(): void {
		this.#boots++;
		this.link.powerOff();
	}

	close(): void {
		this.sync.close();
		this.link.close();
		this.journal.close();
	}
}
