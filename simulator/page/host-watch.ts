// What the host knows, for the panel beside the terminal. The host runs in this process, so it is asked directly; its
// dashboard has the rest.
import { findCurrency } from "../../firmware/core/currencies.js";
import { Series } from "../../firmware/wire/record.js";
import { readCsv } from "../../host/control/csv.js";
import { textOf } from "../../host/log.js";
import type { Host } from "../../host/main.js";
import { now, stallsView } from "../../host/web/views.js";
import type { HostState, Money } from "./protocol.js";

const receiptsShown = 8;
const barcodesShown = 6;
/** Ahead of every receipt in the list, so that it begins with the newest. */
const newestReceipt = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

interface Code {
	readonly code: string;
	readonly name: string;
}

export class HostWatch {
	readonly #host: Host;
	readonly #stop: () => void;
	#isStale = true;
	#isReading = false;
	#day = -1;
	#state!: HostState;
	#barcodes!: readonly Code[];

	private constructor(host: Host) {
		this.#host = host;
		this.#stop = host.events.listen(() => {
			this.#isStale = true;
		});
	}

	static async open(host: Host): Promise<HostWatch> {
		const watch = new HostWatch(host);
		await watch.read();
		return watch;
	}

	/** As it was last read. Where something has happened since, it is read again for the next time. */
	state(): HostState {
		if ((this.#isStale || now(this.#host).day !== this.#day) && !this.#isReading)
			this.read().catch((error: unknown) => {
				this.#isStale = true;
				this.#host.log.error({ code: "STORE_FAILED", error }, textOf("STORE_FAILED"));
			});
		return this.#state;
	}

	/** The first items of the catalog, to be scanned. */
	barcodes(): readonly Code[] {
		return this.#barcodes;
	}

	/** What the operator calls a terminal. */
	nameOf(terminal: string): string {
		return this.#state.stalls.find((stall) => stall.terminal === terminal)?.name ?? terminal;
	}

	close(): void {
		this.#stop();
	}

	private async read(): Promise<void> {
		this.#isStale = false;
		this.#isReading = true;
		try {
			const { day } = now(this.#host);
			[this.#state, this.#barcodes] = await Promise.all([this.readState(day), this.readBarcodes()]);
			this.#day = day;
		} finally {
			this.#isReading = false;
		}
	}

	private async readState(day: number): Promise<HostState> {
		const { reports, settings, notices } = this.#host.store;
		const { stateHash } = await this.#host.ledger();
		const [today, currency, alarms, stalls, receipts] = await Promise.all([
			reports.day(day),
			settings.get("currency"),
			notices.alarms(),
			stallsView(this.#host),
			reports.receipts({ terminal: undefined, before: newestReceipt, limit: receiptsShown }),
		]);
		const takings = today.currencies.map((each) => money(each.grossMinor, each.currency));
		return {
			takingsToday: takings.length > 0 ? takings : [money(0, currency ?? "EUR")],
			salesToday: today.sales,
			alarms: alarms.length,
			stateHash,
			stalls: stalls.map(({ terminal, name, state }) => ({ terminal, name, state })),
			receipts: receipts
				.filter(({ series }) => series === Series.receipt)
				.map(({ terminal, number, wallMs, totalMinor, currency: code }) => ({
					terminal,
					number,
					wallMs,
					total: money(totalMinor, code),
				})),
		};
	}

	private async readBarcodes(): Promise<Code[]> {
		const [header, ...rows] = readCsv(new TextEncoder().encode(await this.#host.catalogs.csv()));
		const code = header?.fields.indexOf("sku") ?? -1;
		const name = header?.fields.indexOf("name") ?? -1;
		return rows
			.slice(0, barcodesShown)
			.map(({ fields }) => ({ code: fields[code] ?? "", name: fields[name] ?? "" }));
	}
}

function money(amountMinor: number, currency: string): Money {
	return { amountMinor, currency, decimals: findCurrency(currency)?.decimals ?? 2 };
}
