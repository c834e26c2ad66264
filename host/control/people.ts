// The people who sign in at terminals. Of a PIN only the verifier is kept, which catalogs carry to the terminals.
import { randomBytes } from "node:crypto";
import { labelProblem } from "../../firmware/catalog/label.js";
import type { CatalogSourcePerson } from "../../firmware/catalog/source.js";
import { limits } from "../../firmware/core/limits.js";
import type { Digest } from "../../firmware/core/ports.js";
import { pinVerifier, Right, type RightName } from "../../firmware/policy/staff.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { SettingStore } from "../store/store.js";

/** A person as operators see one. */
export interface Person {
	/** As records name the person. It is never given to somebody else. */
	readonly number: number;
	readonly name: string;
	readonly rights: readonly RightName[];
	/** Signs in no more. The name stays in the books. */
	readonly isRetired: boolean;
}

export interface PersonChange {
	readonly name: string;
	readonly rights: readonly RightName[];
	readonly isRetired: boolean;
	/** Four to eight digits; undefined where the present one stays. */
	readonly digits: string | undefined;
}

/** As stored; the bytes in base64. */
interface StoredPerson extends Omit<Person, "rights"> {
	/** Bits of `Right`. */
	readonly rights: number;
	readonly rounds: number;
	readonly salt: string;
	readonly verifier: string;
}

export interface PeopleOptions {
	readonly store: { readonly settings: Pick<SettingStore, "get" | "set"> };
	readonly digest: Digest;
}

const key = "people";
const saltBytes = 8;
const rightNames = Object.keys(Right) as RightName[];

export class People {
	readonly #options: PeopleOptions;
	/** Changes are made one after another. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(options: PeopleOptions) {
		this.#options = options;
	}

	/** By number, those that are retired included. */
	async list(): Promise<Person[]> {
		return (await this.stored()).map(({ number, name, rights, isRetired }) => ({
			...{ number, name, isRetired },
			rights: rightNames.filter((right) => (rights & Right[right]) !== 0),
		}));
	}

	/** Those who sign in, for a catalog. */
	async signingIn(): Promise<CatalogSourcePerson[]> {
		return (await this.stored())
			.filter(({ isRetired }) => !isRetired)
			.map(({ number, name, rights, rounds, salt, verifier }) => ({
				...{ number, name, rights, rounds },
				salt: new Uint8Array(Buffer.from(salt, "base64")),
				verifier: new Uint8Array(Buffer.from(verifier, "base64")),
			}));
	}

	/** Returns the person's number. Rejects with HostFault PERSON_INVALID or PEOPLE_FULL. */
	add(change: PersonChange): Promise<number> {
		return this.alone(async () => {
			const people = await this.stored();
			if (people.length >= hostLimits.peopleMax) throw new HostFault("PEOPLE_FULL");
			const number = Math.max(0, ...people.map((person) => person.number)) + 1;
			await this.keep([...people, this.changed({ number, rounds: 0, salt: "", verifier: "" }, change)]);
			return number;
		});
	}

	/** Rejects with HostFault PERSON_UNKNOWN, PERSON_INVALID or PEOPLE_FULL. */
	change(number: number, change: PersonChange): Promise<void> {
		return this.alone(async () => {
			const people = await this.stored();
			const at = people.findIndex((person) => person.number === number);
			const before = people[at];
			if (!before) throw new HostFault("PERSON_UNKNOWN", `number ${number}`);
			await this.keep(people.with(at, this.changed(before, change)));
		});
	}

	private changed(
		before: Pick<StoredPerson, "number" | "rounds" | "salt" | "verifier">,
		{ name, rights, isRetired, digits }: PersonChange,
	): StoredPerson {
		const label = name.normalize("NFC").trim();
		if (label === "" || label.length > limits.staffNameCharactersMax || labelProblem(label) !== undefined)
			throw new HostFault("PERSON_INVALID", `name of at most ${limits.staffNameCharactersMax} characters`);
		if (digits === undefined && before.verifier === "") throw new HostFault("PERSON_INVALID", "a PIN is needed");
		return {
			...{ number: before.number, name: label, isRetired },
			rights: rights.reduce((bits, right) => bits | Right[right], 0),
			...(digits === undefined
				? { rounds: before.rounds, salt: before.salt, verifier: before.verifier }
				: this.verifierOf(before.number, digits)),
		};
	}

	private verifierOf(number: number, digits: string): Pick<StoredPerson, "rounds" | "salt" | "verifier"> {
		const { pinDigitsMin, pinDigitsMax, pinRounds: rounds } = limits;
		if (!/^\d+$/.test(digits) || digits.length < pinDigitsMin || digits.length > pinDigitsMax)
			throw new HostFault("PERSON_INVALID", `a PIN has ${pinDigitsMin} to ${pinDigitsMax} digits`);
		const salt = new Uint8Array(randomBytes(saltBytes));
		const verifier = pinVerifier(this.#options.digest, { number, rounds, salt }, digits);
		return {
			...{ rounds, salt: Buffer.from(salt).toString("base64") },
			verifier: Buffer.from(verifier).toString("base64"),
		};
	}

	private async stored(): Promise<StoredPerson[]> {
		const text = await this.#options.store.settings.get(key);
		return text === undefined ? [] : (JSON.parse(text) as StoredPerson[]);
	}

	private async keep(people: readonly StoredPerson[]): Promise<void> {
		const active = people.filter(({ isRetired }) => !isRetired).length;
		if (active > limits.staffMax) throw new HostFault("PEOPLE_FULL");
		await this.#options.store.settings.set(key, JSON.stringify(people));
	}

	private alone<T>(work: () => Promise<T>): Promise<T> {
		const done = this.#last.then(work, work);
		this.#last = done.catch(() => undefined);
		return done;
	}
}
