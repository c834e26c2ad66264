import type { DigitalInput, DigitalSource, I2cDevice, I2cOptions, I2cSource } from "../../firmware/drivers/bus.js";

// A model of the FocalTech FT6206 touch controller: registers with an auto-incrementing pointer at I2C address 0x38, up
// to two points, and an interrupt line. By default the line pulses with every report; after register 0xa4 is cleared it
// is low while the panel is touched.

const address = 0x38;
const register = {
	touches: 0x02,
	points: 0x03,
	threshold: 0x80,
	chip: 0xa3,
	interruptMode: 0xa4,
	vendor: 0xa8,
} as const;
const eventBits = { down: 0, up: 1, contact: 2 } as const;

interface Finger {
	readonly id: number;
	x: number;
	y: number;
	event: number;
}

export class Ft6206Model {
	readonly i2c: I2cSource;
	readonly interrupt: DigitalSource;
	readonly registers = new Uint8Array(256);
	#fingers: Finger[] = [];
	#pointer = 0;
	#isPlugged = true;
	#onFall = new Set<() => void>();
	/** Number of I2C transactions, to check that an untouched panel causes none. */
	transactions = 0;
	/** True when the board misses falling edges of the interrupt line, as when it is busy. */
	losesEdges = false;

	constructor() {
		this.powerOn();
		const read = (byteLength: number) => this.read(byteLength);
		const write = (bytes: Uint8Array) => this.write(bytes);
		const isLow = () => this.#fingers.length > 0 && this.#isPlugged && this.registers[register.interruptMode] === 0;
		const falls = this.#onFall;
		this.i2c = {
			io: class implements I2cDevice {
				#address: number;

				constructor(options: I2cOptions) {
					this.#address = options.address;
				}

				read(byteLength: number): ArrayBuffer {
					if (this.#address !== address) throw new Error("no acknowledge");
					return read(byteLength);
				}

				write(bytes: Uint8Array): void {
					if (this.#address !== address) throw new Error("no acknowledge");
					write(bytes);
				}

				close(): void {
					this.#address = -1;
				}
			},
		};
		this.interrupt = {
			io: class implements DigitalInput {
				#onReadable: () => void;

				constructor(options: { onReadable?(): void }) {
					this.#onReadable = () => options.onReadable?.();
					falls.add(this.#onReadable);
				}

				read(): number {
					return isLow() ? 0 : 1;
				}

				close(): void {
					falls.delete(this.#onReadable);
				}
			},
		};
	}

	down(x: number, y: number, id = 0): void {
		this.#fingers.push({ id, x, y, event: eventBits.down });
		if (this.#fingers.length === 1) this.fall();
	}

	move(x: number, y: number, id = 0): void {
		const finger = this.#fingers.find((one) => one.id === id);
		if (!finger) return;
		Object.assign(finger, { x, y, event: eventBits.contact });
		if (this.registers[register.interruptMode] !== 0) this.fall();
	}

	up(id = 0): void {
		this.#fingers = this.#fingers.filter((one) => one.id !== id);
	}

	unplug(): void {
		this.#isPlugged = false;
	}

	plug(): void {
		this.#isPlugged = true;
		this.powerOn();
	}

	/** A falling edge without a touch, as from an unconnected line or crosstalk. */
	glitch(): void {
		for (const fall of this.#onFall) fall();
	}

	private fall(): void {
		if (this.#isPlugged && !this.losesEdges) this.glitch();
	}

	private powerOn(): void {
		this.registers.fill(0);
		this.registers[register.chip] = 0x06;
		this.registers[register.interruptMode] = 1;
		this.registers[register.vendor] = 0x11;
		this.registers[register.threshold] = 0x80;
	}

	private read(byteLength: number): ArrayBuffer {
		this.begin();
		this.report();
		const bytes = new Uint8Array(byteLength);
		for (let i = 0; i < byteLength; i++) bytes[i] = this.registers[(this.#pointer + i) & 0xff]!;
		return bytes.buffer;
	}

	private write(bytes: Uint8Array): void {
		this.begin();
		this.#pointer = bytes[0] ?? 0;
		for (let i = 1; i < bytes.length; i++) this.registers[(this.#pointer + i - 1) & 0xff] = bytes[i]!;
	}

	private begin(): void {
		if (!this.#isPlugged) throw new Error("no acknowledge");
		this.transactions++;
	}

	private report(): void {
		this.registers[register.touches] = Math.min(this.#fingers.length, 2);
		this.registers.fill(0xff, register.points, register.points + 12);
		this.#fingers.slice(0, 2).forEach((finger, i) => {
			const at = register.points + i * 6;
			this.registers.set(
				[
					(finger.event << 6) | (finger.x >> 8),
					finger.x & 0xff,
					(finger.id << 4) | (finger.y >> 8),
					finger.y & 0xff,
					0,
					0,
				],
				at,
			);
			finger.event = eventBits.contact;
		});
	}
}
