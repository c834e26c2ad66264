// The cash drawer on the printer's kick connector.

export class Drawer {
	kicks = 0;
	isOpen = false;
	onChange: (() => void) | undefined;

	/** A pulse from the printer opens the drawer. */
	kick(): void {
		this.kicks++;
		this.isOpen = true;
		this.onChange?.();
	}

	/** The user closes the drawer. */
	close(): void {
		this.isOpen = false;
		this.onChange?.();
	}
}
