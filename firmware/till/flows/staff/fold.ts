// Effect of wrong PINs on the shift state.
import type { PinRefusedRecord } from "../../../wire/record.js";
import type { RecordFold } from "../../session/record-fold.js";

export const pinRefusedFold: RecordFold<PinRefusedRecord> = {
	opens: true,
	note: ({ open }, { number, guesses, tag }, place) => void open.addRefusal(number, guesses, tag, place),
};
