// The parts of a terminal, and which of their pins go to which pin of the board.
import { boardSettings, type BoardName } from "../build/boards.js";

export interface Wire {
	/** The pin's name on the part. */
	readonly signal: string;
	/** The GPIO of the board, or what else it is connected to. */
	readonly to: number | string;
}

export interface Part {
	readonly name: string;
	/** Supply and what to know, in short lines. */
	readonly notes: readonly string[];
	readonly wires: readonly Wire[];
}

interface Pins {
	readonly [name: string]: number | string | undefined;
}

const chipNames: Readonly<Record<string, string>> = { esp32: "ESP32", esp32s3: "ESP32-S3", esp32c3: "ESP32-C3" };

export function chipName(board: BoardName): string {
	return chipNames[board] ?? board;
}

/** Parts on the left of the board: display and the I2C bus; and on the right: the serial lines and single pins. */
export function partsOf(board: BoardName): { readonly left: readonly Part[]; readonly right: readonly Part[] } {
	const { config, defines } = boardSettings(board);
	const pins = config as Pins;
	const spi = (defines["spi"] ?? {}) as Pins;
	const display = (defines["ili9341"] ?? {}) as Pins;
	const i2c = config["i2c"] as Pins;
	const left: Part[] = [
		{
			name: "Display, ILI9341",
			notes: ["3.3 V, ground", "LED: through a transistor"],
			wires: [
				...wire("SCK", spi["sck_pin"]),
				...wire("MOSI (SDI)", spi["mosi_pin"]),
				...(spi["miso_pin"] === -1 ? [] : wire("MISO (SDO)", spi["miso_pin"])),
				...wire("CS", display["cs_pin"]),
				...wire("D/C", display["dc_pin"]),
				...wire("RESET", display["rst_pin"] ?? "EN"),
				...wire("LED", pins["backlight"]),
			],
		},
		{
			name: "I²C bus: touch, NFC reader, clock",
			notes: [
				"touch FT6206 0x38, PN532 0x24, DS3231 0x68",
				"3.3 V, ground; one pair of pull-ups of 2.2 to 4.7 kΩ",
			],
			wires: [...wire("SDA", i2c["data"]), ...wire("SCL", i2c["clock"])],
		},
		{
			name: "Touch interrupt",
			notes: ["10 kΩ to 3.3 V"],
			wires: wire("INT", pins["touchInterrupt"]),
		},
	];
	return { left, right: rightParts(config) };
}

function rightParts(config: Readonly<Record<string, unknown>>): Part[] {
	const pins = config as Pins;
	const printer = config["printer"] as Pins;
	const scanner = config["scanner"] as Pins;
	const battery = (config["battery"] ?? {}) as Pins;
	const parts: Part[] = [
		{
			name: `Printer, UART${printer["port"]}, ${printer["baud"]} baud`,
			notes: ["its own 5 to 9 V, 2 A; common ground", "TTL level; RS-232 through a MAX3232"],
			wires: [...wire("RX", printer["transmit"]), ...wire("TX", printer["receive"])],
		},
		{
			name: `Scanner, UART${scanner["port"]}, ${scanner["baud"]} baud`,
			notes: ["3.3 V, ground; 160 mA while it reads"],
			wires: [...wire("RX", scanner["transmit"]), ...wire("TX", scanner["receive"])],
		},
		{ name: "Buzzer, passive piezo", notes: ["other pin to ground"], wires: wire("+", pins["buzzer"]) },
		{ name: "Lamp, LED", notes: ["470 Ω to ground"], wires: wire("anode", pins["lamp"]) },
		{
			name: "Battery, one Li-ion cell",
			notes: ["level: 100 kΩ to the cell, 100 kΩ to ground", "charger: its status pin, 10 kΩ to 3.3 V"],
			wires: [...wire("level", battery["level"]), ...wire("charger", battery["charger"])],
		},
	];
	return parts.filter(({ wires }) => wires.length > 0);
}

function wire(signal: string, to: number | string | undefined): Wire[] {
	return to === undefined ? [] : [{ signal, to }];
}
