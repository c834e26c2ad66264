import type { I2cDevice, I2cOptions, I2cSource } from "../../firmware/drivers/bus.js";

// A model of the DS3231 clock: nineteen registers at I2C address 0x68, time in binary-coded decimals, and the
// oscillator-stop flag, which stays set until it is cleared by a write.

const address = 0x68;

export class Ds3231Model {
	readonly i2c: I2cSource;
	readonly #nowMs: () => number;
	#timeMs = 0;
	#setAtMs = 0;
	#status = 0x88;
	#pointer = 0;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
		const read = (byteLength: number) => this.read(byteLength);
		const write = (bytes: Uint8Array) => this.write(bytes);
		this.i2c = {
			io: class implements I2cDevice {
				#address: number;

				constructor(options: I2cOptions) {
					this.#address = options.address;
				}

				read(byteLength: number): ArrayBuffer {
					this.check();
					return read(byteLength);
				}

				write(bytes: Uint8Array): void {
					this.check();
					write(bytes);
				}

				close(): void {
					this.#address = -1;
				}

				private check(): void {
					if (this.#address !== address) throw new Error("no acknowledge");
				}
			},
		};
	}

	/** The coin cell is empty or was removed. */
	loseBattery(): void {
		this.#timeMs = 0;
		this.#setAtMs = this.#nowMs();
		this.#status |= 0x80;
	}

	private registers(): Uint8Array {
		const date = new Date(this.#timeMs + this.#nowMs() - this.#setAtMs);
		const bytes = new Uint8Array(19);
		const month = bcd(date.getUTCMonth() + 1) | (date.getUTCFullYear() >= 2100 ? 0x80 : 0);
		const time = [
			date.getUTCSeconds(),
			date.getUTCMinutes(),
			date.getUTCHours(),
			date.getUTCDay() + 1,
			date.getUTCDate(),
		].map(bcd);
		bytes.set([...time, month, bcd(date.getUTCFullYear() % 100)], 0);
		bytes[0x0f] = this.#status;
		return bytes;
	}

	private read(byteLength: number): ArrayBuffer {
		const registers = this.registers();
		return Uint8Array.from({ length: byteLength }, (_, i) => registers[(this.#pointer + i) % registers.length]!)
			.buffer;
	}

	private write(bytes: Uint8Array): void {
		this.#pointer = bytes[0] ?? 0;
		if (bytes.length === 1) return;
		const registers = this.registers();
		registers.set(bytes.subarray(1), this.#pointer);
		if (this.#pointer === 0) {
			const [seconds, minutes, hours, , date, month, year] = Array.from(
				registers,
				(value) => (value >> 4) * 10 + (value & 15),
			);
			const century = registers[5]! & 0x80 ? 2100 : 2000;
			this.#timeMs = Date.UTC(century + year!, (month! % 80) - 1, date, hours, minutes, seconds);
			this.#setAtMs = this.#nowMs();
		}
		// The oscillator-stop flag can be cleared but not set.
		if (this.#pointer === 0x0f) this.#status = (this.#status & registers[0x0f]! & 0x80) | (registers[0x0f]! & 0x08);
	}
}

function bcd(value: number): number {
	return Math.trunc(value / 10) * 16 + (value % 10);
}
