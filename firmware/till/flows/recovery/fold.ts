// Effect of terminal starts on the shift state.
import type { BootedRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const bootedFold: RecordFold<BootedRecord> = {
	nonce: (record) => record.nonce,
};
