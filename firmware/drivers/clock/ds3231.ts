import type { I2cDevice, I2cSource } from "../bus.js";

// Maxim DS3231, a clock chip with a coin cell: I2C at 0x68, time as binary-coded decimals in registers 0 to 6, and a
// flag that reports whether its oscillator ever stopped (data sheet 19-5170 rev. 10, tables 1 and "Status Register").

const address = 0x68;
const register = { seconds: 0x00, status: 0x0f } as const;
const oscillatorStopped = 0x80;
const centuryBit = 0x80;
const monthAt = 5;
/** Seconds, minutes, hours, weekday, date, month, year. */
const fieldsMin = [0, 0, 0, 1, 1, 1, 0] as const;
const fieldsMax = [59, 59, 23, 7, 31, 12, 99] as const;

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

	/** Milliseconds since 1970; undefined when the chip lost its power or its registers hold no date. */
	read(): number | undefined {
		const [status] = this.readRegisters(register.status, 1);
		if (status! & oscillatorStopped) return undefined;
		return timeOf(this.readRegisters(register.seconds, 7));
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

/** Undefined where the registers are no date, which the oscillator's flag does not exclude (micropython #8886). */
function timeOf(registers: Uint8Array): number | undefined {
	const isLate = (registers[monthAt]! & centuryBit) !== 0;
	const fields: number[] = [];
	for (let i = 0; i < fieldsMax.length; i++) {
		const value = i === monthAt ? registers[i]! & ~centuryBit : registers[i]!;
		if ((value & 15) > 9) return undefined;
		// Bits that should read as zero, and the one for twelve-hour time, make the number too large.
		const field = (value >> 4) * 10 + (value & 15);
		if (field < fieldsMin[i]! || field > fieldsMax[i]!) return undefined;
		fields.push(field);
	}
	const [seconds, minutes, hours, , date, month, year] = fields;
	const ms = Date.UTC((isLate ? 2100 : 2000) + year!, month! - 1, date, hours, minutes, seconds);
	// 31 February is counted on into March.
	return new Date(ms).getUTCDate() === date ? ms : undefined;
}
