// ECMA-419 IO objects as the drivers know them. A source is the board's `{ io, ...pins }`: handed on whole, its pins stay opaque here.

/** One device on an I2C bus. Both calls throw when the device does not acknowledge its address or a byte. */
export interface I2cDevice {
	read(byteLength: number): ArrayBuffer;
	write(bytes: Uint8Array): void;
	close(): void;
}

export interface I2cOptions {
	/** Seven-bit address. */
	readonly address: number;
	readonly hz: number;
}

export interface I2cSource {
	readonly io: new (options: I2cOptions) => I2cDevice;
}

/** A digital input; `onReadable` comes on the edge its source names. */
export interface DigitalInput {
	read(): number;
	close(): void;
}

export interface DigitalSource {
	readonly io: new (options: { readonly io?: unknown; onReadable?(): void }) => DigitalInput;
}

/** An analog input: `read()` is a fraction of full scale in `2 ** resolution` steps. */
export interface AnalogInput {
	readonly resolution: number;
	read(): number;
	close(): void;
}

export interface AnalogSource {
	readonly io: new (options: object) => AnalogInput;
}
