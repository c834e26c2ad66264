// Counters for Prometheus. Each host has its own registry, so that several hosts can run in one process.
import { Counter, Gauge, Histogram, Registry } from "prom-client";

export type BatchOutcome = "committed" | "duplicate" | "gap" | "forked" | "refused";

export class Metrics {
	readonly registry = new Registry();
	readonly #batches = new Counter({
		name: "tillmark_batches_total",
		help: "Batches received, by outcome",
		labelNames: ["outcome"],
		registers: [this.registry],
	});
	readonly #records = new Counter({
		name: "tillmark_records_total",
		help: "Records committed",
		registers: [this.registry],
	});
	readonly #newer = new Counter({
		name: "tillmark_newer_records_total",
		help: "Records of a newer version, by what is unknown: their kind, or the body of a known kind",
		labelNames: ["unknown"],
		registers: [this.registry],
	});
	readonly #duplicates = new Counter({
		name: "tillmark_duplicates_refused_total",
		help: "Batches received again and acknowledged without effect",
		registers: [this.registry],
	});
	readonly #refused = new Counter({
		name: "tillmark_refused_total",
		help: "Inputs refused, by fault code",
		labelNames: ["code"],
		registers: [this.registry],
	});
	readonly #commitSeconds = new Histogram({
		name: "tillmark_commit_seconds",
		help: "Duration of one store commit of one or several batches",
		buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5],
		registers: [this.registry],
	});
	readonly #connected = new Gauge({
		name: "tillmark_terminals_connected",
		help: "Terminals connected now",
		registers: [this.registry],
	});

	readonly #ledgerLag = new Gauge({
		name: "tillmark_ledger_lag_entries",
		help: "Entries of the log that the ledgers have not folded yet",
		registers: [this.registry],
	});

	readonly #tlsExpiry = new Gauge({
		name: "tillmark_tls_expiry_timestamp_seconds",
		help: "When the first of the broker's certificates expires, in seconds since 1970; 0 without TLS",
		registers: [this.registry],
	});

	batch(outcome: BatchOutcome): void {
		this.#batches.inc({ outcome });
		if (outcome === "duplicate") this.#duplicates.inc();
	}

	records(count: number): void {
		this.#records.inc(count);
	}

	newer(unknown: "kind" | "body"): void {
		this.#newer.inc({ unknown });
	}

	refused(code: string): void {
		this.#refused.inc({ code });
	}

	commit(seconds: number): void {
		this.#commitSeconds.observe(seconds);
	}

	ledgerLag(entries: number): void {
		this.#ledgerLag.set(entries);
	}

	tlsExpiry(atMs: number): void {
		this.#tlsExpiry.set(Math.floor(atMs / 1_000));
	}

	connected(count: number): void {
		this.#connected.set(count);
	}
}
