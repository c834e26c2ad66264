// The terminals' time zone, in which all times are shown.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { type Times, timesIn } from "./format.js";

/** An IANA name; empty until the first overview has arrived. */
export const Zone = createContext("");

export function useTimes(): Times {
	return timesIn(useContext(Zone));
}
