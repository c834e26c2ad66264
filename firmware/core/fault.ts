// What can go wrong in the field. The codes are stable: logs, counters and tests name them. The sentence that goes with
// each code stands in firmware/words, once for each language.

export type FaultCode =
	// flash and journal
	| "FLASH_PROGRAM_FAILED"
	| "FLASH_ERASE_FAILED"
	| "JOURNAL_FULL"
	| "JOURNAL_UNKNOWN_FORMAT"
	| "JOURNAL_RECORD_TOO_LARGE"
	| "JOURNAL_DAMAGED"
	| "JOURNAL_FOREIGN"
	// wire
	| "WIRE_TOO_LARGE"
	| "WIRE_TOO_DEEP"
	| "WIRE_MALFORMED"
	| "WIRE_FORBIDDEN_TYPE"
	| "WIRE_WRONG_SHAPE"
	| "SIGNATURE_INVALID"
	| "VERSION_STALE"
	// imported files
	| "CSV_TOO_LARGE"
	| "CSV_MALFORMED"
	// till
	| "SHIFT_CLOSED"
	| "ITEM_UNKNOWN"
	| "LABEL_UNUSABLE"
	| "LABEL_CONFLICT"
	| "LABEL_UNSURE"
	| "TENDER_TOO_LOW"
	| "QUANTITY_OUT_OF_RANGE"
	| "PRICE_OUT_OF_RANGE"
	| "PRICE_MISSING"
	| "BASKET_FULL"
	| "SALE_OPEN"
	| "PARKING_FULL"
	| "RECEIPT_ABSENT"
	| "CARD_DECLINED"
	| "CARD_NOT_CHARGED"
	| "PAYMENT_CAME_LATE"
	| "CARD_CHARGED_AFTERWARDS"
	| "PAYMENTS_UNRESOLVED"
	| "UPDATE_ON_TRIAL"
	| "TRAINING"
	| "TRAINING_ENDED"
	| "SCAN_NOT_USED"
	| "CARD_PAID_PART"
	| "CARD_PART_WAITS"
	| "CASH_PART_WAITS"
	| "PART_PAID_KEPT"
	| "PARTS_FULL"
	| "SPLIT_EMPTY"
	| "AMOUNT_MISSING"
	| "DRAWER_TOO_LOW"
	| "SIGN_IN_FIRST"
	| "PIN_WRONG"
	| "PIN_WAIT"
	| "RIGHT_MISSING"
	| "CATALOG_MISSING"
	| "TEXTS_FULL"
	| "TEXT_NOT_KEPT"
	// coupons and gift vouchers
	| "RIGHTS_ABSENT"
	| "RIGHTS_STARTING"
	| "RIGHTS_FULL"
	| "RIGHTS_LOST"
	| "CODE_FORGED"
	| "CODE_BEING_CHECKED"
	| "COUPON_UNKNOWN"
	| "COUPON_EXPIRED"
	| "COUPON_CLOCK_UNSET"
	| "COUPON_OTHER_STALL"
	| "COUPON_USED"
	| "COUPON_IN_BASKET"
	| "COUPON_IN_PAYMENT"
	| "COUPONS_FULL"
	| "COUPON_NEEDS_GOODS"
	| "VOUCHER_EMPTY"
	| "VOUCHER_ELSEWHERE"
	| "VOUCHER_ASKED"
	| "VOUCHER_NOT_SOLD_HERE"
	// peripherals
	| "PRINTER_PAPER_OUT"
	| "PRINTER_COVER_OPEN"
	| "PRINTER_OFFLINE"
	| "PRINTER_UNCONFIRMED"
	| "PRINTER_TICKET_DROPPED"
	| "SCANNER_NOISE"
	| "TAG_READER_ABSENT"
	| "TAG_LOST"
	| "TAGS_SEVERAL"
	| "TAG_REFUSED"
	| "TAG_UNREADABLE"
	| "TAG_UNSUPPORTED"
	| "TAG_TOO_SMALL"
	| "TOUCH_ABSENT"
	| "UPDATE_REFUSED"
	| "UPDATE_SALE_OPEN"
	| "UPDATE_DAMAGED"
	| "CLOCK_CORRECTED"
	| "CLOCK_REFUSED"
	// power
	| "BATTERY_LOW"
	| "BATTERY_EMPTY"
	// network, enrolment
	| "CREDENTIALS_UNREADABLE"
	| "NETWORK_LOST"
	| "ENROLMENT_REFUSED"
	| "ENROLMENT_MALFORMED"
	// catalog
	| "CATALOG_DAMAGED"
	| "CATALOG_UNREADABLE"
	| "CATALOG_INVALID"
	| "CATALOG_FORMAT_UNKNOWN"
	| "CATALOG_TOO_LARGE";

/** A coded failure of the field. `detail` is for the log, never for the stallholder, and never a secret. */
export class Fault extends Error {
	readonly code: FaultCode;
	readonly detail: string;

	constructor(code: FaultCode, detail = "") {
		super(detail ? `${code}: ${detail}` : code);
		this.code = code;
		this.detail = detail;
	}

	/** Not a field: an image sets fields by assignment, which throws where the inherited property is frozen. */
	override get name(): string {
		return "Fault";
	}
}
