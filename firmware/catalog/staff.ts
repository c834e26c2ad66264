// People who may sign in, as a catalog image stores them.
import { SectionType, saltBytes, staffEntry, verifierBytes } from "./format.js";
import type { Sections } from "./sections.js";

export interface Person {
	/** From 1 on, as records name it. */
	readonly number: number;
	readonly name: string;
	/** Bits of `Right`. */
	readonly rights: number;
	/** Rounds of SHA-256 from the PIN to the verifier. */
	readonly rounds: number;
	/** New with each new PIN. */
	readonly salt: Uint8Array;
	/** What the PIN comes to; the PIN itself is stored nowhere. */
	readonly verifier: Uint8Array;
}

/** Throws Fault CATALOG_UNREADABLE. */
export function readPerson(sections: Sections, index: number): Person {
	const entry = sections.entry(SectionType.staff, index, staffEntry.bytes);
	const bytes = new Uint8Array(entry.buffer);
	return {
		number: entry.getUint16(staffEntry.number),
		name: sections.text(entry.getUint32(staffEntry.text), entry.getUint8(staffEntry.nameBytes)),
		rights: entry.getUint16(staffEntry.rights),
		rounds: entry.getUint16(staffEntry.rounds),
		salt: bytes.slice(staffEntry.salt, staffEntry.salt + saltBytes),
		verifier: bytes.slice(staffEntry.verifier, staffEntry.verifier + verifierBytes),
	};
}

/** The rights of the person with this number; none where nobody has it. */
export function rightsOf(sections: Sections, number: number): number {
	const count = sections.count(SectionType.staff);
	for (let index = 0; index < count; index++) {
		const entry = sections.entry(SectionType.staff, index, staffEntry.text);
		if (entry.getUint16(staffEntry.number) === number) return entry.getUint16(staffEntry.rights);
	}
	return 0;
}
