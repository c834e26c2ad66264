// Runs a simulated terminal and a real host through random events in the order of a seed. At the end all faults are
// cleared, the terminal must sell again, and journal, ledger, paper and card reader must agree.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { limits } from "../../firmware/core/limits.js";
import { english } from "../../firmware/words/english.js";
import type { Sums } from "../../host/ledger/entry.js";
import { Host } from "../../host/compose/single.js";
import type { EngineKind, Firmware, MachineMeters } from "../../simulator/engine/machine.js";
import { terminalFirmware } from "../../simulator/engine/terminal-firmware.js";
import { boardHeap } from "../../simulator/engine/xs-machine.js";
import { dialInProcess } from "../../simulator/network/dialer.js";
import { loadRasteriser } from "../../simulator/peripherals/panel/rasteriser.js";
import { SeededRandom } from "../../simulator/random.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { chooseAct, type Scene } from "./monkey-acts.js";
import { MonkeyChecks } from "./monkey-checks.js";
import { continueToSelling, isSelling } from "./monkey-sale.js";
import { catalogCsv, shopSettings } from "./monkey-shop.js";
import { ScreenWatch } from "./screen-watch.js";

export interface MonkeyOptions {
	readonly seed: number;
	/** Number of acts for each board; the second board replaces the first. */
	readonly acts: number;
	readonly boards: number;
	readonly engine?: EngineKind;
	/** Acts to leave out, by the beginning of their names; used to keep one boot running for long. */
	readonly without?: readonly string[];
	readonly onStep?: (line: string) => void;
}

export interface MonkeyReport {
	/** Inconsistencies found; empty if all is well. */
	readonly faults: readonly string[];
	readonly paid: number;
	readonly printed: number;
	readonly version: number;
	readonly screens: ReadonlySet<string>;
	/** Meters of the last board, on XS. */
	readonly meters: MachineMeters | undefined;
}

/** On XS the views are traced, which takes more heap than a board has. */
const watchedFirmware: Firmware = { ...terminalFirmware, guestFile: join(import.meta.dirname, "monkey-guest.ts") };
const watchedHeap = { slots: boardHeap.slots + 1_024, chunkBytes: boardHeap.chunkBytes + 16_384 };

const wallOriginMs = Date.UTC(2026, 5, 1, 9);
const terminalName = "t1";
/** The longest that firmware may take to recover: a trial that hangs or shows a fault, then a rollback. */
const calmMs = 180_000;
const stepsToSellMax = 60;
/** Open payments and parked baskets, and what follows from them. */
const parkedMax = 2 * (limits.openPaymentsMax + limits.parkedSalesMax);

export class Monkey {
	readonly #options: MonkeyOptions;
	readonly #world: World;
	readonly #random: SeededRandom;
	readonly #faults: string[] = [];
	readonly #screens = new Set<string>();
	#folder = "";
	#host!: Host;
	#isHostUp = false;
	#hasBackup = false;
	#terminal!: SimulatedTerminal;
	#watch!: ScreenWatch;
	#checks!: MonkeyChecks;
	#bootedAtMs = 0;
	#meters: MachineMeters | undefined;
	#trail: string[] = [];

	static async run(options: MonkeyOptions): Promise<MonkeyReport> {
		const monkey = new Monkey(options);
		return await monkey.runSteps();
	}

	private constructor(options: MonkeyOptions) {
		this.#options = options;
		this.#world = new World(options.seed);
		this.#random = new SeededRandom(options.seed ^ 0x5eed);
	}

