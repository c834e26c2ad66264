import RNG from "rng";
import type { Random } from "../core/ports.js";

/** The chip's noise source on ESP32 (true random while a radio is on), the system's on a desktop. */
export const nativeRandom: Random = {
	fill(bytes: Uint8Array): void {
		bytes.set(new Uint8Array(RNG.get(bytes.length)));
	},
};
