// What the host says to a terminal about its rights (docs/vouchers.md): issued ones, those that it asks back, and
// coupons that others have used. Sealed in an envelope of domain "rights".
import { limits } from "../core/limits.js";
import type { Signer } from "../core/ports.js";
import { rightKeyBytes } from "../core/right-key.js";
import type { CborCodec } from "./cbor.js";
import { sealEnvelope } from "./envelope.js";
import { FieldReader } from "./reader.js";

/** Wire: [kind, key, issued, before]. */
export interface IssuedRight {
	/** One of `RightKind`, or of a newer version. */
	readonly kind: number;
	/** 8 bytes. */
	readonly key: Uint8Array;
	/** All that the host has issued to this terminal since its first chain. */
	readonly issued: number;
	/** The part of it that was issued before the message's epoch began. */
	readonly before: number;
}

/** Wire: [kind, key, issued]. */
export interface RecalledRight {
	readonly kind: number;
	readonly key: Uint8Array;
	/** As the host knows it. The terminal gives nothing back where it knows of more. */
	readonly issued: number;
}

/** Wire: [campaign, serial]. */
export interface UsedCoupon {
	readonly campaign: number;
	readonly serial: number;
}

/** Body: [merchant, terminal, epoch, issued, recalled, used]. */
export interface RightsMessage {
	readonly merchant: string;
	readonly terminal: string;
	/** The terminal's present chain: a message to the board before it grants this one nothing. */
	readonly epoch: number;
	readonly issued: readonly IssuedRight[];
	readonly recalled: readonly RecalledRight[];
	/** Used at other terminals. */
	readonly used: readonly UsedCoupon[];
}

export function sealRights(cbor: CborCodec, signer: Signer, message: RightsMessage): Uint8Array {
	const { merchant, terminal, epoch, issued, recalled, used } = message;
	const body = cbor.encode([
		...[merchant, terminal, epoch],
		issued.map((right) => [right.kind, right.key, right.issued, right.before]),
		recalled.map((right) => [right.kind, right.key, right.issued]),
		used.map(({ campaign, serial }) => [campaign, serial]),
	]);
	return sealEnvelope(cbor, signer, "rights", body);
}

/** Reads the body of an envelope. Throws Fault WIRE_*. */
export function readRights(cbor: CborCodec, body: Uint8Array): RightsMessage {
	const reader = new FieldReader(cbor.decode(body), 6);
	return {
		merchant: reader.identifier(),
		terminal: reader.identifier(),
		epoch: reader.integer(1, 0xffffffff),
		issued: reader.list(limits.rightsPerMessageMax, 4, (right) => ({
			kind: right.code(),
			key: right.bytes(rightKeyBytes),
			issued: right.u32(),
			before: right.u32(),
		})),
		recalled: reader.list(limits.rightsPerMessageMax, 3, (right) => ({
			kind: right.code(),
			key: right.bytes(rightKeyBytes),
			issued: right.u32(),
		})),
		used: reader.list(limits.usedCouponsPerMessageMax, 2, (coupon) => ({
			campaign: coupon.code(),
			serial: coupon.u32(),
		})),
	};
}
