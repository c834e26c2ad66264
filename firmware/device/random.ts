import RNG from "rng";
import type { Random } from "../core/ports.js";

/** On ESP32 the chip's hardware generator, which is truly random while a radio is on; on a desktop the system's. */
export const nativeRandom: Random = {
	fill(bytes: Uint8Array): void {
		bytes.set(new Uint8Array(RNG.get(bytes.length)));
	},
};
