import type { BootLoader } from "../../core/update.js";

// The boot loader's view of the running image, for rollback (ESP-IDF "App Rollback"): a new image that is not confirmed
// is left at the next reset. The compiler makes native functions of bodies that are exactly a return of
// `native(…).call(this, …)`.

class NativeBoot implements BootLoader {
	/** True while the running image is new and unconfirmed. */
	isTrial(): boolean {
		return native("xs_boot_isTrial").call(this) as boolean;
	}

	confirm(): void {
		return native("xs_boot_confirm").call(this) as undefined;
	}

	/** Goes back to the image before and restarts; does not return. */
	rollBack(): void {
		return native("xs_boot_rollBack").call(this) as undefined;
	}

	/** Does not return. */
	restart(): void {
		return native("xs_boot_restart").call(this) as undefined;
	}
}

export const boot = new NativeBoot();
