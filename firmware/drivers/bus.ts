// ECMA-419 IO objects as the drivers use them. A source is the board's `{ io, ...pins }`, passed on as it is; its pins
// are not interpreted here.

export type { I2cDevice, I2cOptions, I2cSource } from "../core/ports.js";

/** A digital input; `onReadable` is called on the edge that its source names. */
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
