// The place of a record: its epoch and its sequence in that epoch's chain.
import { limits } from "../core/limits.js";
import type { WireValue } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** Wire: the sequence alone for a record of the same epoch as the one that names it, else [epoch, sequence]. */
export interface Place {
	readonly epoch: number;
	/** Counts from 1 in each epoch. */
	readonly sequence: number;
}

/** `epoch` is that of the record that names the place. */
export function encodePlace(place: Place, epoch: number): WireValue {
	return place.epoch === epoch ? place.sequence : [place.epoch, place.sequence];
}

/** Undefined for 0, which stands for no place. Throws Fault WIRE_WRONG_SHAPE. */
export function readPlace(reader: FieldReader, epoch: number): Place | undefined {
	if (!reader.isList) {
		const sequence = reader.u32();
		return sequence === 0 ? undefined : { epoch, sequence };
	}
	const fields = reader.fields(2);
	return { epoch: fields.integer(1, 0xffffffff), sequence: fields.integer(1, 0xffffffff) };
}

/** A place that may be left out at the end: undefined also for a value of a newer version. */
export function readLaterPlace(reader: FieldReader, epoch: number): Place | undefined {
	if (reader.isList) {
		const places = new FieldReader(reader.values(limits.cborItemsMax), 0);
		const place = { epoch: places.count(), sequence: places.count() };
		return place.epoch > 0 && place.sequence > 0 ? place : undefined;
	}
	const sequence = reader.count();
	return sequence > 0 ? { epoch, sequence } : undefined;
}

/** Wire: 0 for none, else a list of places. */
export function encodePlaces(places: readonly Place[], epoch: number): WireValue {
	return places.length === 0 ? 0 : places.map((place) => encodePlace(place, epoch));
}

/** Throws Fault WIRE_WRONG_SHAPE. */
export function readPlaces(reader: FieldReader, epoch: number): Place[] {
	if (!reader.isList) {
		reader.integer(0, 0);
		return [];
	}
	const places: Place[] = [];
	for (const fields = reader.fields(0); fields.hasMore;) {
		const place = readPlace(fields, epoch);
		if (place) places.push(place);
	}
	return places;
}

export function isSamePlace(a: Place, b: Place): boolean {
	return a.epoch === b.epoch && a.sequence === b.sequence;
}
