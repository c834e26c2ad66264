// What the till needs to keep rights: coupons, gift vouchers, shares of budgets.
import type { Ed25519 } from "../../core/ports.js";
import type { RightsStore } from "../../rights/store.js";

/** Kept as it is by the book. */
export interface RightsOptions {
	readonly store: RightsStore;
	/** Nothing was ever written to the store. */
	readonly isNew: boolean;
	/** Of this board's first chain. */
	readonly firstEpoch: number;
	readonly ed25519: Ed25519;
	/** Its public key verifies what is printed on coupons and vouchers. */
	readonly hostKey: Uint8Array;
	/** As coupons name their stall. */
	readonly terminalNumber: number;
	/** The store is about to be written for the first time. */
	begin(): void;
	/** The host is to lend a right to this terminal. False while it cannot be asked. */
	ask(kind: number, key: Uint8Array): boolean;
}
