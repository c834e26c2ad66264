// Replays a till log on simulated terminals against a real host over real MQTT. Terminals run in virtual time and are
// operated through their screens; the host is a separate process that takes the replay's wall clock.
import { join } from "node:path";
import { TenderKind } from "../../firmware/wire/record.js";
import type { CurrencySums, LedgerTotals } from "../../host/ledger/entry.js";
import type { MachineMeters } from "../../simulator/engine/machine.js";
import { saveTerminal } from "../../simulator/terminal/chip-files.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { Stallholder } from "../../simulator/terminal/stallholder.js";
import { World } from "../../simulator/world.js";
import type { Basket } from "./baskets.js";
import { faultyLink, hostDownTransactionsMax, planFaults, type TransactionFaults } from "./fault-plan.js";
import { HostProcess } from "./host-process.js";
import { chainTip } from "./chain-tip.js";

/** After a longer gap than this between two baskets, the shift is closed and power is off. */
const closedGapMs = 4 * 3_600_000;
const openBeforeMs = 5 * 60_000;
const settleMsMax = 12 * 3_600_000;
const clockStepMs = 60_000;
const pricesMs = 30_000;
/** MQTT 3.1.1, 2.2.1. */
const connectPacketType = 1;

export interface ReplayOptions {
	readonly baskets: readonly Basket[];
	readonly catalogCsv: Uint8Array;
	readonly terminals: number;
	readonly engine: "v8" | "xs";
	readonly faults: number | undefined;
	/** Folder of the host's data. */
	readonly dataDir: string;
	/** Folder to which the terminals' chips are saved at the end; undefined for none. */
	readonly chipsDir?: string | undefined;
	readonly onProgress?: (done: number) => void;
}

/**
 * What `--json` prints. Amounts, counts of sales and `stateHash` are read from the host's store; a till log has one
 * currency.
 */
export interface ReplayReport {
	readonly sales: number;
	readonly noSales: number;
	readonly lines: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	/** Net of change. */
	readonly cashMinor: number;
	readonly cardMinor: number;
	/** ISO 4217; empty if nothing was sold. */
	readonly currency: string;
	readonly stateHash: string;
	readonly terminals: number;
	readonly outages: number;
	readonly powerCuts: number;
	readonly hostKills: number;
	readonly brokerRestarts: number;
	readonly duplicatesRefused: number;
	/** Sales that a stallholder saw as paid or found saved but the host does not have. */
	readonly lost: number;
	/** Records on flash that the host has not committed. */
	readonly unsynced: number;
	readonly seconds: number;
	/** Metered operations of all boots; on XS only. */
	readonly xsOperations?: number;
}

interface HostLedger extends LedgerTotals {
	/** Kept when the host is killed. */
	readonly counters: { readonly duplicatesRefused?: number };
}

interface HostTerminal {
	readonly terminal: string;
	readonly sales: number;
	readonly lastReceiptNumber: number;
	readonly epoch: number;
	readonly committed: number;
}

export class Replay {
	readonly #options: ReplayOptions;
	readonly #world: World;
	readonly #host: HostProcess;
	readonly #terminals: SimulatedTerminal[] = [];
	readonly #stallholders: Stallholder[] = [];
	/** Wall time at the start of the world. */
	readonly #originMs: number;
	readonly #counts = { outages: 0, powerCuts: 0, hostKills: 0, brokerRestarts: 0 };

	constructor(options: ReplayOptions) {
		this.#options = options;
		this.#world = new World(options.faults ?? 1);
		this.#host = new HostProcess(options.dataDir);
		this.#originMs = (options.baskets[0]?.wallMs ?? 0) - openBeforeMs;
	}

	private get usualMode(): "on" | "lossy" {
		return this.#options.faults === undefined ? "on" : "lossy";
	}

