// The host reported flags, which prices may depend on. The record stays open until the next one replaces it, so that
// flags outlive power cuts.
import { encodeFlagReport, type FlagReport, readFlagReport } from "../flags.js";
import type { RecordCodec } from "./codec.js";

/** Body: [version, issuedMs, flags]. */
export const flagsSet: RecordCodec<64, FlagReport> = {
	kind: 64,
	label: "flags set",
	encode: encodeFlagReport,
	decode: readFlagReport,
};
