// The port for firmware updates: two slots of which one runs, and a boot loader that tries a new image once and goes
// back unless it is confirmed.

/** The slot that is not running. `complete` makes it the one to boot next; without it nothing has happened. */
export interface UpdateSlot {
	readonly sizeBytes: number;
	/** The next bytes of the image. */
	write(bytes: Uint8Array): void;
	/** Throws when what was written is no image for this chip. */
	complete(): void;
	close(): void;
}

/** What the boot loader says and does of the image that runs. */
export interface BootLoader {
	/** True while the running image is new and not confirmed: any restart leaves it. */
	isTrial(): boolean;
	confirm(): void;
	/** Goes back to the image before and restarts; does not return on a board. */
	rollBack(): void;
}

/** Left out of a terminal's ports where the firmware is replaced by other means. */
export interface UpdatePort {
	/** For which kind of board images are made, e.g. "esp32". */
	readonly board: string;
	/** Version of the running image; counts up. */
	readonly version: number;
	readonly boot: BootLoader;
	/** Throws while the running image is on trial. */
	openSlot(): UpdateSlot;
}
