// What is printed on coupons and on cards of gift vouchers: a text for a QR code that the host has signed, so that a
// terminal can tell it from a copy of its own making without asking anybody. docs/vouchers.md has the bytes.
import { fromBase32, toBase32 } from "../core/base32.js";
import { ascii, concat, readU16, readU32, toHex } from "../core/bytes.js";
import type { Signer } from "../core/ports.js";

/** Enrolment codes begin with "TM1:", and a colon is no character of base32. */
const rightCodePrefix = "TM1";
const bodyBytes = 11;
const signatureBytes = 64;
const rightCodeCharacters = rightCodePrefix.length + ((bodyBytes + signatureBytes) * 8) / 5;
const couponCode = 1;
const voucherCode = 2;

export interface CouponCode {
	readonly kind: "coupon";
	readonly campaign: number;
	readonly serial: number;
	/** The last day on which it is good, days since 1970 by the stall's clock; 0 for no end. */
	readonly lastDay: number;
	/** The number of the only terminal that takes it; 0 for any. */
	readonly home: number;
}

export interface VoucherCode {
	readonly kind: "voucher";
	/** 8 bytes. */
	readonly id: Uint8Array;
}

export type RightCode = CouponCode | VoucherCode;

/** A code whose signature is still to be checked. */
export interface SignedCode {
	readonly code: RightCode;
	readonly signature: Uint8Array;
	/** What was signed. */
	readonly message: Uint8Array;
}

export function isRightCode(text: string): boolean {
	return text.length === rightCodeCharacters && text.startsWith(rightCodePrefix);
}

/** Undefined for what is no such code, or is one of a newer version. */
export function readRightCode(text: string, merchant: string): SignedCode | undefined {
	const bytes = isRightCode(text) ? fromBase32(text.slice(rightCodePrefix.length)) : undefined;
	const code = bytes && readBody(bytes);
	if (!bytes || !code) return undefined;
	const message = messageOf(merchant, code.kind, bytes.subarray(0, bodyBytes));
	return { code, signature: bytes.slice(bodyBytes), message };
}

export function sealRightCode(signer: Signer, merchant: string, code: RightCode): string {
	const body = bodyOf(code);
	return rightCodePrefix + toBase32(concat(body, signer.sign(messageOf(merchant, code.kind, body))));
}

/** The text of a voucher's identifier in records and on paper. */
export function voucherText(id: Uint8Array): string {
	return toHex(id);
}

function messageOf(merchant: string, kind: RightCode["kind"], body: Uint8Array): Uint8Array {
	return concat(ascii(`tillmark/${kind}/1\0${merchant}\0`), body);
}

function readBody(bytes: Uint8Array): RightCode | undefined {
	switch (bytes[0]) {
		case couponCode:
			return {
				kind: "coupon",
				campaign: readU16(bytes, 1),
				serial: readU32(bytes, 3),
				lastDay: readU16(bytes, 7),
				home: readU16(bytes, 9),
			};
		case voucherCode:
			return bytes[9] === 0 && bytes[10] === 0 ? { kind: "voucher", id: bytes.slice(1, 9) } : undefined;
		default:
			return undefined;
	}
}

function bodyOf(code: RightCode): Uint8Array {
	const body = new Uint8Array(bodyBytes);
	if (code.kind === "voucher") {
		body[0] = voucherCode;
		body.set(code.id, 1);
		return body;
	}
	const { campaign, serial, lastDay, home } = code;
	body[0] = couponCode;
	body.set([campaign >>> 8, campaign & 0xff, serial >>> 24, (serial >>> 16) & 0xff, (serial >>> 8) & 0xff], 1);
	body.set([serial & 0xff, lastDay >>> 8, lastDay & 0xff, home >>> 8, home & 0xff], 6);
	return body;
}
