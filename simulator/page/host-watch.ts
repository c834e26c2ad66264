// Reads the host's figures for the page. The host runs in this process, so its context is used directly.
import { findCurrency } from "../../firmware/core/currencies.js";
import { Series } from "../../firmware/wire/record.js";
import type { WebContext } from "../../host/context.js";
import { readNames } from "../../host/control/catalog-file.js";
import { now, terminalsView } from "../../host/web/views.js";
import type { Barcode, PageHost } from "./page-host.js";
import type { HostState, Money } from "./protocol.js";
import type { Place } from "./wire-tap.js";

const receiptsShown = 8;
const barcodesShown = 6;
/** A position before every receipt, so that the list begins with the newest. */
const newestReceipt = { wallMs: Number.MAX_SAFE_INTEGER, terminal: "", epoch: 0, sequence: 0 };

export class HostWatch implements PageHost {
	readonly #context: WebContext;
	readonly #stop: () => void;
	#isStale = true;
	#isCatalogStale = true;
	#day = -1;
	#state: Promise<HostState> | undefined;
	#barcodes: readonly Barcode[] = [];

	constructor(context: WebContext) {
		this.#context = context;
		this.#stop = context.events.listen((event) => {
			this.#isStale = true;
			if (event.kind === "catalog") this.#isCatalogStale = true;
		});
	}

	/** The current state; loaded again only after an event on the host or when the business day has changed. */
	state(): Promise<HostState> {
		const { day } = now(this.#context);
		if (!this.#state || this.#isStale || day !== this.#day) {
			this.#isStale = false;
			this.#day = day;
			this.#state = this.load(day);
			// Asked again next time; who awaits the state hears of the failure.
			this.#state.catch(() => (this.#isStale = true));
		}
		return this.#state;
	}

	get barcodes(): readonly Barcode[] {
		return this.#barcodes;
	}

	async enrolmentCode(terminal: string): Promise<string> {
		const known = await this.#context.terminals.find(terminal);
		return (await this.#context.enrol(terminal, known?.name ?? terminal)).code;
	}

	async acknowledged(terminal: string): Promise<Place> {
		const [newest] = [...(await this.#context.chains.epochs(terminal))].sort((a, b) => b.epoch - a.epoch);
		return { epoch: newest?.epoch ?? 0, sequence: newest?.committed ?? 0 };
	}

	close(): void {
		this.#stop();
	}

	private async load(day: number): Promise<HostState> {
		const context = this.#context;
		if (this.#isCatalogStale) {
			this.#isCatalogStale = false;
			this.#barcodes = readBarcodes(await context.catalogCsv());
		}
		const today = await context.reports.day(day);
		const takings = today.currencies.map(({ grossMinor, currency }) => money(grossMinor, currency));
		const filter = { terminal: undefined, before: newestReceipt, limit: receiptsShown };
		const { receipts } = await context.reports.receipts(filter);
		const terminals = await terminalsView(context);
		return {
			takingsToday: takings.length > 0 ? takings : [money(0, (await context.currency()) ?? "EUR")],
			salesToday: today.sales,
			alarms: (await context.notices.alarms()).length,
			stateHash: (await context.ledger()).stateHash,
			terminals: terminals.map(({ terminal, name, state }) => ({ terminal, name, state })),
			receipts: receipts
				.filter(({ series }) => series === Series.receipt)
				.map(({ terminal, number, wallMs, totalMinor, currency }) => ({
					...{ terminal, number, wallMs },
					total: money(totalMinor, currency),
				})),
		};
	}
}

/** The first items of a catalog's CSV. */
export function readBarcodes(csv: string): Barcode[] {
	const items = readNames(new TextEncoder().encode(csv)).slice(0, barcodesShown);
	return items.map(({ sku, name }) => ({ code: sku, name }));
}

export function money(amountMinor: number, currency: string): Money {
	return { amountMinor, currency, decimals: findCurrency(currency)?.decimals ?? 2 };
}
