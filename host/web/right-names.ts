// Rights by name, on the host and on its pages.
import { Right, type RightName } from "../../firmware/policy/staff.js";

const rightNames = Object.keys(Right) as RightName[];

/** Undefined for a right of a newer version. */
export function rightName(right: number): RightName | undefined {
	return rightNames.find((name) => Right[name] === right);
}
