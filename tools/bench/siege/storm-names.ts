// The terminals of the storm, as the broker's process and the clients' name them.
import { ascii } from "../../../firmware/core/bytes.js";

export const stormPassword = ascii("storm");

export function stormName(index: number): string {
	return `storm-${index}`;
}
