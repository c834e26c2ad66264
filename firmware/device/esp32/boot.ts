// The boot loader's view of the running image, for rollback (ESP-IDF "App Rollback"): a new image that is not confirmed is left at the next reset.

/** True while the running image is new and unconfirmed. */
export function isTrial(): boolean {
	return native("xs_boot_isTrial").call(undefined) as boolean;
}

export function confirm(): void {
	native("xs_boot_confirm").call(undefined);
}

/** Goes back to the image before and restarts; does not return. */
export function rollBack(): void {
	native("xs_boot_rollBack").call(undefined);
}
