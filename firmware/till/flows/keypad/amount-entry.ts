// An amount entered in minor units from the right, as is usual on tills: 6, 6, 6 gives 6.66.
import { limits } from "../../../core/limits.js";
import type { Actions, BodyOf } from "../../view.js";

declare module "../../view.js" {
	interface Bodies {
		keypad: { readonly purpose: keyof KeypadPurposes; readonly amountMinor: number };
	}
}

/** Purposes of a keypad page; each flow declares its own. */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by the flows
export interface KeypadPurposes {}

export class AmountEntry {
	#amountMinor = 0;
	#isTouched = false;

	get amountMinor(): number {
		return this.#amountMinor;
	}

	/** Whether any key was pressed, including 0. */
	get isTouched(): boolean {
		return this.#isTouched;
	}

	/** A key that would exceed the largest amount is ignored. */
	press(key: Actions["digit"]["key"]): void {
		this.#isTouched = true;
		const amountMinor = this.#amountMinor;
		if (key === "delete") this.#amountMinor = Math.floor(amountMinor / 10);
		else {
			const next = key === "00" ? amountMinor * 100 : amountMinor * 10 + Number(key);
			if (next <= limits.totalMinorMax) this.#amountMinor = next;
		}
	}

	body(purpose: keyof KeypadPurposes): BodyOf<"keypad"> {
		return { kind: "keypad", purpose, amountMinor: this.#amountMinor };
	}
}
