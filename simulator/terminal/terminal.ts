// A simulated terminal: models of a board's chips, and an engine that runs the firmware. Its methods are what a person
// can do to a real terminal.
import { ClockQuality, type LampSignal, ResetReason } from "../../firmware/core/ports.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import type { EngineKind, Firmware, Machine, MachineMeters } from "../engine/machine.js";
import { openMachine } from "../engine/open.js";
import { terminalFirmware } from "../engine/terminal-firmware.js";
import type { BoardCreation, BoardHeap } from "../engine/xs-machine.js";
import type { XsHeapGraph } from "../engine/xs/machine.js";
import { NorFlash } from "../flash/nor.js";
import { cutModes, PowerCut } from "../flash/power-cut.js";
import type { Dialer } from "../network/dialer.js";
import { Link, type LinkOptions } from "../network/link.js";
import { BatteryPack } from "../peripherals/battery-pack.js";
import { PeripheralTimers } from "../peripherals/peripheral-world.js";
import { Pn532I2cTransport, Pn532UartTransport } from "../peripherals/pn532/transports.js";
import { TagPad } from "../peripherals/pn532/tag-pad.js";
import { grayPictures } from "../peripherals/panel/gray-picture.js";
import { Panel } from "../peripherals/panel/panel.js";
import { loadRasteriser } from "../peripherals/panel/rasteriser.js";
import type { PrinterModel } from "../peripherals/printer/models.js";
import { SimulatedPrinter } from "../peripherals/printer/printer.js";
import { BuzzerModel } from "../peripherals/buzzer.js";
import { qrEncoder } from "../peripherals/qr-encoder.js";
import { SimulatedScanner } from "../peripherals/scanner/scanner.js";
import type { SeededRandom } from "../random.js";
import type { World } from "../world.js";
import { SimulatedCardReader } from "./card-reader.js";
import { BootTimers, SimulatedRtc } from "./clocks.js";
import { NodeEd25519, nodeDigest } from "./crypto.js";
import { FirmwareSlots } from "./firmware-slots.js";
import { SimulatedKeyStore } from "./key-store.js";

export interface SimulatedTerminalOptions {
	readonly world: World;
	readonly engine: EngineKind;
	/** Wall time at the start of the world, in milliseconds since 1970. */
	readonly wallOriginMs: number;
	/** False for replays: the texts on the screen can be read, but no pixels are drawn. */
	readonly pixels: boolean;
	/** How to connect to the host; real TCP by default. */
	readonly dialer?: Dialer;
	readonly profiles?: LinkOptions["profiles"];
	/**
	 * Called with an exception that the firmware did not catch; the terminal has stopped. By default it ends the run.
	 */
	readonly onCrash?: (error: unknown) => void;
	readonly onTrace?: (line: string) => void;
	/** Without a battery the terminal runs from the mains. `charge` is 0 to 1. */
	readonly battery?: {
		readonly capacityMilliampHours: number;
		readonly charge: number;
		readonly isCharging?: boolean;
	};
	/**
	 * The transport of the board's tag reader: the I2C bus, or the scanner's UART, in which case there is no scanner.
	 * The firmware polls a reader four times a second, which a replay of months leaves out.
	 */
	readonly tagReader?: "i2c" | "scanner";
	/** On XS: the heap that the firmware may use; `boardHeap` by default. */
	readonly heap?: BoardHeap;
	/** On XS: memory that slots and chunks share as on a board, instead of `heap`. */
	readonly creation?: BoardCreation;
	/** The product's by default. */
	readonly firmwareRun?: Firmware;
	/** The size of the journal's partition; `simulatedFlashBytes.journal` by default. */
	readonly journalBytes?: number;
	/** The size of the catalog's partition; `simulatedFlashBytes.catalog` by default. */
	readonly catalogBytes?: number;
	/** False for a board whose partition table is older than personal texts. */
	readonly hasTexts?: boolean;
	/** The size of the partition for rights; 0 for a board without it. `simulatedFlashBytes.rights` by default. */
	readonly rightsBytes?: number;
	/** The printer beside it; an Epson when left out. */
	readonly printerModel?: PrinterModel;
	/** On XS: prepare for `heapGraph`. */
	readonly tallies?: boolean;
}

/** Bytes sent to the printer per event: few when the page shows the paper, a whole transmit buffer in a replay. */
const screenChunkBytes = 16;
const replayChunkBytes = 128;
/** As in manifests/esp32/partitions.csv. */
export const simulatedFlashBytes = {
	journal: 2_097_152,
	catalog: 1_572_864,
	rights: 131_072,
	texts: 131_072,
} as const;
const recoverMs = 2_000;

