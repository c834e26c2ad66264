import Analog from "embedded:io/analog";
import Digital from "embedded:io/digital";
import I2C from "embedded:io/i2c";
import Serial from "embedded:io/serial";
import config from "mc/config";
import Time from "time";
import type {
	BatteryListener,
	BatterySource,
	ByteStream,
	SerialSource,
	StreamListener,
	TagReaderSource,
	TcpAddress,
	TcpSource,
	Timer,
	Timers,
} from "../../core/ports.js";
import { Battery } from "../../drivers/battery/battery.js";
import type { AnalogInput, DigitalInput, DigitalSource, I2cDevice, I2cOptions, I2cSource } from "../../drivers/bus.js";
import { Ds3231 } from "../../drivers/clock/ds3231.js";
import { ft6206 } from "../../drivers/touch/ft6206.js";
import type { TerminalPorts } from "../../terminal/ports.js";
import { BoardClock } from "../board-clock.js";
import type { Board } from "../board.js";
import { nativeDigest, nativeSha512 } from "../digest.js";
import { grayPictures, openFonts, openRenderer } from "../display.js";
import { BlinkingLamp } from "../blinking-lamp.js";
import { noteCrashes } from "../crash-note.js";
import { NativeEd25519 } from "../ed25519/ed25519.js";
import { NoCardReader } from "../no-card-reader.js";
import { nativeQrEncoder } from "../qr.js";
import { nativeRandom } from "../random.js";
import { boardScreen } from "../screen.js";
import { setupLine } from "../setup-connection.js";
import { BoardStream } from "../stream.js";
import { namedTcp } from "../tcp.js";
import { PocoTextRaster } from "../text-raster.js";
import { BoardTimers } from "../timers.js";
import { keepWatchdogFed } from "../watchdog.js";
import { openBacklight } from "./backlight.js";
import { boot } from "./boot.js";
import { PwmBuzzer } from "./buzzer.js";
import { boardConsole } from "./console.js";
import { openPartition, PartitionFlash } from "./flash.js";
import { NvsKeyStore } from "./key-store.js";
import { resetReason } from "./reset-reason.js";
import { openUpdateSlot } from "./update-slot.js";
import { watchdogChip } from "./watchdog-chip.js";
import { BoardWifi } from "./wifi.js";
import { parseWifiCode } from "../wifi-code.js";

// ESP32 and ESP32-S3 share this code; the pins come from the manifest's `config`.

/** 3.3 V at the converter behind two equal resistors. */
const batteryFullScaleMillivolts = 6_600;
/** PN532, UM0701-02 section 6.2.5. */
const tagReaderBaud = 115_200;
/** A charger of 1 A, less the board's own current, through a cell of about a tenth of an ohm. */
const chargerMillivolts = 80;
/** 3,000 mAh at 300 mA: Wi-Fi on, backlight on. */
const batteryTypicalHours = 10;

export function openBoard(): Board {
	const timers = new BoardTimers();
	const log = (line: string): void => boardConsole.write(line);
	const keyStore = new NvsKeyStore("tillmark");
	noteCrashes(keyStore);
	keepWatchdogFed({ chip: watchdogChip, timers });
	const i2c = i2cSource();
	const fonts = openFonts();
	const screen = boardScreen();
	const chip = clockChip(i2c);
	const wallClock = new BoardClock({
		uptimeMs: () => timers.uptimeMs(),
		chip,
		builtMs: config.builtMs,
		// Certificates are checked against the system's clock, which counts seconds.
		onSet: (ms) => Time.set(Math.round(ms / 1_000)),
	});
	const wifi = new BoardWifi({ keyStore, timers, wallClock, timeServer: config.sntp, trace: log });
	const ports: TerminalPorts = {
		wallClock,
		clockChip: chip,
		timers,
		random: nativeRandom,
		digest: nativeDigest,
		ed25519: new NativeEd25519(nativeSha512),
		keyStore,
		journalFlash: new PartitionFlash("journal"),
		catalogFlash: new PartitionFlash("catalog"),
		rightsFlash: openPartition("rights", log),
		textsFlash: openPartition("texts", log),
		printer: serialSource(config.printer),
		...tagReaderAndScanner(i2c, wifi),
		network: network(timers, wifi),
		access: wifi,
		joinNetwork: (text) => {
			const code = parseWifiCode(text);
			if (code) wifi.join(code);
			return code !== undefined;
		},
		touch: ft6206({
			i2c,
			timers,
			width: screen.width,
			height: screen.height,
			flipX: config.touchPanel.flipX,
			flipY: config.touchPanel.flipY,
			...(config.touchInterrupt !== undefined && { interrupt: fallingLine(config.touchInterrupt) }),
			onFault: (fault) => log(fault ? fault.message : "touch panel is back"),
		}),
		renderer: openRenderer(),
		grayPictures,
		fonts,
		qrEncoder: nativeQrEncoder,
		textRaster: new PocoTextRaster(fonts.body),
		cardReader: new NoCardReader(timers),
		buzzer: new PwmBuzzer({ pin: config.buzzer, timers }),
		backlight: openBacklight(config.backlight),
		...(config.lamp !== undefined && { lamp: openLamp(config.lamp, timers) }),
		...(config.battery && { battery: batterySource(config.battery, timers) }),
		update: { board: config.board, version: config.firmwareVersion, boot, openSlot: openUpdateSlot },
		restart: () => boot.restart(),
		resetReason: resetReason(),
		trace: log,
	};
	return { ports };
}

