// An ingest over a store in memory with two enrolled terminals, t0 and t1: no broker, no clock but the one that is set.
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import type { EnrolmentGrant } from "../../firmware/wire/enrolment.js";
import { topicRoot } from "../../firmware/wire/topics.js";
import type { Archive } from "../../host/archive.js";
import { SetClock } from "../../host/clock.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";
import { Events } from "../../host/events.js";
import type { AnyFaultCode } from "../../host/faults.js";
import { Ingest } from "../../host/ingest/ingest.js";
import { stateHash } from "../../host/ledger/state-hash.js";
import { Metrics } from "../../host/metrics.js";
import { Payments } from "../../host/payments/payments.js";
import { SqliteStore } from "../../host/store/sqlite/sqlite-store.js";
import { cbor, digest, saleWallMs, TestTerminal } from "./test-terminal.js";

export const seeds = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const nothing = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface BenchOptions {
	readonly stall?: { readonly zone: string; readonly dayEndMinutes: number };
	readonly archive?: Archive;
	/** Opens the same store again, with other settings. */
	readonly store?: SqliteStore;
}

export class IngestBench {
	readonly store: SqliteStore;
	readonly ingest: Ingest;
	readonly payments: Payments;
	readonly clock = new SetClock(saleWallMs);
	readonly refused: AnyFaultCode[] = [];
	readonly metrics = new Metrics();

	constructor({ stall = { zone: "UTC", dayEndMinutes: 0 }, archive, store }: BenchOptions = {}) {
		this.store = store ?? new SqliteStore(undefined, "demo");
		const { clock, metrics } = this;
		const parts = {
			store: this.store,
			cbor,
			digest: new NodeDigest(),
			signer: new NodeSigner(seeds[0]!),
			clock,
			merchant: "demo",
		};
		this.payments = new Payments(parts);
		this.ingest = new Ingest({
			...{
				...parts,
				payments: this.payments,
				verifier: new NodeVerifier(),
				metrics,
				events: new Events(() => undefined),
				log: nothing,
			},
			...{ refuse: (code) => void this.refused.push(code), incarnation: 1, archive, stall },
		});
		if (!store) seeds.forEach((_, index) => this.enrol(index, 1));
	}

	/** Opens an epoch of terminal `t<index>` with a key, its own unless told. */
	enrol(index: number, epoch: number, seed: Uint8Array = seeds[index]!): void {
		const { terminals, chains } = this.store;
		const terminal = `t${index}`;
		const head = genesisHead(digest, chainContext(digest, { merchant: "demo", terminal, epoch }));
		terminals.put(terminal, terminal, 1);
		terminals.grantTopics(terminal);
		terminals.setEpoch(terminal, epoch);
		const { publicKey } = new NodeSigner(seed);
		chains.addEpoch({ terminal, epoch, publicKey, committed: 0, head, status: "committed" });
	}

	async deliver(terminal: string, ...batches: Uint8Array[]): Promise<void> {
		await Promise.all(
			batches.map(
				(bytes) => new Promise<void>((resolve) => this.ingest.submit(terminal, bytes, () => resolve())),
			),
		);
	}

	/** All of a stall's records, from the mark on. */
	async ship(stall: TestTerminal, step = 50): Promise<void> {
		for (;;) {
			const from = this.store.chains.epoch(stall.terminal, stall.epoch)!.committed + 1;
			if (from > stall.payloads.length) return;
			await this.deliver(stall.terminal, stall.batch(from, Math.min(stall.payloads.length, from + step - 1)));
		}
	}

	hash(): string {
		return stateHash("demo", this.store.ledger.states());
	}

	/** What is so, and not when it became so. */
	alarms(): { code: string; terminal: string; detail: string; amountMinor: number; currency: string }[] {
		return this.store.notices
			.alarms()
			.map(({ code, terminal, detail, amountMinor, currency }) => ({
				code,
				terminal,
				detail,
				amountMinor,
				currency,
			}))
			.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
	}

	/** All that must not depend on the order in which records came. */
	books(): object {
		return {
			totals: this.store.ledger.totals(),
			hash: this.hash(),
			payments: this.payments.open(),
			alarms: this.alarms(),
		};
	}

	close(): void {
		this.store.close();
	}
}

export function stallOf(index: number, epoch = 1, seed: Uint8Array = seeds[index]!): TestTerminal {
	const grant: EnrolmentGrant = {
		...{
			hostKey: new Uint8Array(32),
			merchant: "demo",
			terminal: `t${index}`,
			epoch,
			previousEpoch: 0,
			previousSequence: 0,
		},
		...{
			previousHead: new Uint8Array(32),
			numbers: [],
			shift: 0,
			topicRoot: topicRoot(index + 1),
			password: new Uint8Array(24),
			wallMs: 0,
		},
	};
	return new TestTerminal(seed, grant);
}