export class SimulatedTerminal {
	readonly journalFlash: NorFlash;
	readonly catalogFlash: NorFlash;
	/** Undefined on a board with the partition table of an earlier version. */
	readonly rightsFlash: NorFlash | undefined;
	readonly textsFlash = new NorFlash({ sizeBytes: simulatedFlashBytes.texts });
	readonly keyStore = new SimulatedKeyStore();
	/** Which firmware image runs. */
	readonly firmware: FirmwareSlots;
	readonly clock: SimulatedRtc;
	readonly panel: Panel;
	readonly printer: SimulatedPrinter;
	readonly scanner: SimulatedScanner;
	/** The tag reader with the tags held to it; undefined on a board without a reader. */
	readonly tagPad: TagPad | undefined;
	readonly buzzer: BuzzerModel;
	readonly cardReader: SimulatedCardReader;
	readonly link: Link;
	readonly battery: BatteryPack | undefined = undefined;
	/** The signal of the lamp on the case; undefined while it is off. */
	lamp: LampSignal | undefined;
	readonly #options: SimulatedTerminalOptions;
	readonly #random: SeededRandom;
	readonly #ed25519 = new NodeEd25519();
	readonly #machine: Machine;
	#resetReason: ResetReason = ResetReason.power;
	/** Off because the battery is empty. */
	#isFlat = false;
	#onCut: (() => void) | undefined;
	/** Called whenever the terminal is switched on or off, for any reason. */
	onPower: ((isOn: boolean) => void) | undefined;

	/**
	 * Builds the engine and the rasteriser unless that has been done. Rejects with the reason when XS cannot be built.
	 */
	static async create(options: SimulatedTerminalOptions): Promise<SimulatedTerminal> {
		const rasteriser = options.pixels ? await loadRasteriser() : undefined;
		const panel = new Panel({ rasteriser });
		// The terminal needs the machine, and the machine's `onEnd` needs the terminal.
		const ends: ((error: unknown) => void)[] = [];
		const machine = await openMachine(options.engine, {
			firmware: options.firmwareRun ?? terminalFirmware,
			onEnd: (error) => ends.forEach((end) => end(error)),
			...(options.heap && { heap: options.heap }),
			...(options.creation && { creation: options.creation }),
			...(options.tallies && { tallies: true }),
		});
		const terminal = new SimulatedTerminal(options, machine, panel);
		ends.push((error) => terminal.ended(error));
		return terminal;
	}

	private constructor(options: SimulatedTerminalOptions, machine: Machine, panel: Panel) {
		const { world, wallOriginMs, dialer, profiles } = options;
		this.#options = options;
		this.#machine = machine;
		this.journalFlash = new NorFlash({ sizeBytes: options.journalBytes ?? simulatedFlashBytes.journal });
		this.catalogFlash = new NorFlash({ sizeBytes: options.catalogBytes ?? simulatedFlashBytes.catalog });
		const { rightsBytes = simulatedFlashBytes.rights } = options;
		this.rightsFlash = rightsBytes === 0 ? undefined : new NorFlash({ sizeBytes: rightsBytes });
		this.#random = world.random.fork("terminal");
		this.panel = panel;
		this.firmware = new FirmwareSlots({
			world,
			onStop: () => this.stop(),
			onStart: (reason) => this.restart(reason),
		});
		this.clock = new SimulatedRtc(world, wallOriginMs, ClockQuality.kept);
		this.printer = new SimulatedPrinter({
			world,
			keepsPixels: options.pixels,
			...(options.printerModel && { model: options.printerModel }),
			chunkBytes: options.pixels ? screenChunkBytes : replayChunkBytes,
		});
		this.scanner = new SimulatedScanner({ world });
		this.tagPad = tagPad(world, options.tagReader);
		this.buzzer = new BuzzerModel(new BootTimers(world));
		// It shares the terminal's network.
		this.cardReader = new SimulatedCardReader(
			world,
			() => this.link.mode !== "off" && this.link.mode !== "captive",
		);
		this.link = new Link({
			world,
			random: world.random.fork("link"),
			...(dialer && { dialer }),
			...(profiles && { profiles }),
		});
		// A fork advances the world's stream, so only a terminal with a battery may take one.
		if (options.battery) this.battery = this.batteryPack(options.battery, world.random.fork("battery"));
	}

	get isOn(): boolean {
		return this.#machine.isRunning;
	}

	/** Records not yet committed, as shown in the status bar. */
	get queued(): number {
		return Number(/(?:^|\s)q(\d+)/m.exec(this.panel.readText())?.[1] ?? 0);
	}

	get drawerKicks(): number {
		return this.printer.drawer.kicks;
	}

	/** The engine's counts so far; undefined on V8. */
	get meters(): MachineMeters | undefined {
		return this.#machine.meters();
	}

	/** What is on the engine's heap; undefined on V8 and without `tallies`. */
	get heapGraph(): XsHeapGraph | undefined {
		return this.#options.tallies ? this.#machine.heapGraph() : undefined;
	}

	/** Cuts or restores the power of the terminal, but not of the printer. */
	power(on: boolean): void {
		if (on && this.isOn) return;
		this.firmware.cancelReset();
		if (on) this.boot();
		else if (this.isOn) this.stop();
	}

