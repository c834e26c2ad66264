// What the host knows, for the panel beside the terminal. The host runs in this process, so it is asked directly; its
// dashboard has the rest.
import { findCurrency } from "../../firmware/core/currencies.js";
import { Series } from "../../firmware/wire/record.js";
import { readCsv } from "../../host/control/csv.js";
import type { Host } from "../../host/main.js";
import { now, stallsView } from "../../host/web/views.js";
import type { HostState, Money } from "./protocol.js";

const receiptsShown = 8;
const barcodesShown = 6;
/** Ahead of every receipt in the list, so that it begins with the newest. */
const newestReceipt = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

export class HostWatch {
	readonly #host: Host;
	readonly #stop: () => void;
	#isStale = true;
	#day = -1;
	#state: HostState | undefined;

	constructor(host: Host) {
		this.#host = host;
		this.#stop = host.events.listen(() => {
			this.#isStale = true;
		});
	}

	state(): HostState {
		const { store } = this.#host;
		const { day } = now(this.#host);
		if (this.#state && !this.#isStale && day === this.#day) return this.#state;
		this.#isStale = false;
		this.#day = day;
		const today = store.reports.day(day);
		const takings = today.currencies.map(({ grossMinor, currency }) => money(grossMinor, currency));
		this.#state = {
			takingsToday: takings.length > 0 ? takings : [money(0, store.setting("currency") ?? "EUR")],
			salesToday: today.sales,
			alarms: store.notices.alarms().length,
			stateHash: this.#host.ledger().stateHash,
			stalls: stallsView(this.#host).map(({ terminal, name, state }) => ({ terminal, name, state })),
			receipts: store.reports
				.receipts({ terminal: undefined, before: newestReceipt, limit: receiptsShown })
				.filter(({ series }) => series === Series.receipt)
				.map(({ terminal, number, wallMs, totalMinor, currency }) => ({
					terminal,
					number,
					wallMs,
					total: money(totalMinor, currency),
				})),
		};
		return this.#state;
	}

	/** The first items of the catalog, to be scanned. */
	barcodes(): { readonly code: string; readonly name: string }[] {
		const [header, ...rows] = readCsv(new TextEncoder().encode(this.#host.catalogs.csv()));
		const code = header?.fields.indexOf("sku") ?? -1;
		const name = header?.fields.indexOf("name") ?? -1;
		return rows
			.slice(0, barcodesShown)
			.map(({ fields }) => ({ code: fields[code] ?? "", name: fields[name] ?? "" }));
	}

	close(): void {
		this.#stop();
	}
}

function money(amountMinor: number, currency: string): Money {
	return { amountMinor, currency, decimals: findCurrency(currency)?.decimals ?? 2 };
}
