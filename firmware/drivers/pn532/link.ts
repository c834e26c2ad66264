// The link to a PN532, which carries frame bytes both ways. I2C and UART differ in how the chip is woken and in who
// sends first.

export interface Pn532LinkCallbacks {
	onBytes(bytes: Uint8Array): void;
	/**
	 * The link failed: the chip does not acknowledge, or the port failed. The link stays usable; `send` tries again.
	 */
	onAbsent(detail: string): void;
}

export interface Pn532Link {
	/** Wakes the chip. Call before the first command; harmless when it is awake. */
	wake(): void;
	/** Sends bytes. Failure is reported by `onAbsent`, never by a throw. */
	send(bytes: Uint8Array): void;
	/** Listen for one frame of at most `bytes` bytes in all; lasts until `rest`. */
	listen(bytes: number): void;
	rest(): void;
	close(): void;
}

/** Opens a link with the callbacks of the chip's driver. */
export interface Pn532LinkSource {
	open(callbacks: Pn532LinkCallbacks): Pn532Link;
}