	private async runSteps(): Promise<MonkeyReport> {
		const { acts, boards } = this.#options;
		this.#folder = await mkdtemp(join(tmpdir(), "tillmark-monkey-"));
		const rasteriser = await loadRasteriser();
		let paid = 0;
		let printed = 0;
		try {
			await this.openHost();
			await this.#host.publishCatalog(catalogCsv(0));
			for (let board = 0; board < boards && this.#faults.length === 0; board++) {
				const before = await this.#host.ledger();
				this.#watch = new ScreenWatch({
					rasteriser,
					uptimeMs: () => this.#world.nowMs - this.#bootedAtMs,
					onView: (view) => {
						this.#screens.add(view.body.kind);
						this.#checks.shown(view);
					},
				});
				try {
					await this.join();
					for (let act = 0; act < acts && this.#faults.length === 0; act++) await this.act(act);
					if (this.#faults.length === 0) await this.settle(before);
				} finally {
					this.#meters = this.#terminal.meters;
					this.#watch.close();
					this.#terminal.close();
				}
				paid += this.#checks.paidShown;
				printed += this.#checks.receiptsPrinted;
			}
		} finally {
			if (this.#isHostUp) await this.#host.close();
			await rm(this.#folder, { recursive: true, force: true });
		}
		const { version } = this.#terminal.firmware.slots;
		return { faults: this.#faults, paid, printed, version, screens: this.#screens, meters: this.#meters };
	}

	private async openHost(restored = false): Promise<void> {
		this.#host = await Host.open({
			dataDir: join(this.#folder, "host"),
			isStoreInThread: true,
			restored,
			logLevel: "silent",
			clock: { now: () => wallOriginMs + Math.floor(this.#world.nowMs) },
			settings: shopSettings,
		});
		this.#isHostUp = true;
	}

	/** Restarts the host, optionally backing up its files or restoring them. */
	private async restartHost(files: "keep" | "back up" | "restore"): Promise<void> {
		this.#isHostUp = false;
		await this.#host.close();
		const [own, backup] = [join(this.#folder, "host"), join(this.#folder, "backup")];
		const isRestored = files === "restore" && this.#hasBackup;
		if (files === "back up" || isRestored) {
			const [from, to] = isRestored ? [backup, own] : [own, backup];
			await rm(to, { recursive: true, force: true });
			await cp(from, to, { recursive: true });
			this.#hasBackup = true;
		}
		await this.#world.pass(this.#random.below(20_000));
		await this.openHost(isRestored);
	}

	/** A new board enrols under the terminal's name. */
	private async join(): Promise<void> {
		const terminal = await SimulatedTerminal.create({
			world: this.#world,
			engine: this.#options.engine ?? "v8",
			wallOriginMs,
			pixels: true,
			battery: { capacityMilliampHours: 3_000, charge: 0.84, isCharging: true },
			tagReader: "i2c",
			dialer: dialInProcess((stream) => (this.#isHostUp ? this.#host.attach(stream) : stream.destroy())),
			firmwareRun: watchedFirmware,
			heap: watchedHeap,
			onTrace: (line) => {
				if (!this.#watch.traced(line)) this.note(`  trace: ${line}`);
			},
			onCrash: (error) => this.fault(`crash: ${error instanceof Error ? error.stack : String(error)}`),
		});
		this.#terminal = terminal;
		this.#checks = new MonkeyChecks(terminal);
		terminal.onPower = (isOn) => {
			this.#watch.powerChanged();
			if (isOn) this.#bootedAtMs = this.#world.nowMs;
		};
		terminal.power(true);
		await this.#world.pass(2_000);
		terminal.scan((await this.#host.enrol(terminalName, "Corner")).code);
		await this.#world.pass(10_000);
		// An earlier backup does not contain this board.
		this.#hasBackup = false;
		if (terminal.panel.shows(english.welcome)) this.fault("did not enrol");
	}

	private async act(act: number): Promise<void> {
		const [, name, run] = chooseAct(this.#random);
		if (this.#options.without?.some((prefix) => name.startsWith(prefix))) return;
		this.note(
			`act ${act} at ${Math.round(this.#world.nowMs)} ms, ${this.#watch.view?.body.kind ?? "dark"}: ${name}`,
		);
		const scene: Scene = {
			random: this.#random,
			terminal: this.#terminal,
			host: this.#host,
			answerPayment: () => this.answerPayment(),
			pass: (durationMs) => this.#world.pass(durationMs),
			restartHost: (files) => this.restartHost(files),
		};
		const mayDecide = this.mayDecide;
		await run(scene);
		this.check(mayDecide);
		await this.#world.pass(this.#random.chance(0.1) ? 0 : 20 + this.#random.below(700));
		if (!this.#terminal.isOn && this.#random.chance(0.3)) this.#terminal.power(true);
		this.check();
		if (this.#terminal.isOn && !this.#watch.isEnglish) await this.speakEnglish();
	}

	/** The monkey finds its way by English texts: after a touch that chose another language, it chooses again. */
	private async speakEnglish(): Promise<void> {
		const { panel } = this.#terminal;
		await this.#world.pass(1_000);
		if (this.#terminal.isOn && panel.shows(english.languageName)) this.#terminal.tapText(english.languageName);
		else {
			const { keyStore } = this.#terminal;
			this.#terminal.power(false);
			// The language stands behind the other preferences.
			keyStore.write("preferences", keyStore.read("preferences")!.slice(0, 4));
			this.#terminal.power(true);
		}
		await this.#world.pass(3_000);
		this.check();
	}

	/** Whether the screen offers to settle a payment by hand. */
	private get mayDecide(): boolean {
		return this.#terminal.isOn && this.#terminal.panel.shows(english.wasCharged);
	}

	/** Answers an open payment through the host with the gateway's result, if the gateway knows the payment. */
	private async answerPayment(): Promise<void> {
		if (!this.#isHostUp) return;
		const open = await this.#host.payments.open();
		if (open.length === 0) return;
		const { terminal, origin } = open[this.#random.below(open.length)]!;
		const charge = this.#checks.chargeOf(origin);
		if (charge) await this.#host.answerPayment(terminal, origin, { isCharged: true, reference: charge.reference });
	}

	private check(mayBeByHand = false): void {
		const wrong = this.#terminal.isOn ? this.#watch.compare(this.#terminal.panel) : undefined;
		if (wrong !== undefined) this.fault(wrong);
		this.#checks.check(mayBeByHand);
		for (const fault of this.#checks.faults.splice(0)) this.fault(fault);
	}

	/** Clears all faults. Then the terminal must recover, sell, and synchronise everything. */
	private async settle(before: Sums): Promise<void> {
		const { link, printer, tagPad, battery, journalFlash, catalogFlash, cardReader } = this.#terminal;
		this.note("settles");
		link.mode = "on";
		printer.isPowered = true;
		printer.isCoverOpen = false;
		printer.loadPaper(20_000);
		tagPad!.takeAway();
		cardReader.mode = "fine";
		cardReader.goesOnAlone = false;
		// Cancels power cuts that are pending.
		journalFlash.powerOn();
		catalogFlash.powerOn();
		battery!.model.charge = 0.9;
		this.#terminal.charger(true);
		this.#terminal.power(true);
		await this.#world.pass(calmMs);
		this.#terminal.power(true);
		await this.#world.pass(5_000);
		await this.sell("what was open");
		await this.emptyParked();
		await this.endTraining();
		if (this.#checks.openPayments > 0)
			this.fault(`${this.#checks.openPayments} payments stay open although the reader answers`);
		const sold = this.#checks.sold;
		await this.sell("a coffee", "S1");
		if (this.#checks.sold !== sold + 1)
			this.fault(`stuck: nothing can be sold; the screen shows:\n${this.#terminal.panel.readText()}`);
		await reach(this.#world, () => this.#terminal.queued === 0, this.#world.nowMs + 20 * 60_000);
		await this.#world.pass(10_000);
		this.check();
		await this.#checks.checkSettled(this.#host, before);
		for (const fault of this.#checks.faults.splice(0)) this.fault(fault);
	}

	/** Goes from any screen to an empty basket on the selling screen, completing a sale if there is one. */
	private async sell(what: string, sku?: string): Promise<void> {
		const { panel } = this.#terminal;
		const sold = this.#checks.sold;
		// Noise on the scanner's serial line corrupts the next code, which the user notices by the sound and scans
		// again.
		let scans = sku === undefined ? 0 : 2;
		for (let step = 0; step < stepsToSellMax; step++) {
			if (isSelling(this.#terminal)) {
				if (scans === 0 || this.#checks.sold > sold) return;
				scans--;
				this.#terminal.scan(sku!);
			} else continueToSelling(this.#terminal);
			await this.#world.pass(1_500);
			this.check();
		}
		this.fault(`stuck: no way to sell ${what}; the screen shows:\n${panel.readText()}`);
	}

	/** Settles open payments and sells parked baskets one after another. */
	private async emptyParked(): Promise<void> {
		const { panel } = this.#terminal;
		for (let item = 0; item < parkedMax; item++) {
			await this.press(english.menu, english.parked);
			// The first entry of the list.
			panel.tap(120, 86);
			await this.#world.pass(3_000);
			this.check();
			const isEmpty = panel.shows(english.parkedSales);
			await this.sell("what was parked");
			if (isEmpty) return;
		}
		this.fault(`stuck: something stays parked; the screen shows:\n${panel.readText()}`);
	}

	private async endTraining(): Promise<void> {
		await this.press(english.menu, english.settings);
		await this.press(this.#terminal.panel.shows(english.endTraining) ? english.endTraining : english.ok);
		await this.sell("nothing");
	}

	private async press(...texts: readonly string[]): Promise<void> {
		for (const text of texts) {
			this.#terminal.tapText(text);
			await this.#world.pass(1_000);
			this.check();
		}
	}

	private note(line: string): void {
		this.#trail.push(line);
		if (this.#trail.length > 40) this.#trail.shift();
		this.#options.onStep?.(line);
	}

	private fault(text: string): void {
		this.#faults.push(`${text}\n${this.#trail.slice(-12).join("\n")}`);
	}
}
