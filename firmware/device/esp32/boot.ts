import type { BootLoader } from "../../core/update.js";

// The boot loader's state of the running image, for rollback (ESP-IDF "App Rollback"): a new image that is not
// confirmed is rolled back at the next reset. The compiler turns methods whose body is exactly a return of
// `native(…).call(this, …)` into native functions.

class NativeBoot implements BootLoader {
	/** True while the running image is new and unconfirmed. */
	isTrial(): boolean {
		return native("xs_boot_isTrial").call(this) as boolean;
	}

	confirm(): void {
		return native("xs_boot_confirm").call(this) as undefined;
	}

	/** Returns to the previous image and restarts; does not return. */
	rollBack(): void {
		return native("xs_boot_rollBack").call(this) as undefined;
	}

	/** Does not return. */
	restart(): void {
		return native("xs_boot_restart").call(this) as undefined;
	}
}

export const boot = new NativeBoot();
