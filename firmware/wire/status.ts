// A terminal's report about itself: a few bytes when something changes, and its capabilities in the first one of a
// session. It is not evidence; the journal is.
import { limits } from "../core/limits.js";
import type { ClockQuality } from "../core/ports.js";
import { nonceBytes } from "./anchor.js";
import { type Capabilities, encodeCapabilities, readCapabilities } from "./capabilities.js";
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** The state of the version that a terminal was offered. Others are of a newer version. */
export const UpdateState = {
	none: 0,
	/** The image is being downloaded. */
	pulling: 1,
	/** Complete and verified; installed at the next quiet moment. */
	ready: 2,
	/** Not for this board, too large or damaged: refused until the next power-on. */
	refused: 3,
	/** It was tried and rolled back; refused permanently. */
	rolledBack: 4,
} as const;
export type UpdateState = (typeof UpdateState)[keyof typeof UpdateState];

/** The running firmware, and the version that was offered (0 for none). Wire: [board, version, state, offered]. */
export interface FirmwareReport {
	readonly board: string;
	readonly version: number;
	readonly state: UpdateState;
	readonly offered: number;
}

/**
 * Opens a session: the host answers with signed acks that echo the nonce and carry its time. Wire: [nonce,
 * capabilities].
 */
export interface SessionOpening {
	/** 16 random bytes of the terminal, once a session. */
	readonly nonce: Uint8Array;
	readonly capabilities: Capabilities;
}

/** The terminal's clock when it sent the report, before the host's answer sets it. Wire: [wallMs, quality]. */
export interface ClockReport {
	readonly wallMs: number;
	readonly quality: ClockQuality;
}

/**
 * Wire: [epoch, sequence, batteryPercent, paper, wearPercent, freeSales, bootCount], and behind them firmware or 0,
 * session or 0, clock or 0, and the version of the flags unless it has none.
 */
export interface StatusReport {
	readonly epoch: number;
	/** Last durable sequence; with the host's mark it gives the depth of the queue. */
	readonly sequence: number;
	/** −1 without a battery. */
	readonly batteryPercent: number;
	/** 0 ok, 1 low, 2 out, 3 cover open, 4 offline; others are of a newer version. */
	readonly paper: number;
	readonly wearPercent: number;
	readonly freeSales: number;
	readonly bootCount: number;
	/** Left out by terminals that take no updates. */
	readonly firmware?: FirmwareReport | undefined;
	/** In a session's first status. */
	readonly session?: SessionOpening | undefined;
	/** Left out by terminals of an older version. */
	readonly clock?: ClockReport | undefined;
	/** The version of the flags that it applies; left out before the first, and by terminals of an older version. */
	readonly flags?: number | undefined;
}

const fieldsMin = 7;

export function encodeStatus(cbor: CborCodec, s: StatusReport): Uint8Array {
	const { firmware, session, clock, flags } = s;
	return cbor.encode([
		...[s.epoch, s.sequence, s.batteryPercent, s.paper, s.wearPercent, s.freeSales, s.bootCount],
		firmware ? [firmware.board, firmware.version, firmware.state, firmware.offered] : 0,
		session ? [session.nonce, encodeCapabilities(session.capabilities)] : 0,
		...(clock ? [[clock.wallMs, clock.quality]] : flags === undefined ? [] : [0]),
		...(flags === undefined ? [] : [flags]),
	]);
}

/** Throws Fault WIRE_*. */
export function decodeStatus(cbor: CborCodec, bytes: Uint8Array): StatusReport {
	const reader = new FieldReader(cbor.decode(bytes, limits.statusBytesMax), fieldsMin);
	const report = {
		epoch: reader.u32(),
		sequence: reader.u32(),
		batteryPercent: reader.integer(-1, 100),
		paper: reader.code(),
		wearPercent: reader.integer(0, 100),
		freeSales: reader.u32(),
		bootCount: reader.u32(),
	};
	return {
		...{ ...report, firmware: readFirmware(reader), session: readSession(reader), clock: readClock(reader) },
		flags: reader.count() || undefined,
	};
}

function readClock(reader: FieldReader): ClockReport | undefined {
	if (!reader.isList) {
		reader.count();
		return undefined;
	}
	const fields = reader.fields(2);
	return { wallMs: fields.integer(0, Number.MAX_SAFE_INTEGER), quality: fields.code() as ClockQuality };
}

function readFirmware(reader: FieldReader): FirmwareReport | undefined {
	if (!reader.isList) {
		if (reader.hasMore) reader.integer(0, 0);
		return undefined;
	}
	const fields = reader.fields(4);
	return {
		board: fields.identifier(),
		version: fields.u32(),
		state: fields.code() as UpdateState,
		offered: fields.u32(),
	};
}

function readSession(reader: FieldReader): SessionOpening | undefined {
	if (!reader.isList) {
		if (reader.hasMore) reader.integer(0, 0);
		return undefined;
	}
	const fields = reader.fields(2);
	return { nonce: fields.bytes(nonceBytes), capabilities: readCapabilities(fields) };
}
