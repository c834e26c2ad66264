// Checks a PIN. Wrong ones are counted in the journal before the screen says so: neither a power cut nor a restart
// makes them forgotten.
import type { Person } from "../../../catalog/staff.js";
import { Fault } from "../../../core/fault.js";
import { countedGuesses, isPin, pinWaitMs } from "../../../policy/staff.js";
import { type Place, RecordKind } from "../../../wire/record.js";
import type { OpenRefusal } from "../../session/open-items.js";
import type { SaleSession } from "../../session/sale-session.js";

/** Milliseconds until the person's PIN is looked at again; 0 if it is looked at now. */
export function pinWaitLeftMs(session: SaleSession, person: Person): number {
	const { journal, ports } = session.options;
	const refusal = refusalOf(session, person);
	const counted = countedGuesses(refusal?.guesses ?? 0, journal.statistics().freeSegments);
	return Math.max(0, (refusal?.sinceMs ?? 0) + pinWaitMs(counted) - ports.timers.uptimeMs());
}

/**
 * Returns if the PIN is the person's. Otherwise throws Fault PIN_WAIT, without looking at the PIN, or PIN_WRONG once
 * that is recorded, or what the journal throws.
 */
export function checkPin(session: SaleSession, person: Person, digits: string): void {
	if (pinWaitLeftMs(session, person) > 0) throw new Fault("PIN_WAIT");
	const { ports } = session.options;
	if (isPin(ports.digest, person, digits)) return;
	const { open } = session.shift;
	const { number } = person;
	const tag = tagOf(person);
	const guesses = (refusalOf(session, person)?.guesses ?? 0) + 1;
	const closes = [...closesOf(session, number), ...closesOfGone(session)];
	try {
		session.write({ kind: RecordKind.pinRefused, closes, number, guesses, tag }, "sale");
	} finally {
		open.addRefusal(number, guesses, tag, undefined).sinceMs = ports.timers.uptimeMs();
	}
	throw new Fault("PIN_WRONG");
}

/** The records of a person's wrong PINs, for the record that ends them. */
export function closesOf({ shift }: SaleSession, number: number): Place[] {
	return shift.open.refusals.flatMap((refusal) => (refusal.number === number ? (refusal.place ?? []) : []));
}

/** Of people who sign in no more, so that anchors name no more than `staffMax`. */
function closesOfGone({ shift, catalog }: SaleSession): Place[] {
	const present = Array.from({ length: catalog?.staffCount ?? 0 }, (_, index) => catalog?.person(index).number);
	return shift.open.refusals.flatMap(({ number, place }) => (present.includes(number) ? [] : (place ?? [])));
}

/** Writes them again once their records are so old that they might be trimmed. */
export function carryRefusals(session: SaleSession): void {
	for (const { place, number, guesses, tag } of session.shift.open.refusals)
		if (place && session.isFar(place))
			session.write({ kind: RecordKind.pinRefused, closes: [place], number, guesses, tag }, "reserved");
}

/** Those that were entered for another PIN than the present one do not count. */
function refusalOf({ shift }: SaleSession, person: Person): OpenRefusal | undefined {
	const tag = tagOf(person);
	return shift.open.refusals.find((refusal) => refusal.number === person.number && refusal.tag === tag);
}

function tagOf({ salt }: Person): number {
	return new DataView(salt.buffer, salt.byteOffset).getUint32(0);
}
