// What can go wrong in the field, each with the sentence a stallholder, an engineer or an operator reads: what
// happened, what it means for the money, what to do. Codes are stable: logs, counters and tests name them.

export const faultTexts = {
	// flash and journal
	FLASH_PROGRAM_FAILED:
		"The memory chip refused a write. The sale is not saved. Try again; if it repeats, swap the terminal.",
	FLASH_ERASE_FAILED: "A part of the memory is worn out and was set aside. Sales are safe.",
	JOURNAL_FULL: "The memory is full of sales that are not backed up yet. Connect the terminal, then sell on.",
	JOURNAL_UNKNOWN_FORMAT: "The memory holds a journal of another version. Nothing was changed. Update the terminal.",
	JOURNAL_RECORD_TOO_LARGE: "This record is too large to save. Split the sale.",
	JOURNAL_DAMAGED:
		"A part of the memory can not be read. Sales already sent are safe. Connect the terminal and ask the operator.",
	JOURNAL_FOREIGN: "The memory holds another terminal's journal. Nothing was changed. Ask the operator.",
	// wire
	WIRE_TOO_LARGE: "A message was larger than allowed and was refused.",
	WIRE_TOO_DEEP: "A message was nested deeper than allowed and was refused.",
	WIRE_MALFORMED: "A message could not be read and was refused.",
	WIRE_FORBIDDEN_TYPE: "A message held a type that is not allowed and was refused.",
	WIRE_WRONG_SHAPE: "A message did not have the expected fields and was refused.",
	SIGNATURE_INVALID: "A message was not signed by the expected key and was refused.",
	VERSION_STALE: "A message was older than what is already applied and was refused.",
	// imported files
	CSV_TOO_LARGE: "The file is larger than allowed. Nothing was changed. Split it.",
	CSV_MALFORMED: "The file could not be read. Nothing was changed. Correct the line that is named, then try again.",
	// till
	SHIFT_CLOSED: "No shift is open. Open a shift to sell.",
	ITEM_UNKNOWN: "This code is not in the catalog. Use search or open price.",
	LABEL_UNUSABLE: "This label's weight or price can not be used here. Weigh it again, or use open price.",
	TENDER_TOO_LOW: "The amount is lower than the total. Ask for the rest.",
	QUANTITY_OUT_OF_RANGE: "The quantity is out of range. Check it.",
	PRICE_OUT_OF_RANGE: "The price is out of range. Check it.",
	BASKET_FULL: "The basket is full. Take payment, then begin another sale.",
	SALE_OPEN: "A sale is still open or parked. Take payment or void it, then close the shift.",
	PARKING_FULL: "No more sales can be parked. Recall one first.",
	CARD_DECLINED: "The card was declined. Nothing was charged. Ask for another way to pay.",
	CARD_NOT_CHARGED: "The card was not charged. Take the payment again, another way if need be.",
	PAYMENT_CAME_LATE: "A card payment left open came through. Its sale is saved and its receipt is printed.",
	CARD_CHARGED_AFTERWARDS:
		"A card payment that was given up was charged after all. Pay it back, or tell the organiser.",
	PAYMENTS_UNRESOLVED: "Too many card payments are open. Nothing was charged. Take cash, or settle one under parked.",
	UPDATE_ON_TRIAL:
		"New firmware is being tried. Nothing was charged. Take cash, or try the card again in half a minute.",
	TRAINING: "The till is in training. Nothing was changed. End training in the settings first.",
	CARD_PAID_PART: "A part of this sale is already paid. Take the rest, then begin anew.",
	CARD_PART_WAITS: "A card has paid a part of this sale. It waits under parked for the rest.",
	CATALOG_MISSING: "No prices have arrived yet. Connect the terminal, then sell.",
	// peripherals
	PRINTER_PAPER_OUT: "Printer is out of paper. The sale is saved. Put in a roll and press print.",
	PRINTER_COVER_OPEN: "The printer's cover is open. The sale is saved. Close it and press print.",
	PRINTER_OFFLINE: "The printer does not answer. The sale is saved. Check its cable and power.",
	SCANNER_NOISE: "The scanner sent something unreadable. Scan again.",
	TAG_READER_ABSENT: "The tag reader does not answer. Selling goes on without tags. Check its cable.",
	TAG_LOST: "The tag moved away too soon. Hold it still and try again.",
	TAGS_SEVERAL: "There is more than one tag. Hold one tag alone.",
	TAG_REFUSED: "The tag refused: it is locked or belongs to someone else.",
	TAG_UNREADABLE: "The tag could not be read. Hold it flat and try again.",
	TAG_UNSUPPORTED: "This kind of tag is not known here. Use another.",
	TAG_TOO_SMALL: "This does not fit on the tag. Use a larger one.",
	TOUCH_ABSENT: "The touch panel does not answer. Use the keys, and have the terminal checked.",
	UPDATE_REFUSED: "The update was not signed for this terminal and was not installed.",
	UPDATE_SALE_OPEN: "A sale is still open or parked. Take payment or void it, then install the update.",
	UPDATE_DAMAGED: "The update arrived damaged and was not installed. The old version goes on.",
	// power
	BATTERY_LOW: "The battery is low. Every sale is saved. Plug in the charger when you can.",
	BATTERY_EMPTY: "The battery is empty. Every sale is saved. Plug in the charger, then sell on.",
	// network, enrolment
	CREDENTIALS_UNREADABLE:
		"The enrolment kept here is damaged or of another version. Nothing was changed. Update the terminal or ask the operator.",
	NETWORK_LOST: "No network. Sell on; sales are sent later.",
	ENROLMENT_REFUSED: "The host refused this code. Ask the operator for a new one.",
	ENROLMENT_MALFORMED: "This is not an enrolment code. Ask the operator for one.",
	// catalog
	CATALOG_DAMAGED: "The new catalog arrived damaged and was not applied. The old prices stand.",
	CATALOG_UNREADABLE: "A stored price cannot be read. Nothing was charged. Use open price, and connect the terminal.",
	CATALOG_INVALID: "The catalog has a mistake and was not built. Correct the entry named here, then try again.",
	CATALOG_FORMAT_UNKNOWN:
		"The new catalog is for newer terminals and was not taken. The old prices stand. Update this terminal.",
	CATALOG_TOO_LARGE: "The new catalog does not fit and was not applied. The old prices stand.",
} as const;

export type FaultCode = keyof typeof faultTexts;

/** A coded failure of the field. `detail` is for the log, never for the stallholder, and never a secret. */
export class Fault extends Error {
	/** A field, not an assignment: the preloaded prototype's `name` is frozen, and assigning over it throws. */
	override readonly name = "Fault";
	readonly code: FaultCode;
	readonly detail: string;

	constructor(code: FaultCode, detail = "") {
		super(detail ? `${code}: ${detail}` : code);
		this.code = code;
		this.detail = detail;
	}

	/** The sentence to show. */
	get text(): string {
		return faultTexts[this.code];
	}
}
