// The time zone of the terminals, for everything that shows a time.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Times, timesIn } from "./format.js";

/** An IANA name; empty until the host has told it. */
export const Zone = createContext("");

export function useTimes(): Times {
	return timesIn(useContext(Zone));
}
