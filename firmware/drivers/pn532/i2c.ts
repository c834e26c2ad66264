import type { Timer, Timers } from "../../core/ports.js";
import type { I2cDevice, I2cSource } from "../bus.js";
import { frameLength } from "./frame.js";
import type { Pn532Link, Pn532LinkCallbacks, Pn532LinkSource } from "./link.js";

// PN532 over I2C, UM0701-02 section 6.2.4: seven-bit address 0x24, every read begins with a status byte whose bit 0
// says "ready". A read that finds it clear carries nothing else, so one byte is asked for until the chip is ready, then
// the whole frame in one transaction.

const address = 0x24;
const readyBit = 0x01;

export interface Pn532I2cOptions {
	readonly i2c: I2cSource;
	readonly timers: Timers;
	readonly hz?: number;
	readonly pollMs?: number;
}

export function pn532I2c(options: Pn532I2cOptions): Pn532LinkSource {
	return new Pn532I2cSource(options);
}

class Pn532I2cSource implements Pn532LinkSource {
	#options: Pn532I2cOptions;

	constructor(options: Pn532I2cOptions) {
		this.#options = options;
	}

	open(callbacks: Pn532LinkCallbacks): Pn532Link {
		return new Pn532I2c(this.#options, callbacks);
	}
}

class Pn532I2c implements Pn532Link {
	#options: Pn532I2cOptions;
	#callbacks: Pn532LinkCallbacks;
	#device: I2cDevice | undefined;
	#poll: Timer | undefined;
	#expected = 0;

	constructor(options: Pn532I2cOptions, callbacks: Pn532LinkCallbacks) {
		this.#options = options;
		this.#callbacks = callbacks;
	}

	wake(): void {
		// The chip wakes on its address and stretches the clock meanwhile; some bus masters give up on that, so the
		// failure is not yet an absence.
		try {
			this.open().read(1);
		} catch {
			this.shut();
		}
	}

	send(bytes: Uint8Array): void {
		try {
			this.open().write(bytes);
		} catch (error) {
			this.lose(String(error));
		}
	}

	listen(bytes: number): void {
		this.#expected = bytes;
		this.#poll ??= this.#options.timers.start(this.#options.pollMs ?? 5, () => this.look());
	}

	rest(): void {
		this.#poll?.cancel();
		this.#poll = undefined;
	}

	close(): void {
		this.rest();
		this.shut();
	}

	private open(): I2cDevice {
		this.#device ??= new this.#options.i2c.io({ ...this.#options.i2c, address, hz: this.#options.hz ?? 400_000 });
		return this.#device;
	}

	private shut(): void {
		try {
			this.#device?.close();
		} finally {
			this.#device = undefined;
		}
	}

	private lose(detail: string): void {
		this.rest();
		this.shut();
		this.#callbacks.onAbsent(detail);
	}

	private look(): void {
		this.#poll = undefined;
		let bytes: Uint8Array | undefined;
		try {
			const device = this.open();
			const status = new Uint8Array(device.read(1))[0]!;
			if (status & readyBit) bytes = new Uint8Array(device.read(1 + this.#expected));
		} catch (error) {
			this.lose(String(error));
			return;
		}
		if (!bytes) {
			this.listen(this.#expected);
			return;
		}
		if (!(bytes[0]! & readyBit)) return;
		const frame = bytes.subarray(1);
		this.#callbacks.onBytes(frame.subarray(0, frameLength(frame)));
	}
}
