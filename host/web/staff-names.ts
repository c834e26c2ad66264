// The names of people in tables, where records have their numbers.
import type { PeopleContext } from "../context.js";

/** Empty for nobody, and for a number that nobody has here. */
export type PersonNames = (staff: number) => string;

export async function personNames({ people }: Pick<PeopleContext, "people">): Promise<PersonNames> {
	const names = new Map((await people()).map(({ number, name }) => [number, name]));
	return (staff) => names.get(staff) ?? "";
}
