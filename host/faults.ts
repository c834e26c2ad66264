// The host's faults, each with a text for the operator: what happened, what it means, and what to do. Codes are stable:
// logs, counters, HTTP problems and tests refer to them.
import type { FaultCode } from "../firmware/core/fault.js";

export const hostFaultTexts = {
	// broker
	MQTT_PACKET_TOO_LARGE:
		"A client announced an MQTT packet above the limit and was disconnected before any of it was kept. " +
		"Check that device.",
	MQTT_MALFORMED:
		"A client sent bytes that are not MQTT 3.1.1 and was disconnected. Check which device connects to this port.",
	MQTT_VIOLATION:
		"A client broke a rule of MQTT 3.1.1, which the detail names, and was disconnected. Update or replace its " +
		"software.",
	MQTT_CLIENT_DROPPED:
		"A client was disconnected because it was silent or slow for too long, or sent too much before its session " +
		"began. A terminal connects again by itself. If this repeats, check its network.",
	MQTT_NOT_AUTHORISED: "A client without valid credentials tried to connect. If it is your terminal, enrol it again.",
	MQTT_CONNECT_REFUSED:
		"A client asked for a session that this host does not offer (it takes MQTT 3.1.1 with a clean session " +
		"and keep-alive, without a will). Check its software.",
	MQTT_CONNECTIONS_FULL: "The host has as many connections as it allows. Raise connectionsMax or add a host.",
	TOPIC_FORBIDDEN:
		"A client used a topic outside its own branch. Nothing was delivered. If the device is yours, enrol it again.",
	PUBLISH_FORBIDDEN:
		"A client published with retain or with a quality of service that this host does not accept. Check " +
		"its software.",
	// ingest
	EPOCH_UNKNOWN: "A batch names an epoch that this host has not granted. It was set aside. Enrol the terminal again.",
	BATCH_GAP:
		"A batch begins after records that this host does not have. It was not stored, and the terminal was " +
		"told where to continue. No action is needed.",
	BATCH_FORKED:
		"A terminal signed different records under sequence numbers that it had used before. Both branches " +
		"are kept. Look at the alarm.",
	BRANCHES_FULL:
		"A terminal has more branches than this host keeps in one epoch. The batch was set aside. Enrol the " +
		"terminal again.",
	EPOCHS_FULL:
		"A terminal has opened more epochs than this host keeps for one key. The batch was set aside. Enrol the " +
		"terminal again.",
	RECORD_UNREADABLE:
		"A signed record could not be read. Its bytes are kept, but it is not in the ledger. Update the host " +
		"or ask for support.",
	SALE_DOES_NOT_ADD_UP:
		"A sale's sums do not agree. It was booked as recorded. Check the receipt with the stallholder.",
	SALE_MISDATED:
		"A terminal recorded sales with a time that can't be right. They are reported under the day on which this " +
		"host received them. Check that terminal's clock and its battery. If this host's own clock was wrong, set " +
		"it, then start the host once with --clock-was-wrong.",
	CLOCK_WAS_WRONG:
		"A terminal's clock was wrong until this host's time set it. Sales before may have a wrong time, and may be " +
		"reported under another day. If it happens again, replace the battery of its clock.",
	RECEIPT_NUMBER_TWICE: "A terminal used a number twice. Both records were booked. Check both with the stallholder.",
	EPOCH_UNLINKED:
		"A new epoch names a head of the old epoch that this host does not know. Records of the old terminal " +
		"may be missing.",
	DRAWER_DIFFERENCE:
		"The cash counted at the end of a shift is not what the drawer should have held. Ask the stallholder, then " +
		"close this alarm with what you found.",
	ALARM_UNKNOWN: "There is no such open alarm, or it has changed since. Nothing was closed. Reload the page.",
	// payments
	PAYMENT_UNRESOLVED:
		"It is not known whether a card payment was charged. The terminal keeps selling. Look the payment up " +
		"at the card acquirer, then enter the result under Payments.",
	PAYMENT_MISMATCH:
		"A card payment was credited twice, to another sale than it was requested for, or to no sale. " +
		"Everything was booked as recorded. Check it with the acquirer.",
	PAYMENT_NOT_CHARGED:
		"A card that a reader took without the bank was not charged. The sale stands as recorded. Ask the customer " +
		"if you can, then close this alarm with what was done.",
	PAYMENT_UNKNOWN: "There is no such payment at this terminal. Nothing was changed. Reload the page.",
	PAYMENT_SETTLED: "This payment is already settled. Nothing was changed. Reload the page.",
	PAYMENT_ANSWERED:
		"This payment was already answered differently. The first answer stands and is being sent to the terminal.",
	PAYMENT_KEY_UNKNOWN:
		"The records that hold this payment's key are missing. Nothing was sent. Settle the payment at the terminal.",
	// coupons and vouchers
	COUPON_SPENT_TWICE:
		"A coupon was used at more than one terminal, or more than once, while they could not hear of each other. " +
		"The sales stand as recorded. The amount is what it took off besides the first use. Ask the stallholders.",
	VOUCHER_OVERSPENT:
		"More was paid with a gift voucher than it was sold for. The sales stand as recorded. If its sale has not " +
		"arrived yet, this alarm ends by itself; otherwise a terminal's memory was copied. Look at its history.",
	COUPONS_INVALID: "These coupons cannot be issued. Nothing was changed. Correct what is named.",
	VOUCHERS_INVALID: "These vouchers cannot be issued. Nothing was changed. Correct what is named.",
	RIGHT_UNAVAILABLE:
		"So much is not left to be issued. Nothing was changed. Raise the budget, or wait until a terminal has given " +
		"something back.",
	// people
	PERSON_UNKNOWN: "There is no person with this number. Nothing was changed. Reload the page.",
	PERSON_INVALID: "A name, right or PIN cannot be used. Nothing was changed. Correct what is named.",
	PEOPLE_FULL: "More people cannot sign in at the tills. Nothing was changed. Retire somebody first.",
	PIN_GUESSED:
		"Somebody entered wrong PINs at a terminal, one after another. That person can sign in only after a wait. " +
		"Ask the stallholder. A new PIN for that person, under People, ends the wait.",
	// personal texts
	TEXT_UNNAMED:
		"A till sent a text that none of its records names. It is kept and shown nowhere. The power may have failed " +
		"at the till in that moment; if this comes again, have the terminal inspected.",
	TEXTS_FULL_HERE:
		"A terminal has sent as many personal texts as this host keeps of one. Further ones are refused, and sales " +
		"go on. Erase texts that are no longer needed.",
	PRIVATE_STORE_FAILED:
		"Personal texts cannot be read or kept: private.sqlite or texts.key in the data folder is missing, damaged " +
		"or from another backup. Sales are not affected. Put both back from the same backup, and start the host again.",
	// catalogs
	CATALOG_FORMAT_UNREADABLE:
		"This terminal reads none of the catalog formats that this host builds. It keeps its present prices. " +
		"Update the terminal or this host.",
	CATALOG_RULE_DROPPED:
		"A rule of the catalog was left out for this terminal because its firmware does not know the rule. It " +
		"sells without the rule. Update the terminal.",
	CATALOG_RULE_UNAPPLIED:
		"A terminal cannot apply a rule of the catalog and sells without it. Update the terminal, or remove " +
		"the rule from the catalog.",
	CATALOG_CHANGED:
		"The file or the catalog is no longer what was shown. Nothing was changed. Choose the file again, and look " +
		"at what would change.",
	// enrolment
	ENROLMENT_UNKNOWN: "An enrolment code is unknown, was already used, or has expired. Make a new code.",
	ENROLMENT_PROOF_WRONG:
		"An enrolment request did not prove that it knows the code's secret. The attempt was counted. If this " +
		"repeats, make a new code.",
	// settings
	SETTINGS_INVALID:
		"One of the merchant's settings cannot be used. The host did not start. Correct the setting that is named.",
	PRICING_INVALID:
		"Pricing rules cannot be used. Nothing was changed. Correct what is named, then try again; docs/pricing.md " +
		"explains each kind of rule.",
	RULES_CHANGED: "Somebody else has changed the rules meanwhile. Nothing was changed. Reload the page.",
	RULES_EDITED:
		"The rules were edited on the dashboard since the last file was imported, so this file would undo that. The " +
		"host did not start. Start it without --pricing, or with the file of before, and edit the rules under Prices.",
	RULE_UNKNOWN: "There is no such rule. Nothing was changed. Reload the page.",
	RULES_NOT_PUBLISHED:
		"Pricing rules were not published at their time, because they do not fit the catalog. The rules before stay. " +
		"Correct what is named under Prices, then publish again.",
	FLAG_UNKNOWN: "The published rules have no flag of this name. Nothing was changed. Publish it under Prices first.",
	FLAG_INVALID: "The flag cannot be set like this. Nothing was changed. Correct what is named.",
	CATALOG_NONE: "There is no catalog yet. Nothing was changed. Publish one under Devices.",
	// firmware
	FIRMWARE_IMAGE_WRONG:
		"This file is not firmware for that kind of board. Nothing was published. Choose the image that was " +
		"built for the board.",
	FIRMWARE_VERSION_USED:
		"The version must be higher than every version published for that board. Nothing was published. " +
		"Choose a higher version.",
	FIRMWARE_UNKNOWN:
		"This version was never published for that board. Nothing was changed. List the published versions.",
	FIRMWARE_REFUSED:
		"A terminal refused a firmware image and keeps its present version. Check the image, then publish a " +
		"higher version.",
	FIRMWARE_ROLLED_BACK:
		"A terminal tried a firmware version and returned to the one before. It keeps selling. Withdraw that " +
		"version and publish a higher one.",
	// store
	STORE_FAILED:
		"The store refused to commit. Nothing was acknowledged, and terminals will send again. Check the " +
		"disk's space and health.",
	STORE_BUSY:
		"Another program holds the database's write lock, so that nothing can be stored. Close that program (a " +
		"database browser or a backup). The host goes on by itself when the lock is free.",
	STORE_DAMAGED:
		"The database is damaged, and nothing is acknowledged from it. Stop the host, move host.db, host.db-wal and " +
		"host.db-shm elsewhere, put the newest good backup of host.db in their place, and start with --restored.",
	STORE_MISSING:
		"This data folder was in use, but its database is missing or empty: no sale would be known. Put the newest " +
		"good backup of host.db into the folder, without host.db-wal and host.db-shm, and start with --restored. " +
		"Without a backup choose a new folder and enrol every terminal again.",
	STORE_BEHIND:
		"The database lacks entries that this host has acknowledged: an older copy of it was put in its place, or a " +
		"failing disk or a power cut took its newest part. Check the disk. If there is a newer good backup of " +
		"host.db, put it in place without host.db-wal and host.db-shm. Then start with --restored: terminals send " +
		"again what is missing.",
	DATA_FOLDER_UNUSABLE:
		"The data folder cannot be used. Make sure that it is a folder, that this user may read and write it, and " +
		"that its disk has room.",
	DATA_FOLDER_CLOSED:
		"Other users of this machine could read the data folder or files in it. The host has closed them. If there " +
		"are such users, delete operator-token, which makes a new one; another host.key takes a new folder, in which " +
		"every terminal enrols again.",
	DATA_FOLDER_SHARED:
		"Other users of this machine may read the data folder, and the host cannot or should not change that. Give " +
		"it a folder of its own that belongs to its user (a new one is made with the right mode), or run chmod -R " +
		"go= on this one.",
	DATA_FOLDER_IN_USE: "Another host is using this data folder. Stop it or choose another folder.",
	DATA_FOLDER_FOREIGN: "This data folder belongs to another merchant. Choose another folder.",
	DATA_FOLDER_NEWER: "This data folder was written by a newer host. Update this host.",
	DATA_FOLDER_OLDER:
		"This data folder was written by a host from before the first release, in formats that are no longer " +
		"supported. Choose another folder.",
	HOST_KEY_DAMAGED:
		"The host key file is missing, damaged, or from another host. Restore it from your backup; terminals " +
		"trust no other key.",
	TLS_UNUSABLE:
		"The TLS files do not fit together or are not valid now, so no terminal or browser could connect. Fix the " +
		"part that is named, or start without TLS.",
	TLS_EXPIRES:
		"A certificate expires within 30 days; no terminal or browser that needs it can connect afterwards. Renew it " +
		"with the same authority and restart the host.",
	TLS_EXPIRED:
		"A certificate has expired and no terminal or browser that needs it can connect. Terminals keep selling. " +
		"Renew the certificate with the same authority and restart the host.",
	PORT_UNUSABLE:
		"The host cannot listen on this address and port. Another program, perhaps another host, uses the port, or " +
		"the address is not this machine's. Stop that program or choose another port.",
	// import
	CSV_TOO_LARGE: "The file is larger than allowed. Nothing was changed. Split the file.",
	CSV_ENCODING: "The file is not UTF-8 or UTF-16 text. Nothing was changed. Save it as UTF-8 and upload it again.",
	CSV_MALFORMED: "The file is not a well-formed table. Nothing was changed. Fix the listed lines.",
	CSV_COLUMN_MISSING: "A column is missing. Nothing was changed. Add the listed columns.",
	CSV_COLUMN_TWICE: "A column is named twice. Nothing was changed. Keep one of the listed columns.",
	CSV_COLUMN_IGNORED:
		"A column is not known and was left out. If it matters, correct its name and upload the file again.",
	CSV_CHARACTER_REMOVED:
		"Characters that cannot be seen were removed from a text. The rest was imported. Check it in the file.",
	CSV_CHARACTER_UNSHOWN:
		"A name has characters that screens and paper cannot show. It was imported, the host keeps it whole, and the " +
		"till shows the rest. Choose another name if that is not clear enough.",
	CSV_NAME_SHORTENED:
		"A name is too long for screens and receipts. It was imported, the host keeps it whole, and the till shows " +
		"it shortened.",
	CSV_NAME_TWICE: "Two items have the same name on the till. Both were imported. Give one of them another name.",
	CSV_ZEROS_LOST:
		"A barcode may have lost the zeros before it to a spreadsheet. It was imported as it stands; scans of the " +
		"whole number would not find it. Compare it with the item.",
	CSV_FIELD_INVALID: "A field has a value that is not allowed. Nothing was changed. Fix the listed lines.",
	CSV_TOO_MANY_ITEMS: "The catalog has more items than a terminal can hold. Nothing was changed. Remove some items.",
	CSV_DUPLICATE: "A SKU or barcode stands at two items. Nothing was changed. Fix the listed lines.",
	LOGO_UNREADABLE: "The logo is not a PNG picture of an allowed size. Use a PNG of up to 1 MiB.",
	// web
	HTTP_BAD_REQUEST: "The request was not understood. Nothing was changed. Check the fields that are named.",
	HTTP_TOO_LARGE: "The request was larger than allowed. Nothing was changed.",
	HTTP_UNSUPPORTED: "The request's content type is not supported. Nothing was changed.",
	HTTP_NOT_AUTHORISED:
		"The request carries neither the operator's token nor an open session. Log in, or send the token.",
	HTTP_TOKEN_WRONG:
		"The operator's token is wrong. Nothing was changed. The right one is in the file operator-token in the " +
		"host's data folder.",
	HTTP_IN_CLEAR:
		"Without TLS, others on the network could read the operator's token and the enrolment codes. The host did " +
		"not start. Give --web-tls-cert and --web-tls-key, or --behind-proxy if a reverse proxy adds TLS.",
	HTTP_FOREIGN_ORIGIN: "The request came from another site or for another host name. Nothing was changed.",
	HTTP_NOT_FOUND: "There is nothing at this address.",
	HTTP_TOO_MANY: "There were too many requests, or too many are open. Try again in a minute.",
	HOST_EXHAUSTED:
		"The host has no free file descriptors and can accept no connections at present. Raise its limit " +
		"(LimitNOFILE, ulimit -n).",
	HOST_INTERNAL: "The host failed because of an error in its own program. Nothing was changed. See the log.",
} as const;

export type HostFaultCode = keyof typeof hostFaultTexts;

/**
 * A failure with a code. `detail` is logged and must not contain secrets; `lines` are the affected lines of an imported
 * file.
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

export type StoreFaultCode = "STORE_FAILED" | "STORE_BUSY" | "STORE_DAMAGED";

/** The store failed, whatever it was asked for. `cause` is the engine's error, if there is one. */
export class StoreFault extends HostFault {
	override readonly code: StoreFaultCode;

	constructor(code: StoreFaultCode, detail: string, options?: ErrorOptions) {
		super(code, detail);
		this.code = code;
		if (options) this.cause = options.cause;
	}
}

/** A problem in an imported file; lines are counted from 1. */
export interface FileProblem {
	readonly line: number;
	readonly column: string;
	readonly code: HostFaultCode;
	readonly detail: string;
}

export type AnyFaultCode = FaultCode | HostFaultCode;
