// The clock was set; the prefix has the new time.
import type { ClockQuality } from "../../core/ports.js";
import type { RecordCodec } from "./codec.js";

export interface ClockSetBody {
	readonly beforeMs: number;
	readonly beforeQuality: ClockQuality;
}

/** Body: [beforeMs, beforeQuality]. */
export const clockSet: RecordCodec<3, ClockSetBody> = {
	kind: 3,
	label: "clock set",
	encode: ({ beforeMs, beforeQuality }) => [beforeMs, beforeQuality],
	decode: (fields) => ({ beforeMs: fields.sum(), beforeQuality: fields.code() as ClockQuality }),
};
