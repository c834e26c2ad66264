// A start of the terminal in the books.
import type { BootedRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const bootedFold: RecordFold<BootedRecord> = {
	nonce: (record) => record.nonce,
};
