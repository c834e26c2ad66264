// A simulated terminal: the chips of a board around an engine that runs the firmware. What a person can do to a real
// one can be done here.
import { ClockQuality, type LampSignal, ResetReason } from "../../firmware/core/ports.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import type { EngineKind, Machine, MachineMeters } from "../engine/machine.js";
import { openMachine } from "../engine/open.js";
import { terminalFirmware } from "../engine/terminal-firmware.js";
import type { BoardHeap } from "../engine/xs-machine.js";
import { NorFlash } from "../flash/nor.js";
import { cutModes, PowerCut } from "../flash/power-cut.js";
import type { Dialer } from "../network/dialer.js";
import { Link, type LinkOptions } from "../network/link.js";
import { BatteryPack } from "../peripherals/battery-pack.js";
import { PeripheralTimers } from "../peripherals/peripheral-world.js";
import { Pn532I2cTransport, Pn532UartTransport } from "../peripherals/pn532/transports.js";
import { TagPad } from "../peripherals/pn532/tag-pad.js";
import { Panel } from "../peripherals/panel/panel.js";
import { loadRasteriser } from "../peripherals/panel/rasteriser.js";
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
	/** Wall time at the world's beginning, in milliseconds since 1970. */
	readonly wallOriginMs: number;
	/** False leaves the rasteriser out: the screen can be read but not looked at, which is what a replay wants. */
	readonly pixels: boolean;
	/** How the host is reached; real TCP unless told. */
	readonly dialer?: Dialer;
	readonly profiles?: LinkOptions["profiles"];
	/** What the firmware threw and did not catch; ends the world's run unless told. The terminal has stopped. */
	readonly onCrash?: (error: unknown) => void;
	readonly onTrace?: (line: string) => void;
	/** A terminal without one runs from the mains. `charge` 0 to 1. */
	readonly battery?: {
		readonly capacityMilliampHours: number;
		readonly charge: number;
		readonly isCharging?: boolean;
	};
	/**
	 * The line of the board's tag reader: the I2C bus, or the scanner's UART, in which case there is no scanner. The
	 * firmware polls a reader four times a second, which a replay of months leaves out.
	 */
	readonly tagReader?: "i2c" | "scanner";
	/** On XS: what the firmware may have on its heap; `boardHeap` unless told. */
	readonly heap?: BoardHeap;
}

/** Bytes that cross to the printer as one event: few where somebody watches, a whole transmit buffer in a replay. */
const screenChunkBytes = 16;
const replayChunkBytes = 128;
const journalBytes = 1_048_576;
const catalogBytes = 524_288;
const recoverMs = 2_000;

export class SimulatedTerminal {
	readonly journalFlash = new NorFlash({ sizeBytes: journalBytes });
	readonly catalogFlash = new NorFlash({ sizeBytes: catalogBytes });
	readonly keyStore = new SimulatedKeyStore();
	/** Its firmware: which image runs, and how it fares. */
	readonly firmware: FirmwareSlots;
	readonly clock: SimulatedRtc;
	readonly panel: Panel;
	readonly printer: SimulatedPrinter;
	readonly scanner: SimulatedScanner;
	/** Where tags are held; undefined on a board without a reader. */
	readonly tagPad: TagPad | undefined;
	readonly buzzer: BuzzerModel;
	readonly cardReader: SimulatedCardReader;
	readonly link: Link;
	readonly battery: BatteryPack | undefined = undefined;
	/** What the lamp on the case shows; undefined while it is dark. */
	lamp: LampSignal | undefined;
	readonly #options: SimulatedTerminalOptions;
	readonly #random: SeededRandom;
	readonly #ed25519 = new NodeEd25519();
	readonly #machine: Machine;
	#resetReason: ResetReason = ResetReason.power;
	/** The cell could not feed the board any more. */
	#isFlat = false;
	#onCut: (() => void) | undefined;
	/** Called when the power has come or gone, for whatever reason. */
	onPower: ((isOn: boolean) => void) | undefined;