function i2cSource(): I2cSource {
	const { data, clock } = config.i2c;
	return {
		io: class extends I2C implements I2cDevice {
			constructor(options: I2cOptions) {
				super({ data, clock, address: options.address, hz: options.hz });
			}
		},
	};
}

/**
 * Console, printer and scanner use all three UARTs: a tag reader that is not on the I2C bus takes the scanner's UART,
 * and the board then has no scanner.
 */
function tagReaderAndScanner(i2c: I2cSource, wifi: BoardWifi): Pick<TerminalPorts, "tagReader" | "scanner"> {
	if (config.tagReader === "scanner") {
		const serial = serialSource({ ...config.scanner, baud: tagReaderBaud });
		return { tagReader: { kind: "serial", ...serial } };
	}
	const tagReader: TagReaderSource = { kind: "i2c", ...i2c };
	return { tagReader, scanner: setupLine(serialSource(config.scanner), (code) => wifi.join(code)) };
}

/**
 * Reports falling edges of a pin. It is pulled up, so that an unconnected pin reports nothing; pins 34 to 39 of the
 * ESP32 have no pull-up.
 */
function fallingLine(pin: number): DigitalSource {
	return {
		io: class extends Digital implements DigitalInput {
			constructor(options: { onReadable?(): void }) {
				super({
					pin,
					mode: Digital.InputPullUp,
					edge: Digital.Falling,
					onReadable: () => options.onReadable?.(),
				});
			}
		},
	};
}

function openLamp(pin: number, timers: Timers): BlinkingLamp {
	const output = new Digital({ pin, mode: Digital.Output });
	return new BlinkingLamp({ pin: { write: (value) => output.write(value) }, timers });
}

/** Only for boards with a battery, whose manifest names its pins. */
function batterySource(
	{ level, charger }: { readonly level: number; readonly charger: number },
	timers: Timers,
): BatterySource {
	const analog = {
		io: class extends Analog implements AnalogInput {
			constructor() {
				super({ pin: level, resolution: 12 });
			}
		},
	};
	const chargerInput = {
		io: class extends Digital implements DigitalInput {
			constructor() {
				super({ pin: charger, mode: Digital.Input });
			}
		},
	};
	return {
		io: class extends Battery {
			constructor(listener: BatteryListener) {
				super({
					analog,
					charger: chargerInput,
					chargerMillivolts,
					timers,
					fullScaleMillivolts: batteryFullScaleMillivolts,
					typicalHours: batteryTypicalHours,
					listener,
				});
			}
		},
	};
}

function serialSource(pins: {
	readonly transmit?: number;
	readonly receive: number;
	readonly port: number;
	readonly baud: number;
}): SerialSource {
	return {
		io: class extends BoardStream implements ByteStream {
			constructor(listener: StreamListener) {
				super(listener, (native) => new Serial({ ...pins, ...native }));
			}
		},
	};
}

function clockChip(i2c: I2cSource): Ds3231 | undefined {
	try {
		return new Ds3231(i2c);
	} catch {
		return undefined;
	}
}

function network(timers: Timers, wifi: BoardWifi): TcpSource {
	return {
		io: class implements ByteStream {
			#stream: ByteStream | undefined;
			#failure: Timer | undefined;

			constructor(listener: StreamListener, address: TcpAddress) {
				if (!wifi.hasAddress) {
					this.#failure = timers.start(0, () => listener.onError?.("no address"));
					return;
				}
				this.#stream = new namedTcp.io(listener, address);
			}

			read(count?: number): ArrayBuffer | undefined {
				return this.#stream?.read(count);
			}

			write(bytes: Uint8Array): void {
				if (!this.#stream) throw new Error("not open");
				this.#stream.write(bytes);
			}

			close(): void {
				this.#failure?.cancel();
				this.#stream?.close();
			}
		},
	};
}
