// The port for firmware updates: two slots, one of which runs, and a boot loader that tries a new image once and rolls
// back unless it is confirmed.

/** The slot that is not running. `complete` makes it the one to boot next; before that, nothing changes. */
export interface UpdateSlot {
	readonly sizeBytes: number;
	/** The next bytes of the image. */
	write(bytes: Uint8Array): void;
	/** Throws when the bytes written are not an image for this chip. */
	complete(): void;
	close(): void;
}

/** The boot loader's view of the running image. */
export interface BootLoader {
	/** True while the running image is new and not confirmed: any restart rolls it back. */
	isTrial(): boolean;
	confirm(): void;
	/** Rolls back to the previous image and restarts; does not return on a board. */
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
