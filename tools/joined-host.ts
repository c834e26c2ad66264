// A running host that the simulator joins: the figures that the page shows, and enrolment, over the host's HTTP API.
import type { Static } from "typebox";
import { Series } from "../firmware/wire/record.js";
import type { Ledger, Overview, Published, Receipts, TerminalSummary } from "../host/web/schemas.js";
import { money, readBarcodes } from "../simulator/page/host-watch.js";
import type { Barcode, PageHost } from "../simulator/page/page-host.js";
import type { HostState } from "../simulator/page/protocol.js";
import { CommandFault } from "./command-fault.js";
import { askHost, askText, hostAddress, type HostRequest } from "./host-api.js";

const receiptsShown = 8;
const stateMs = 1_000;
/** The state hash is computed over all documents, and the catalog may have 2 MiB. */
const costlyMs = 15_000;

type Terminal = Static<typeof TerminalSummary>;

export interface JoinedHostOptions {
	readonly url: string;
	readonly token: string | undefined;
}

export class JoinedHost implements PageHost {
	readonly #options: JoinedHostOptions;
	#state: HostState | undefined;
	#asking: Promise<HostState> | undefined;
	#askedMs = Number.NEGATIVE_INFINITY;
	#costlyMs = Number.NEGATIVE_INFINITY;
	#stateHash = "";
	#barcodes: readonly Barcode[] = [];

	constructor(options: JoinedHostOptions) {
		this.#options = options;
	}

	get barcodes(): readonly Barcode[] {
		return this.#barcodes;
	}

	/** The last known state while the host does not answer. Rejects with CommandFault if it never did. */
	async state(): Promise<HostState> {
		const nowMs = performance.now();
		if (this.#state && nowMs - this.#askedMs < stateMs) return this.#state;
		this.#asking ??= this.load(nowMs).finally(() => (this.#asking = undefined));
		try {
			this.#state = await this.#asking;
		} catch (error) {
			if (!this.#state) throw error;
			const terminals = this.#state.terminals.map((each) => ({ ...each, state: "offline" as const }));
			this.#state = { ...this.#state, terminals };
		}
		this.#askedMs = performance.now();
		return this.#state;
	}

	/**
	 * A code for a terminal that the host does not know yet. Rejects with CommandFault TERMINAL_KNOWN: a second device
	 * of that name would lock the first one out.
	 */
	async newCode(terminal: string): Promise<string> {
		const known = await this.ask<Terminal[]>("/api/terminals");
		if (known.some((each) => each.terminal === terminal && each.epoch > 0))
			throw new CommandFault(
				"TERMINAL_KNOWN",
				`The host already has a terminal ${terminal}; enrolling another would lock it out. Choose other ` +
					"names with --name.",
			);
		return this.enrolmentCode(terminal);
	}

	async enrolmentCode(terminal: string): Promise<string> {
		const request = { method: "POST", body: { terminal } } as const;
		return (await this.ask<{ code: string }>("/api/enrolments", request)).code;
	}

	async acknowledged(terminal: string): Promise<{ epoch: number; sequence: number }> {
		const row = (await this.ask<Terminal[]>("/api/terminals")).find((each) => each.terminal === terminal);
		return { epoch: row?.epoch ?? 0, sequence: row?.committed ?? 0 };
	}

	async publishCatalog(csv: Uint8Array<ArrayBuffer>): Promise<Static<typeof Published>> {
		const request = { method: "PUT", body: csv, contentType: "text/csv" } as const;
		const published = await this.ask<Static<typeof Published>>("/api/catalog", request);
		this.#state = undefined;
		this.#costlyMs = Number.NEGATIVE_INFINITY;
		return published;
	}

	close(): void {}

	private async load(nowMs: number): Promise<HostState> {
		if (nowMs - this.#costlyMs >= costlyMs) {
			this.#stateHash = (await this.ask<Static<typeof Ledger>>("/api/ledger")).stateHash;
			const csv = await askText(hostAddress(this.#options.url, "/api/catalog.csv"), this.#options.token);
			this.#barcodes = readBarcodes(csv);
			this.#costlyMs = nowMs;
		}
		const { today, currency, alarms, terminals } = await this.ask<Overview>("/api/overview");
		const { receipts } = await this.ask<Static<typeof Receipts>>(`/api/receipts?limit=${receiptsShown}`);
		const takings = today.currencies.map((sums) => money(sums.grossMinor, sums.currency));
		return {
			takingsToday: takings.length > 0 ? takings : [money(0, currency)],
			salesToday: today.sales,
			alarms: alarms.length,
			stateHash: this.#stateHash,
			terminals: terminals.map(({ terminal, name, state }) => ({ terminal, name, state })),
			receipts: receipts
				.filter(({ series }) => series === Series.receipt)
				.map(({ terminal, number, wallMs, totalMinor, currency: of }) => ({
					...{ terminal, number, wallMs },
					total: money(totalMinor, of),
				})),
		};
	}

	private ask<T>(path: string, request?: HostRequest): Promise<T> {
		return askHost<T>(hostAddress(this.#options.url, path), this.#options.token, request);
	}
}
