// A stall whose catalog has people who sign in.
import type { CatalogSource, CatalogSourcePerson } from "../../firmware/catalog/source.js";
import { pinVerifier, Right } from "../../firmware/policy/staff.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { stallCatalog, TillHarness, type TillHarnessOptions } from "./harness.js";

const everything = Object.values(Right).reduce((bits, right) => bits | right, 0);

/** Few rounds, so that thousands of guesses take no time. `saltByte`: another one for another PIN. */
export function person(
	number: number,
	name: string,
	rights: number,
	digits: string,
	saltByte = 1,
): CatalogSourcePerson {
	const terms = { number, rounds: 3, salt: new Uint8Array(8).fill(saltByte) };
	return { ...terms, name, rights, verifier: pinVerifier(nodeDigest, terms, digits) };
}

export const anna = person(1, "Anna", everything, "4711");
export const ben = person(2, "Ben", 0, "0815");
export const cleo = person(3, "Cleo", Right.void | Right.drawer, "12345678");
export const staffedCatalog: CatalogSource = { ...stallCatalog, staff: [anna, ben, cleo] };

export class StaffedStall extends TillHarness {
	constructor(options: TillHarnessOptions = {}) {
		super({ ...(options.before === undefined && { catalog: staffedCatalog }), ...options });
	}

	override reboot(): StaffedStall {
		return new StaffedStall({ before: this });
	}

	/** From the page that asks who it is. */
	signIn(index: number, digits: string): this {
		return this.act({ kind: "choose", index }).enter(digits);
	}

	enter(digits: string): this {
		return this.key(digits).act("confirm");
	}

	/** Digits with leading zeros are text. */
	override key(digits: number | string): this {
		for (const key of String(digits)) this.till.act({ kind: "digit", key: key as "0" });
		return this;
	}

	/** Anna opens it, who may do everything. */
	open(floatMinor = 0): this {
		return this.act("openShift").signIn(0, "4711").key(floatMinor).act("confirm");
	}

	get notice(): string | undefined {
		return this.till.view().notice;
	}
}
