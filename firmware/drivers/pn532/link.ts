// What the PN532 is reached by: a line that carries frame bytes both ways. I2C and UART differ in waking up and in who
// speaks first.

export interface Pn532LinkCallbacks {
	onBytes(bytes: Uint8Array): void;
	/**
	 * The line is dead: the chip does not acknowledge, or the port failed. The link goes on living; `send` tries again.
	 */
	onAbsent(detail: string): void;
}

export interface Pn532Link {
	/** Ends the chip's sleep. Call before the first command; costs nothing when it is awake. */
	wake(): void;
	/** Puts bytes on the line. Failure comes by `onAbsent`, never by a throw. */
	send(bytes: Uint8Array): void;
	/** Listen for one frame of at most `bytes` bytes in all; lasts until `rest`. */
	listen(bytes: number): void;
	rest(): void;
	close(): void;
}

/** A link yet to be opened: the chip's driver adds its callbacks. */
export interface Pn532LinkSource {
	open(callbacks: Pn532LinkCallbacks): Pn532Link;
}
