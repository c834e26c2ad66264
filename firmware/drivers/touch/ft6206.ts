import { Fault } from "../../core/fault.js";
import type { Timer, Timers, TouchListener, TouchSource } from "../../core/ports.js";
import type { DigitalInput, DigitalSource, I2cDevice, I2cSource } from "../bus.js";

// FocalTech FT6206 and similar chips (FT6236, FT6336): capacitive touch over I2C at 0x38, registers as in the "FT6x06
// application note". One finger is followed, the first that touched: other contacts of a wet hand are not taken for
// presses.

const address = 0x38;
const register = {
	touches: 0x02,
	threshold: 0x80,
	control: 0x86,
	chip: 0xa3,
	interruptMode: 0xa4,
	vendor: 0xa8,
} as const;
const vendorFocalTech = 0x11;
const bytesPerPoint = 6;
const event = { up: 1 } as const;

const restartMs = 1_000;
const errorsMax = 3;

export interface Ft6206Options {
	readonly i2c: I2cSource;
	readonly timers: Timers;
	readonly width: number;
	readonly height: number;
	/** The chip's interrupt line, low while touched, which reports when it falls; without it the chip is polled. */
	readonly interrupt?: DigitalSource;
	readonly flipX?: boolean;
	readonly flipY?: boolean;
	/** Higher is less sensitive; a wet panel needs more than the usual 40. */
	readonly threshold?: number;
	readonly pollMs?: number;
	/** Undefined when the panel answers again. */
	readonly onFault?: (fault: Fault | undefined) => void;
}

export function ft6206(options: Ft6206Options): TouchSource {
	return {
		io: class extends Ft6206 {
			constructor(listener: TouchListener) {
				super(options, listener);
			}
		},
	};
}

interface Contact {
	readonly id: number;
	readonly x: number;
	readonly y: number;
}

class Ft6206 {
	#options: Ft6206Options;
	#listener: TouchListener;
	#device: I2cDevice | undefined;
	#interrupt: DigitalInput | undefined;
	#timer: Timer | undefined;
	#touch: Contact | undefined;
	/** Another contact beside the finger that is followed, where it came down. */
	#other: Contact | undefined;
	#errors = 0;
	#isFaulted = false;
	#isClosed = false;

	constructor(options: Ft6206Options, listener: TouchListener) {
		this.#options = options;
		this.#listener = listener;
		this.start(0);
	}

	close(): void {
		if (this.#isClosed) return;
		this.#isClosed = true;
		this.#timer?.cancel();
		this.shut();
	}

	private start(delayMs: number): void {
		this.#timer?.cancel();
		this.#timer = this.#options.timers.start(delayMs, () => {
			if (this.#device) this.look();
			else this.open();
		});
	}

	private open(): void {
		try {
			this.#device = new this.#options.i2c.io({ ...this.#options.i2c, address, hz: 400_000 });
			const vendor = this.read(register.vendor, 1)[0];
			if (vendor !== vendorFocalTech) throw new Error(`vendor ${vendor}`);
			this.#device.write(Uint8Array.of(register.threshold, this.#options.threshold ?? 40));
			// Scans more slowly while nobody touches; the interrupt line follows the finger.
			this.#device.write(Uint8Array.of(register.control, 1));
			this.#device.write(Uint8Array.of(register.interruptMode, 0));
			const line = this.#options.interrupt;
			if (line) {
				this.#interrupt = new line.io({
					...line,
					onReadable: () => {
						if (!this.#touch) this.start(0);
					},
				});
			}
		} catch (error) {
			return this.absent(String(error));
		}
		this.#errors = 0;
		if (this.#isFaulted) this.#options.onFault?.(undefined);
		this.#isFaulted = false;
		this.start(this.#options.pollMs ?? 16);
	}

	private look(): void {
		let bytes: Uint8Array;
		try {
			bytes = this.read(register.touches, 1 + 2 * bytesPerPoint);
			this.#errors = 0;
		} catch (error) {
			if (++this.#errors >= errorsMax) return this.absent(String(error));
			return this.start(this.#options.pollMs ?? 16);
		}
		this.points(bytes);
		if (this.#isClosed) return;
		// With an interrupt line there is nothing to read until it falls. It stays low under a finger, so no touch
		// depends on a single edge.
		if (this.#touch || (this.#interrupt?.read() ?? 0) === 0) this.start(this.#options.pollMs ?? 16);
	}

	private points(bytes: Uint8Array): void {
		const count = bytes[0]! & 0x0f;
		let followed: Contact | undefined;
		let other: Contact | undefined;
		// Values such as 0x0f are sent while the chip starts.
		for (let i = 0; i < count && count <= 2; i++) {
			const at = 1 + i * bytesPerPoint;
			if (bytes[at]! >> 6 === event.up) continue;
			const id = bytes[at + 2]! >> 4;
			const x = this.place(bytes[at]!, bytes[at + 1]!, this.#options.width, this.#options.flipX);
			const y = this.place(bytes[at + 2]!, bytes[at + 3]!, this.#options.height, this.#options.flipY);
			if (!followed && (!this.#touch || this.#touch.id === id)) followed = { id, x, y };
			else other = this.#other?.id === id ? this.#other : { id, x, y };
		}
		const before = this.#other;
		this.#other = other;
		if (followed) this.follow(followed, before);
		else if (this.#touch) this.up(this.#touch.x, this.#touch.y);
	}

	/** A finger that came down beside another one presses what was under it then, if it has stayed there. */
	private follow(contact: Contact, other: Contact | undefined): void {
		const touch = this.#touch;
		this.#touch = contact;
		const { x, y } = contact;
		if (touch === undefined) {
			const began = other?.id === contact.id ? other : contact;
			this.#listener.onSample({ x: began.x, y: began.y, phase: "down" });
			if (began.x === x && began.y === y) return;
		} else if (touch.x === x && touch.y === y) return;
		this.#listener.onSample({ x, y, phase: "move" });
	}

	private up(x: number, y: number): void {
		this.#touch = undefined;
		this.#listener.onSample({ x, y, phase: "up" });
	}

	private place(high: number, low: number, size: number, flip = false): number {
		const raw = Math.min((high & 0x0f) * 256 + low, size - 1);
		return flip ? size - 1 - raw : raw;
	}

	private read(from: number, count: number): Uint8Array {
		const device = this.#device!;
		device.write(Uint8Array.of(from));
		return new Uint8Array(device.read(count));
	}

	private absent(detail: string): void {
		this.shut();
		if (!this.#isFaulted) this.#options.onFault?.(new Fault("TOUCH_ABSENT", detail));
		this.#isFaulted = true;
		if (this.#touch) {
			// A finger that was down when the panel stopped answering must not press what is below it.
			this.#listener.onSample({ x: -1, y: -1, phase: "move" });
			this.up(-1, -1);
		}
		if (!this.#isClosed) this.start(restartMs);
	}

	private shut(): void {
		this.#other = undefined;
		this.#interrupt?.close();
		this.#interrupt = undefined;
		this.#device?.close();
		this.#device = undefined;
	}
}