	async run(): Promise<ReplayReport> {
		const startedMs = performance.now();
		this.#host.setClock(this.#originMs);
		await this.#host.start();
		try {
			await this.#host.send("PUT", "/api/catalog", "text/csv", this.#options.catalogCsv);
			for (let i = 0; i < this.#options.terminals; i++) await this.enrol(`t${i + 1}`);
			await this.sellAll();
			await this.settle();
			this.keep();
			return await this.report(startedMs);
		} finally {
			for (const terminal of this.#terminals) terminal.close();
			await this.#host.stop();
		}
	}

	private async enrol(name: string): Promise<void> {
		const terminal = await SimulatedTerminal.create({
			world: this.#world,
			engine: this.#options.engine,
			wallOriginMs: this.#originMs,
			pixels: false,
			profiles: { lossy: faultyLink },
		});
		// The host sends its time when a session begins: its clock must be current then, not one time step behind.
		terminal.link.onPacket = (direction, bytes) => {
			if (direction === "up" && bytes[0]! >> 4 === connectPacketType) this.updateHostClock();
		};
		const stallholder = new Stallholder({ world: this.#world, terminal });
		this.#terminals.push(terminal);
		this.#stallholders.push(stallholder);
		const { code } = await this.#host.send<{ code: string }>(
			"POST",
			"/api/enrolments",
			"application/json",
			JSON.stringify({ terminal: name, name }),
		);
		await stallholder.enrol(code);
		// The catalog arrives before faults begin, as a stall needs its prices to open.
		await this.#world.pass(pricesMs);
	}

	private async sellAll(): Promise<void> {
		const { baskets, terminals, faults, onProgress } = this.#options;
		const terminalOf = baskets.map(({ transaction }) => transaction % terminals);
		const plan = planFaults(faults, terminalOf, terminals);
		for (const terminal of this.#terminals) terminal.link.mode = this.usualMode;
		let hostDownUntil = -1;
		let lastMs = Number.NEGATIVE_INFINITY;
		for (const [i, basket] of baskets.entries()) {
			if (basket.wallMs - lastMs > closedGapMs) await this.overnight(basket.wallMs);
			lastMs = basket.wallMs;
			await this.passUntil(basket.wallMs);
			if (i >= hostDownUntil && !this.#host.isRunning) await this.#host.start();
			if (await this.applyHostFaults(plan[i]!)) hostDownUntil = i + 1 + (i % hostDownTransactionsMax);
			this.applyNetworkFaults(plan[i]!, terminalOf[i]!);
			await this.serve(basket, plan[i]!, terminalOf[i]!);
			onProgress?.(i + 1);
		}
		if (!this.#host.isRunning) await this.#host.start();
	}

	private async serve(basket: Basket, faults: TransactionFaults, index: number): Promise<void> {
		const stallholder = this.#stallholders[index]!;
		const terminal = this.#terminals[index]!;
		const countCut = () => {
			this.#counts.powerCuts++;
		};
		if (faults.cutInFlash !== undefined) terminal.cutPowerInNextFlashWrite(faults.cutInFlash, countCut);
		stallholder.onStep =
			faults.cutAtStep === undefined
				? undefined
				: (step) => {
						if (step !== faults.cutAtStep) return;
						stallholder.onStep = undefined;
						countCut();
						terminal.power(false);
					};
		if (basket.skus.length === 0) await stallholder.openDrawer();
		else await stallholder.sell(basket.skus, basket.transaction % 3 === 0 ? "cash" : "card");
		stallholder.onStep = undefined;
	}

	/** Returns whether the host was killed and stays down for a while. */
	private async applyHostFaults(faults: TransactionFaults): Promise<boolean> {
		if (!this.#host.isRunning || (!faults.hostKill && !faults.brokerRestart)) return false;
		if (faults.hostKill) {
			await this.#host.kill();
			this.#counts.hostKills++;
			return true;
		}
		await this.#host.stop();
		await this.#host.start();
		this.#counts.brokerRestarts++;
		return false;
	}

	private applyNetworkFaults(faults: TransactionFaults, index: number): void {
		const { link } = this.#terminals[index]!;
		if (faults.outageBegins) {
			link.mode = "off";
			this.#counts.outages++;
		}
		if (faults.outageEnds) link.mode = this.usualMode;
	}

	/** Closes the shifts, switches power off until shortly before the next basket, and opens the shifts again. */
	private async overnight(untilWallMs: number): Promise<void> {
		if (this.#world.nowMs > 0)
			for (const [i, stallholder] of this.#stallholders.entries()) {
				if (!this.#terminals[i]!.isOn) continue;
				await stallholder.close();
				this.#terminals[i]!.power(false);
			}
		await this.passUntil(untilWallMs - openBeforeMs);
		for (const stallholder of this.#stallholders) await stallholder.open();
	}

	/** Passes time in steps, so that the host's clock follows. */
	private async passUntil(wallMs: number): Promise<void> {
		const untilMs = wallMs - this.#originMs;
		if (this.#world.nowMs < untilMs) await this.#world.pass(Math.min(clockStepMs, untilMs - this.#world.nowMs));
		if (this.#world.nowMs < untilMs) await this.#world.pass(untilMs - this.#world.nowMs);
		this.updateHostClock();
	}

	private updateHostClock(): void {
		this.#host.setClock(Math.floor(this.#originMs + this.#world.nowMs));
	}

	/** Ends all faults and waits until the queues are empty. */
	private async settle(): Promise<void> {
		for (const [i, terminal] of this.#terminals.entries()) {
			terminal.link.mode = "on";
			if (!terminal.isOn) await this.#stallholders[i]!.open();
		}
		await this.#world.run(
			() => this.#terminals.every((terminal) => terminal.queued === 0),
			this.#world.nowMs + settleMsMax,
		);
	}

	private keep(): void {
		const { chipsDir } = this.#options;
		if (chipsDir === undefined) return;
		for (const [i, terminal] of this.#terminals.entries()) saveTerminal(terminal, join(chipsDir, `t${i + 1}`));
	}

	private async report(startedMs: number): Promise<ReplayReport> {
		const { counters, sales, noSales, lines, units, currencies, stateHash } =
			await this.#host.get<HostLedger>("/api/ledger");
		const known = new Map(
			(await this.#host.get<HostTerminal[]>("/api/terminals")).map((terminal) => [terminal.terminal, terminal]),
		);
		let lost = 0;
		let unsynced = 0;
		for (const [i, terminal] of this.#terminals.entries()) {
			const host = known.get(`t${i + 1}`);
			lost += Math.max(0, this.#stallholders[i]!.receipts - (host?.sales ?? 0));
			const tip = chainTip(terminal);
			unsynced += host && host.epoch === tip.epoch ? tip.sequence - host.committed : tip.sequence;
		}
		const meters: MachineMeters[] = this.#terminals.flatMap((terminal) => terminal.meters ?? []);
		return {
			...{ sales, noSales, lines, units },
			...moneyOf(currencies),
			stateHash,
			terminals: this.#terminals.length,
			...this.#counts,
			duplicatesRefused: counters.duplicatesRefused ?? 0,
			lost,
			unsynced,
			seconds: Math.round((performance.now() - startedMs) / 100) / 10,
			...(this.#options.engine === "xs"
				? { xsOperations: meters.reduce((sum, meter) => sum + meter.operations, 0) }
				: {}),
		};
	}
}

function moneyOf(
	currencies: readonly CurrencySums[],
): Pick<ReplayReport, "currency" | "grossMinor" | "taxMinor" | "cashMinor" | "cardMinor"> {
	if (currencies.length > 1)
		throw new Error(`the ledger is in ${currencies.map(({ currency }) => currency).join(" and ")}`);
	const { currency = "", grossMinor = 0, taxMinor = 0, tenders = [] } = currencies[0] ?? {};
	const of = (kind: number): number => tenders.find((tender) => tender.kind === kind)?.amountMinor ?? 0;
	return { currency, grossMinor, taxMinor, cashMinor: of(TenderKind.cash), cardMinor: of(TenderKind.card) };
}