	/** Connects or disconnects the charger. A terminal with an empty battery starts after charging for `recoverMs`. */
	charger(isIn: boolean): void {
		const { battery } = this;
		if (!battery) return;
		battery.settle();
		if (!isIn) return battery.model.unplug();
		battery.model.plug();
		if (this.#isFlat) this.#options.world.schedule(recoverMs, () => this.power(true));
	}

	/**
	 * Cuts the power during the journal flash operation that follows `skip` further ones, in a random mode of
	 * `cutModes`. Calls `onCut` when the cut has happened.
	 */
	cutPowerInNextFlashWrite(skip = 0, onCut?: () => void): void {
		this.#onCut = onCut;
		const mode = cutModes[this.#random.below(cutModes.length)]!;
		this.journalFlash.cutPower(skip, mode, () => this.#random.unit());
	}

	/** Taps on a text. Throws an error with the screen's texts when it is not shown. */
	tapText(text: string): void {
		this.panel.tapText(text);
	}

	scan(code: string): void {
		this.scanner.scan(code);
	}

	/** Ends the terminal, its timers and its sockets. Idempotent. */
	close(): void {
		this.firmware.cancelReset();
		this.#machine.stop();
		this.link.close();
	}

	private boot(): void {
		this.journalFlash.powerOn();
		this.catalogFlash.powerOn();
		this.rightsFlash?.powerOn();
		this.textsFlash.powerOn();
		this.clock.powerOn();
		this.panel.powerOn();
		this.#isFlat = false;
		this.battery?.settle();
		this.#onCut = undefined;
		const { world, onTrace } = this.#options;
		const timers = new BootTimers(world);
		const bad = this.firmware.boot();
		if (bad === "throws" || bad === "hangs") return;
		const ports: TerminalPorts = {
			wallClock: this.clock,
			clockChip: this.clock.chip,
			timers,
			random: this.#random,
			digest: nodeDigest,
			ed25519: this.#ed25519,
			keyStore: this.keyStore,
			journalFlash: this.journalFlash,
			catalogFlash: this.catalogFlash,
			...(this.rightsFlash && { rightsFlash: this.rightsFlash }),
			...(this.#options.hasTexts !== false && { textsFlash: this.textsFlash }),
			printer: this.printer.source,
			...(this.#options.tagReader !== "scanner" && { scanner: this.scanner.source }),
			...(this.tagPad && { tagReader: this.tagPad.transport.source }),
			network: this.link.source,
			access: this.link,
			touch: this.panel.touchSource,
			renderer: this.panel,
			grayPictures,
			fonts: this.panel.fonts,
			qrEncoder,
			textRaster: this.printer.textRaster,
			cardReader: this.cardReader,
			buzzer: this.buzzer,
			backlight: { level: (fraction) => this.light(fraction) },
			lamp: { show: (signal) => (this.lamp = signal) },
			battery: this.battery?.source(timers),
			restart: () => void this.firmware.reset(ResetReason.software),
			resetReason: this.#resetReason,
			update: this.firmware.port(),
			trace: (line) => onTrace?.(line),
		};
		this.#machine.start(bad === "faults" ? FirmwareSlots.blind(ports) : ports);
		this.#resetReason = ResetReason.power;
		this.onPower?.(this.isOn);
	}

	private batteryPack(battery: NonNullable<SimulatedTerminalOptions["battery"]>, noise: SeededRandom): BatteryPack {
		return new BatteryPack({
			...battery,
			world: this.#options.world,
			noise: () => noise.unit(),
			consumers: () => ({
				isBoardOn: this.isOn,
				light: this.panel.backlight,
				network: this.link.isConnected ? "joined" : "searching",
				isPrinting: this.printer.isWorking,
				rollMm: this.printer.rollMm,
			}),
			onBrownOut: () => this.brownOut(),
		});
	}

	private light(fraction: number): void {
		this.panel.light(fraction);
		this.battery?.settle();
	}

	private brownOut(): void {
		if (!this.isOn) return;
		this.power(false);
		this.#isFlat = true;
		this.#resetReason = ResetReason.brownOut;
	}

	private stop(): void {
		this.#machine.stop();
		this.dark();
	}

	/** Restarts the processor, with `reason` as the reset reason. */
	private restart(reason: ResetReason): void {
		this.power(false);
		this.#resetReason = reason;
		this.power(true);
	}

	private ended(error: unknown): void {
		this.dark();
		if (error instanceof PowerCut) {
			const onCut = this.#onCut;
			this.#onCut = undefined;
			onCut?.();
			return;
		}
		this.#resetReason = ResetReason.watchdog;
		if (this.#options.onCrash) this.#options.onCrash(error);
		else this.#options.world.fail(error);
	}

	private dark(): void {
		this.lamp = undefined;
		this.battery?.settle();
		this.panel.powerOff();
		this.printer.powerOffBoard();
		this.scanner.powerOffBoard();
		this.tagPad?.transport.powerOffBoard();
		this.cardReader.powerOff();
		this.link.powerOff();
		this.onPower?.(false);
	}
}

function tagPad(world: World, line: SimulatedTerminalOptions["tagReader"]): TagPad | undefined {
	if (line === undefined) return undefined;
	const timers = new PeripheralTimers(world);
	return new TagPad(line === "i2c" ? new Pn532I2cTransport(timers) : new Pn532UartTransport(timers));
}
