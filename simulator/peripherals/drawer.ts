// The money drawer on the printer's kick connector.

export class Drawer {
	kicks = 0;
	isOpen = false;
	onChange: (() => void) | undefined;

	/** The printer's pulse. */
	kick(): void {
		this.kicks++;
		this.isOpen = true;
		this.onChange?.();
	}

	/** A hand pushes it shut. */
	close(): void {
		this.isOpen = false;
		this.onChange?.();
	}
}
