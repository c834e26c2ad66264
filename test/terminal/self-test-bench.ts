// A board made of chip models with the drivers of a real board, and a person who does what the self-test asks for.
import type { BatteryListener, Buzzer, KeyStore, QrEncoder, Sound } from "../../firmware/core/ports.js";
import { selfTestMarks } from "../../firmware/core/self-test.js";
import { BoardClock } from "../../firmware/device/board-clock.js";
import { Battery } from "../../firmware/drivers/battery/battery.js";
import { Ds3231 } from "../../firmware/drivers/clock/ds3231.js";
import { ft6206 } from "../../firmware/drivers/touch/ft6206.js";
import type { I2cOptions, I2cSource } from "../../firmware/drivers/bus.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { steps } from "../../firmware/terminal/self-test/registry.js";
import { Terminal } from "../../firmware/terminal/terminal.js";
import { english } from "../../firmware/words/english.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { Link } from "../../simulator/network/link.js";
import { BatteryModel } from "../../simulator/peripherals/battery.js";
import { Ds3231Model } from "../../simulator/peripherals/ds3231.js";
import { Ft6206Model } from "../../simulator/peripherals/ft6206.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { PeripheralTimers } from "../../simulator/peripherals/peripheral-world.js";
import { TagPad, writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import { Pn532I2cTransport } from "../../simulator/peripherals/pn532/transports.js";
import { SimulatedPrinter } from "../../simulator/peripherals/printer/printer.js";
import { qrEncoder } from "../../simulator/peripherals/qr-encoder.js";
import { SimulatedScanner } from "../../simulator/peripherals/scanner/scanner.js";
import { SimulatedCardReader } from "../../simulator/terminal/card-reader.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { World } from "../../simulator/world.js";

const fullScaleMillivolts = 6_600;

const builtMs = Date.UTC(2026, 10, 1);

export class SelfTestBench {
	readonly world = new World(4);
	readonly journalFlash = new NorFlash({ sizeBytes: 65_536 });
	readonly catalogFlash = new NorFlash({ sizeBytes: 65_536 });
	keyStore: KeyStore = new SimulatedKeyStore();
	readonly touch = new Ft6206Model();
	flip: { readonly flipX?: boolean; readonly flipY?: boolean } = {};
	readonly panel: Panel;
	readonly tags = new TagPad(new Pn532I2cTransport(new PeripheralTimers(this.world)));
	hasTagLine = true;
	readonly printer = new SimulatedPrinter({ world: this.world, keepsPixels: false });
	readonly scanner = new SimulatedScanner({ world: this.world });
	hasScannerLine = true;
	readonly clock = new Ds3231Model(() => this.world.nowMs);
	/** The bus of the clock chip answers. */
	isClockPlugged = true;
	/** The time that the chip stopped at. */
	stoppedMs: number | undefined;
	readonly link = new Link({ world: this.world, random: this.world.random.fork("link") });
	hasAccess = true;
	battery: BatteryModel | undefined = this.cell(0.64);
	readonly sounds: Sound[] = [];
	readonly traces: string[] = [];
	/** The text of the QR code drawn last. */
	shownCode = "";
	#terminal: Terminal | undefined;

	constructor(rasteriser?: WebAssembly.Module) {
		this.panel = new Panel({ rasteriser });
		const chip = new Ds3231(this.clock.i2c);
		chip.set(Date.UTC(2026, 10, 21, 18, 45));
	}

	cell(charge: number): BatteryModel {
		const nowMs = () => this.world.nowMs;
		return new BatteryModel({
			...{ nowMs, capacityMilliampHours: 2_000, charge, loadMilliamps: 150, fullScaleMillivolts },
		});
	}

	powerOn(): void {
		this.#terminal = new Terminal(this.ports());
	}

	close(): void {
		this.#terminal?.close();
		this.link.close();
	}

	/** All that the screen shows, in one line. */
	get text(): string {
		return this.panel.readText().replaceAll(/\s+/g, " ");
	}

	/** Part → its character in the code that the terminal traced at the end. */
	get found(): Readonly<Record<string, string>> {
		const characters = this.code?.split(":").at(-1) ?? "";
		return Object.fromEntries(steps.map(({ part }, at) => [part, characters.charAt(at)]));
	}

	get code(): string | undefined {
		return this.traces.find((line) => line.startsWith("self-test: "))?.slice("self-test: ".length);
	}

	/** Presses for a moment, on the panel's glass. */
	async press(x: number, y: number): Promise<void> {
		this.touch.down(x, y);
		await this.world.pass(60);
		this.touch.up();
		await this.world.pass(60);
	}

	async pressText(text: string): Promise<void> {
		const { x, y } = this.panel.locate(text);
		await this.press(Math.round(x), Math.round(y));
	}

	private ports(): TerminalPorts {
		const { world, panel } = this;
		const timers = new BootTimers(world);
		const clockBus = this.clockBus();
		const chip = this.openClock(clockBus);
		const buzzer: Buzzer = { play: (sound) => void this.sounds.push(sound) };
		const qr: QrEncoder = { encode: (text) => qrEncoder.encode((this.shownCode = text)) };
		return {
			wallClock: new BoardClock({ uptimeMs: () => timers.uptimeMs(), chip, builtMs, onSet: () => undefined }),
			clockChip: chip,
			timers,
			random: world.random.fork("terminal"),
			digest: nodeDigest,
			ed25519: new NodeEd25519(),
			keyStore: this.keyStore,
			journalFlash: this.journalFlash,
			catalogFlash: this.catalogFlash,
			printer: this.printer.source,
			...(this.hasScannerLine && { scanner: this.scanner.source }),
			...(this.hasTagLine && { tagReader: this.tags.transport.source }),
			network: this.link.source,
			...(this.hasAccess && { access: this.link }),
			touch: ft6206({ i2c: this.touch.i2c, timers, width: 240, height: 320, ...this.flip }),
			renderer: panel,
			fonts: panel.fonts,
			qrEncoder: qr,
			textRaster: this.printer.textRaster,
			cardReader: new SimulatedCardReader(world),
			buzzer,
			...(this.battery && { battery: batteryOf(this.battery, timers) }),
			resetReason: 1,
			trace: (line) => void this.traces.push(line),
		};
	}

	private openClock(i2c: I2cSource): Ds3231 | undefined {
		try {
			return new Ds3231(i2c);
		} catch {
			return undefined;
		}
	}

	/** The chip's bus, which may be cut, or a chip whose oscillator stands although its flag is clear. */
	private clockBus(): I2cSource {
		const { i2c } = this.clock;
		const isPlugged = () => this.isClockPlugged;
		const stoppedMs = () => this.stoppedMs;
		const set = (ms: number) => new Ds3231(i2c).set(ms);
		return {
			io: class extends i2c.io {
				constructor(options: I2cOptions) {
					super(options);
					if (!isPlugged()) throw new Error("no acknowledge");
				}

				override read(byteLength: number): ArrayBuffer {
					if (!isPlugged()) throw new Error("no acknowledge");
					return super.read(byteLength);
				}

				override write(bytes: Uint8Array): void {
					if (!isPlugged()) throw new Error("no acknowledge");
					const ms = stoppedMs();
					if (ms !== undefined && bytes[0] === 0) set(ms);
					super.write(bytes);
				}
			},
		};
	}
}

function batteryOf(model: BatteryModel, timers: BootTimers): NonNullable<TerminalPorts["battery"]> {
	return {
		io: class extends Battery {
			constructor(listener: BatteryListener) {
				const { analog, charger } = model;
				super({ analog, charger, timers, fullScaleMillivolts, typicalHours: 10, listener });
			}
		},
	};
}

/** Whoever stands before the terminal, on any bench. */
export interface Hands {
	readonly text: string;
	readonly world: World;
	/** Ticks heard so far. */
	readonly ticks: number;
	press(x: number, y: number): Promise<void>;
	pressText(text: string): Promise<void>;
	scan(code: string): void;
	holdTag(): void;
	takeTag(): void;
}

export interface Habits {
	/** Pixels beside each cross. */
	readonly missesBy?: number;
	readonly sees?: "right" | "wrong" | "nothing";
	readonly reads?: "right" | "wrong" | "nothing";
	readonly hears?: "right" | "wrong" | "nothing";
	readonly hasTag?: boolean;
	readonly scans?: boolean;
	readonly doesNothing?: boolean;
}

const stepMs = 500;
const { selfTestTasks } = english;

/** Does what the screen asks for until the result is shown. Returns the virtual milliseconds that it took. */
export async function walk(hands: Hands, habits: Habits = {}): Promise<number> {
	const { world } = hands;
	const beginMs = world.nowMs;
	const isOver = () => hands.text.includes(english.selfTestPassed) || / failed /.test(` ${hands.text} `);
	for (let steps = 0; !isOver() && steps < 1_000; steps++) {
		await world.pass(stepMs);
		if (habits.doesNothing !== true) await act(hands, habits);
	}
	if (!isOver()) throw new Error(`the self-test did not end:\n${hands.text}`);
	hands.takeTag();
	return world.nowMs - beginMs;
}

async function act(hands: Hands, habits: Habits): Promise<void> {
	const { text } = hands;
	const answer = async (given: Habits["sees"] = "right"): Promise<void> => {
		if (given !== "nothing" && hands.text.includes(english.yes))
			await hands.pressText(given === "right" ? english.yes : english.no);
	};
	if (text.includes(selfTestTasks.touchCross)) {
		const { missesBy = 0 } = habits;
		// The next cross is shown with a tick.
		const [x, y] = selfTestMarks[Math.min(hands.ticks, selfTestMarks.length - 1)]!;
		await hands.press(Math.abs(x + 3 - missesBy), y - 4 + (y < 160 ? missesBy : -missesBy));
	} else if (text.includes(selfTestTasks.seeBars)) await answer(habits.sees);
	else if (text.includes(selfTestTasks.seeSample)) await answer(habits.reads);
	else if (text.includes(selfTestTasks.hearSounds)) {
		await hands.world.pass(5_000);
		await answer(habits.hears);
	} else if (text.includes(selfTestTasks.holdTag) && habits.hasTag !== false) hands.holdTag();
	else if (text.includes(selfTestTasks.scanCode) && habits.scans !== false) hands.scan("4006381333931");
}

export function handsOf(bench: SelfTestBench): Hands {
	return {
		get text() {
			return bench.text;
		},
		get ticks() {
			return bench.sounds.filter((sound) => sound === "tick").length;
		},
		world: bench.world,
		press: (x, y) => bench.press(x, y),
		pressText: (text) => bench.pressText(text),
		scan: (code) => bench.scanner.scan(code),
		holdTag: () => bench.tags.hold("tag", writtenTag(1, { text: "COF" })),
		takeTag: () => bench.tags.takeAway(),
	};
}
