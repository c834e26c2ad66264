// An ingest over an in-memory store with two enrolled terminals, t0 and t1; without a broker, and with a manual clock.
import { chainContext, genesisHead } from "../../firmware/core/chain.js";
import type { EnrolmentGrant } from "../../firmware/wire/enrolment.js";
import { topicRoot } from "../../firmware/wire/topics.js";
import type { Archive } from "../../host/archive.js";
import { SetClock } from "../../host/clock.js";
import { NodeDigest, NodeSigner, NodeVerifier } from "../../host/crypto.js";
import { Events } from "../../host/events.js";
import { Guard } from "../../host/guard.js";
import type { AnyFaultCode } from "../../host/faults.js";
import { Ingest } from "../../host/ingest/ingest.js";
import { StateHash } from "../../host/ledger/documents/state-hash.js";
import { LedgerFollower } from "../../host/ledger/follower.js";
import { Metrics } from "../../host/metrics.js";
import { Payments } from "../../host/payments/payments.js";
import { openLocalStore } from "../../host/store/sqlite/local.js";
import type { AlarmRow, Store } from "../../host/store/store.js";
import { localDayHour } from "../../host/zone.js";
import { cbor, digest, saleWallMs, TestTerminal } from "./test-terminal.js";

export const seeds = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
const nothing = { info: () => undefined, warn: () => undefined, error: () => undefined };

export interface BenchOptions {
	readonly settings?: { readonly zone: string; readonly dayEndMinutes: number };
	readonly archive?: Archive;
	/** Opens the same store again with other settings. */
	readonly store?: Store;
}

export class IngestBench {
	readonly store: Store;
	readonly ingest: Ingest;
	readonly ledgers: LedgerFollower;
	readonly payments: Payments;
	readonly clock = new SetClock(saleWallMs);
	readonly refused: AnyFaultCode[] = [];
	readonly metrics = new Metrics();

	static async open(options: BenchOptions = {}): Promise<IngestBench> {
		const bench = new IngestBench(
			options,
			options.store ?? openLocalStore({ folder: undefined, merchant: "demo" }),
		);
		if (!options.store) for (const index of seeds.keys()) await bench.enrol(index, 1);
		await bench.ledgers.open();
		return bench;
	}

	private constructor({ settings = { zone: "UTC", dayEndMinutes: 0 }, archive }: BenchOptions, store: Store) {
		this.store = store;
		const { clock, metrics } = this;
		const parts = {
			store,
			cbor,
			digest: new NodeDigest(),
			signer: new NodeSigner(seeds[0]!),
			clock,
			merchant: "demo",
			metrics,
			events: new Events(() => undefined),
			log: nothing,
			refuse: (code: AnyFaultCode) => void this.refused.push(code),
			guard: new Guard((code) => void this.refused.push(code)),
		};
		this.ledgers = new LedgerFollower({ ...parts, drawerToleranceMinor: 500 });
		this.payments = new Payments({ ...parts, caughtUp: () => this.ledgers.caughtUp() });
		this.ingest = new Ingest({
			...{ ...parts, verifier: new NodeVerifier(), incarnation: 1, archive, settings },
			onCommitted: (entries) => this.ledgers.follow(entries),
		});
	}

	/** Opens an epoch of terminal `t<index>`, with the terminal's own key by default. */
	async enrol(index: number, epoch: number, seed: Uint8Array = seeds[index]!): Promise<void> {
		const terminal = `t${index}`;
		const head = genesisHead(digest, chainContext(digest, { merchant: "demo", terminal, epoch }));
		const { publicKey } = new NodeSigner(seed);
		const grant = { terminal, name: terminal, epoch, publicKey, head, passwordHash: undefined };
		await this.store.terminals.grant({ ...grant, codeId: undefined, atMs: 1 });
	}

	/** Resolves when the ledgers have folded everything stored. */
	async deliver(terminal: string, ...batches: Uint8Array[]): Promise<void> {
		await Promise.all(
			batches.map(
				(bytes) => new Promise<void>((resolve) => this.ingest.submit(terminal, bytes, () => resolve())),
			),
		);
		await this.ledgers.caughtUp();
	}

	/** Ships all records of a terminal that are not committed yet. */
	async ship(terminal: TestTerminal, step = 50): Promise<void> {
		for (;;) {
			const from = (await this.store.chains.epoch(terminal.terminal, terminal.epoch))!.committed + 1;
			if (from > terminal.payloads.length) return;
			await this.deliver(
				terminal.terminal,
				terminal.batch(from, Math.min(terminal.payloads.length, from + step - 1)),
			);
		}
	}

	async hash(): Promise<string> {
		const hash = new StateHash("demo");
		const { states } = await this.store.documents.states(undefined, 100_000);
		for (const state of states) hash.add(state);
		return hash.end();
	}

	/** Alarms without ids and times. */
	async alarms(): Promise<Omit<AlarmRow, "id" | "createdMs" | "count">[]> {
		return (await this.allAlarms()).map(({ code, terminal, detail, amountMinor, currency }) => ({
			...{ code, terminal, detail, amountMinor, currency },
		}));
	}

	/** All state that must not depend on the order in which records arrived. */
	async ledgerState(): Promise<object> {
		const { documents, reports } = this.store;
		const { day } = localDayHour(saleWallMs, "UTC", 0);
		return {
			totals: await documents.totals(),
			hash: await this.hash(),
			numbers: await Promise.all(["t0", "t1"].map((terminal) => documents.lastNumbers(terminal))),
			payments: await this.payments.open(),
			alarms: await this.allAlarms(),
			days: [await reports.day(day), await reports.hours(day), await reports.bestSellers(0, 99_999, -1)],
			taxes: await reports.taxes(0, 99_999),
			shifts: await reports.shifts(undefined, 100),
			newer: [await reports.newer("t0"), await reports.newer("t1")],
			receipts: await reports.receipts({ terminal: undefined, before: newest, limit: 1_000 }),
		};
	}

	async close(): Promise<void> {
		await this.ingest.close();
		await this.ledgers.close();
		await this.store.close();
	}

	private async allAlarms(): Promise<Omit<AlarmRow, "id" | "createdMs">[]> {
		return (await this.store.notices.alarms())
			.map(({ code, terminal, detail, amountMinor, currency, count }) => ({
				...{ code, terminal, detail, amountMinor, currency, count },
			}))
			.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
	}
}

const newest = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

export function terminalOf(index: number, epoch = 1, seed: Uint8Array = seeds[index]!): TestTerminal {
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
