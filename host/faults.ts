// What can go wrong on the host, each with the sentence an operator reads in the log: what happened, what it means,
// what to do. Codes are stable: logs, counters, HTTP problems and tests name them.
import type { FaultCode } from "../firmware/core/fault.js";

export const hostFaultTexts = {
	// broker
	MQTT_PACKET_TOO_LARGE:
		"A client announced an MQTT packet above the limit. It was disconnected before its bytes were kept. Check that device.",
	MQTT_MALFORMED:
		"A client sent bytes that are not MQTT 3.1.1. It was disconnected. Check what connects to this port.",
	MQTT_NOT_AUTHORISED:
		"A client without valid credentials tried to connect. Enrol the terminal again if it is yours.",
	MQTT_CONNECT_REFUSED:
		"A client asked for a session this host does not offer (MQTT 3.1.1, clean session, no will, keep-alive). Check its software.",
	MQTT_CONNECTIONS_FULL: "The host has as many connections as it allows. Raise connectionsMax or add a host.",
	TOPIC_FORBIDDEN:
		"A client used a topic outside its own branch. Nothing was delivered. If the device is yours, revoke and enrol it again.",
	PUBLISH_FORBIDDEN:
		"A client published with retain or a quality of service this host does not take. Check its software.",
	// ingest
	EPOCH_UNKNOWN: "A batch names an epoch this host has not granted. It was set aside. Enrol the terminal again.",
	BATCH_GAP:
		"A batch begins after records this host does not have. It was not stored; the terminal was told where to go on. Nothing to do.",
	BATCH_FORKED:
		"A terminal signed other records under sequences it had used before. Both branches are kept. Look at the alarm.",
	BRANCHES_FULL:
		"A terminal has more branches than this host keeps in one epoch. The batch was set aside. Revoke the terminal.",
	RECORD_UNREADABLE:
		"A signed record could not be read. Its bytes are kept; it is not in the ledger. Update the host or ask for support.",
	SALE_DOES_NOT_ADD_UP: "A sale's sums do not agree. It is booked as recorded. Check the receipt with the stall.",
	RECEIPT_NUMBER_TWICE:
		"A number was used twice by one terminal. Both records are booked. Check both with the stall.",
	EPOCH_UNLINKED:
		"A new epoch names a head of the old one that this host does not know. Records of the old terminal may be missing.",
	// payments
	PAYMENT_UNRESOLVED:
		"Nobody knows whether a card payment was charged. The stall sells on. Look it up at the card acquirer, then say so under the payments.",
	PAYMENT_MISMATCH:
		"A card payment was credited twice, to another sale than it was asked for, or to none. All is booked as recorded. Check it with the acquirer.",
	PAYMENT_UNKNOWN: "There is no such payment at this terminal. Nothing was changed. Load the page again.",
	PAYMENT_SETTLED: "This payment is settled already. Nothing was changed. Load the page again.",
	PAYMENT_ANSWERED:
		"This payment was answered already, in another way. The first answer stands and is on its way to the terminal.",
	PAYMENT_KEY_UNKNOWN:
		"The records that tell this payment's key are missing. Nothing was sent. Have the payment settled at the terminal.",
	// catalogs
	CATALOG_FORMAT_UNREADABLE:
		"This terminal reads no format of catalog that this host builds. It keeps the prices it has. Update the terminal, or this host.",
	CATALOG_RULE_DROPPED:
		"A rule of the catalog was left out for this terminal, whose firmware does not know it: it sells there without the rule. Update the terminal.",
	CATALOG_RULE_UNAPPLIED:
		"A terminal cannot apply a rule of the catalog: it sells there without the rule. Update the terminal, or take the rule out of the catalog.",
	// enrolment
	ENROLMENT_UNKNOWN: "An enrolment code is not known, was used or has expired. Make a new code.",
	ENROLMENT_PROOF_WRONG:
		"An enrolment request did not prove the code's secret. The try was counted. Make a new code if this repeats.",
	// settings
	SETTINGS_INVALID:
		"A setting of the stall cannot be used. The host did not start. Correct the setting that is named.",
	// firmware
	FIRMWARE_IMAGE_WRONG:
		"This file is no firmware for that kind of board. Nothing was published. Choose the image that was built for it.",
	FIRMWARE_VERSION_USED:
		"This version is not above every one published for that board. Nothing was published. Count it up.",
	FIRMWARE_UNKNOWN: "This version was never published for that board. Nothing was changed. List what there is.",
	FIRMWARE_REFUSED:
		"A terminal refused a firmware image. It sells on with the version before. Check the image, then publish a higher version.",
	FIRMWARE_ROLLED_BACK:
		"A terminal tried a firmware version and went back to the one before. It sells on. Withdraw that version; publish a higher one.",
	// store
	STORE_FAILED:
		"The store refused to commit. Nothing was acknowledged; terminals will ship again. Check disk space and health.",
	DATA_FOLDER_IN_USE: "Another host runs on this data folder. Stop it or choose another folder.",
	DATA_FOLDER_FOREIGN: "This data folder belongs to another merchant. Choose another folder.",
	DATA_FOLDER_NEWER: "This data folder was written by a newer host. Update this host.",
	DATA_FOLDER_OLDER:
		"This data folder was written by a host from before the first release, in formats that are gone. Choose another folder.",
	HOST_KEY_DAMAGED:
		"The host key file is missing, damaged or another's. Restore it from your backup; terminals trust no other key.",
	TLS_UNUSABLE:
		"The broker's TLS files do not fit together. No terminal could connect. Mend the part named, or start without TLS.",
	// import
	CSV_TOO_LARGE: "The file is larger than allowed. Nothing was changed. Split it.",
	CSV_ENCODING: "The file is not UTF-8 text. Nothing was changed. Save it as UTF-8 and upload it again.",
	CSV_MALFORMED: "The file is not a well-formed table. Nothing was changed. Mend the lines named.",
	CSV_COLUMN_MISSING: "A column is missing. Nothing was changed. Add the columns named.",
	CSV_FIELD_INVALID: "A field has a value that is not allowed. Nothing was changed. Mend the lines named.",
	CSV_TOO_MANY_ITEMS: "The catalog has more items than a terminal holds. Nothing was changed.",
	CSV_DUPLICATE: "An item's sku appears twice. Nothing was changed. Keep one of the lines named.",
	LOGO_UNREADABLE:
		"The logo is no PNG picture of reasonable size. Receipts would carry none. Give a PNG of up to 1 MiB.",
	// web
	HTTP_BAD_REQUEST: "The request was not understood. Nothing was changed. See the fields named.",
	HTTP_TOO_LARGE: "The request was larger than allowed. Nothing was changed.",
	HTTP_UNSUPPORTED: "The request's content type is not supported. Nothing was changed.",
	HTTP_NOT_AUTHORISED: "The request carries no valid operator token. Open a session first.",
	HTTP_FOREIGN_ORIGIN: "The request came from another site or for another host name. Nothing was changed.",
	HTTP_NOT_FOUND: "There is nothing at this address.",
	HTTP_TOO_MANY: "Too many requests or listeners. Try again in a minute.",
	HOST_INTERNAL: "The host made a mistake. Nothing was changed. See the log.",
} as const;

export type HostFaultCode = keyof typeof hostFaultTexts;

/**
 * A coded failure on the host. `detail` is for the log and never a secret; `lines` names places in an imported file.
 */
export class HostFault extends Error {
	readonly code: HostFaultCode;
	readonly detail: string;
	readonly lines: readonly FileProblem[];

	constructor(code: HostFaultCode, detail = "", lines: readonly FileProblem[] = []) {
		super(detail ? `${code}: ${detail}` : code);
		this.name = "HostFault";
		this.code = code;
		this.detail = detail;
		this.lines = lines;
	}

	get text(): string {
		return hostFaultTexts[this.code];
	}
}

/** One line of an imported file that was refused; lines count from 1. */
export interface FileProblem {
	readonly line: number;
	readonly column: string;
	readonly code: HostFaultCode;
	readonly detail: string;
}

export type AnyFaultCode = FaultCode | HostFaultCode;