	/**
	 * Builds the engine and the rasteriser where that is not done yet. Rejects with the reason where XS cannot be had.
	 */
	static async create(options: SimulatedTerminalOptions): Promise<SimulatedTerminal> {
		const rasteriser = options.pixels ? await loadRasteriser() : undefined;
		const panel = new Panel({ rasteriser });
		// The machine tells the terminal of its end, and the terminal owns the machine.
		const ends: ((error: unknown) => void)[] = [];
		const machine = await openMachine(options.engine, {
			firmware: terminalFirmware,
			onEnd: (error) => ends.forEach((end) => end(error)),
			...(options.heap && { heap: options.heap }),
		});
		const terminal = new SimulatedTerminal(options, machine, panel);
		ends.push((error) => terminal.ended(error));
		return terminal;
	}

	private constructor(options: SimulatedTerminalOptions, machine: Machine, panel: Panel) {
		const { world, wallOriginMs, dialer, profiles } = options;
		this.#options = options;
		this.#machine = machine;
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
			chunkBytes: options.pixels ? screenChunkBytes : replayChunkBytes,
		});
		this.scanner = new SimulatedScanner({ world });
		this.tagPad = tagPad(world, options.tagReader);
		this.buzzer = new BuzzerModel(new BootTimers(world));
		this.cardReader = new SimulatedCardReader(world);
		this.link = new Link({
			world,
			random: world.random.fork("link"),
			...(dialer && { dialer }),
			...(profiles && { profiles }),
		});
		// A fork takes from the stream it comes from: a world without a battery stays as it is.
		if (options.battery) this.battery = this.batteryPack(options.battery, world.random.fork("battery"));
	}

	get isOn(): boolean {
		return this.#machine.isRunning;
	}

	/** Records not yet committed, as the status bar says. */
	get queued(): number {
		return Number(/(?:^|\s)q(\d+)/m.exec(this.panel.readText())?.[1] ?? 0);
	}

	get drawerKicks(): number {
		return this.printer.drawer.kicks;
	}

	/** On XS: what the firmware has cost so far. */
	get meters(): MachineMeters | undefined {
		return this.#machine.meters();
	}

	/** Pulls the plug or puts it back. The printer has a plug of its own. */
	power(on: boolean): void {
		if (on && this.isOn) return;
		this.firmware.cancelReset();
		if (on) this.boot();
		else if (this.isOn) this.stop();
	}

	/** A flat terminal starts by itself when its cell has been charged for a moment. */
	charger(isIn: boolean): void {
		const { battery } = this;
		if (!battery) return;
		battery.settle();
		if (!isIn) return battery.model.unplug();
		battery.model.plug();
		if (this.#isFlat) this.#options.world.schedule(recoverMs, () => this.power(true));
	}

	/**
	 * The power goes inside the flash operation after `skip` more of them, in one of the ways NOR tears; `onCut` is
	 * told when it has.
	 */
	cutPowerInNextFlashWrite(skip = 0, onCut?: () => void): void {
		this.#onCut = onCut;
		const mode = cutModes[this.#random.below(cutModes.length)]!;
		this.journalFlash.cutPower(skip, mode, () => this.#random.unit());
	}

	/** Down and up where the text stands. Throws with what the screen shows when it is not there. */
	tapText(text: string): void {
		this.panel.tapText(text);
	}

	scan(code: string): void {
		this.scanner.scan(code);
	}

	/** Ends it for good: no timer, no socket is left. Idempotent. */
	close(): void {
		this.firmware.cancelReset();
		this.#machine.stop();
		this.link.close();
	}

	private boot(): void {
		this.journalFlash.powerOn();
		this.catalogFlash.powerOn();
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
			timers,
			random: this.#random,
			digest: nodeDigest,
			ed25519: this.#ed25519,
			keyStore: this.keyStore,
			journalFlash: this.journalFlash,
			catalogFlash: this.catalogFlash,
			printer: this.printer.source,
			...(this.#options.tagReader !== "scanner" && { scanner: this.scanner.source }),
			...(this.tagPad && { tagReader: this.tagPad.line.source }),
			network: this.link.source,
			touch: this.panel.touchSource,
			renderer: this.panel,
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

	/** The processor starts anew; nothing else has lost its power. */
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
		this.tagPad?.line.powerOffBoard();
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
