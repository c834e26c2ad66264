// Effect of reported flags on the shift state.
import type { FlagsSetRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const flagsSetFold: RecordFold<FlagsSetRecord> = {
	opens: true,
	note: ({ open }, { version, issuedMs, flags, uptimeMs }, place, nonce) =>
		open.holdFlags({ version, issuedMs, flags, place, uptimeMs, nonce }),
};
