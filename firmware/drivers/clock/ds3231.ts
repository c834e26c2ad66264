import type { I2cDevice, I2cSource } from "../bus.js";

// Maxim DS3231, a clock chip with a coin cell: I2C at 0x68, time as binary-coded decimals in registers 0 to 6, and a
// flag that reports whether its oscillator ever stopped (data sheet 19-5170 rev. 10, tables 1 and "Status Register").

const address = 0x68;
const register = { seconds: 0x00, status: 0x0f } as const;
const oscillatorStopped = 0x80;
const centuryBit = 0x80;

export class Ds3231 {
	#device: I2cDevice;

	/** Throws when no chip answers. */
	constructor(i2c: I2cSource) {
		this.#device = new i2c.io({ ...i2c, address, hz: 400_000 });
		try {
			this.readRegisters(register.status, 1);
		} catch (error) {
			this.#device.close();
			throw error;
		}
	}

	/** Milliseconds since 1970; undefined when the chip lost its power or holds no valid time. */
	read(): number | undefined {
		const [status] = this.readRegisters(register.status, 1);
		if (status! & oscillatorStopped) return undefined;
		const bytes = this.readRegisters(register.seconds, 7);
		const [seconds, minutes, hours, , date, month, year] = Array.from(
			bytes,
			(value) => (value >> 4) * 10 + (value & 15),
		);
		// Bit 6 of the hours selects twelve-hour time, which we never set.
		if (bytes[2]! & 0x40 || date === 0) return undefined;
		const century = bytes[5]! & centuryBit ? 2100 : 2000;
		return Date.UTC(century + year!, ((month! % 80) - 1) | 0, date, hours, minutes, seconds);
	}

	set(ms: number): void {
		const date = new Date(ms);
		const year = date.getUTCFullYear();
		const fields = [
			date.getUTCSeconds(),
			date.getUTCMinutes(),
			date.getUTCHours(),
			date.getUTCDay() + 1,
			date.getUTCDate(),
			date.getUTCMonth() + 1,
			year % 100,
		].map((value) => Math.trunc(value / 10) * 16 + (value % 10));
		if (year >= 2100) fields[5]! |= centuryBit;
		this.#device.write(Uint8Array.of(register.seconds, ...fields));
		const [status] = this.readRegisters(register.status, 1);
		this.#device.write(Uint8Array.of(register.status, status! & ~oscillatorStopped));
	}

	close(): void {
		this.#device.close();
	}

	private readRegisters(from: number, count: number): Uint8Array {
		this.#device.write(Uint8Array.of(from));
		return new Uint8Array(this.#device.read(count));
	}
}
