// What is done about rights while nobody is served: the journal's records are folded, room is made in flash, messages
// of the host that had to wait are taken, and vouchers go back to the host after a shift.
import type { RightsMessage } from "../../../wire/rights.js";
import type { SaleSession } from "../../session/sale-session.js";
import { returnSome, takeRights, whereItCan } from "./host-rights.js";

/** The host sends again in the next session what is dropped here. */
const waitingMax = 4;

export class RightsUpkeep {
	readonly #session: SaleSession;
	/** Undefined for none, as usual. */
	#waiting: RightsMessage[] | undefined;

	constructor(session: SaleSession) {
		this.#session = session;
	}

	take(message: RightsMessage): void {
		if (whereItCan(() => takeRights(this.#session, message))) return;
		this.#waiting = [...(this.#waiting ?? []), message].slice(-waitingMax);
	}

	/** Returns whether there is more to do soon. */
	idle(): boolean {
		const session = this.#session;
		const { rights, catalog } = session;
		if (!rights) return false;
		if (rights.idle((catalog?.campaignCount ?? 0) > 0 || this.#waiting !== undefined)) return true;
		const next = this.#waiting?.[0];
		if (next) {
			if (!whereItCan(() => takeRights(session, next))) return false;
			this.#waiting = this.#waiting!.length === 1 ? undefined : this.#waiting!.slice(1);
			return true;
		}
		return whereItCan(() => returnSome(session));
	}
}
