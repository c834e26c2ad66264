// The names of people beside the numbers that records have.
import { useApi } from "./api.js";
import type { Person } from "./types.js";

/** "3 Anna"; the number alone while no name is known, and a dash for nobody. */
export type StaffText = (staff: number) => string;

export function useStaff(version: number): StaffText {
	const people = useApi<readonly Person[]>("/api/people", version).value;
	return (staff) => {
		if (staff === 0) return "–";
		const name = people?.find(({ number }) => number === staff)?.name;
		return name === undefined ? String(staff) : `${staff} ${name}`;
	};
}
