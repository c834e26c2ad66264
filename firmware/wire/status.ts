// What a terminal says of itself: a few bytes when something changes. Not evidence: the journal is.
import type { CborCodec } from "./cbor.js";
import { FieldReader } from "./reader.js";

/** How a terminal stands with the version it was offered. */
export const UpdateState = {
	none: 0,
	/** The image is on its way. */
	pulling: 1,
	/** Whole and verified; installed at the next quiet moment. */
	ready: 2,
	/** Not for this board, too large or damaged: refused while this power-on lasts. */
	refused: 3,
	/** It was tried and left again; refused for good. */
	rolledBack: 4,
} as const;
export type UpdateState = (typeof UpdateState)[keyof typeof UpdateState];

/** The firmware that runs, and the version that was offered (0 for none). */
export interface FirmwareReport {
	readonly board: string;
	readonly version: number;
	readonly state: UpdateState;
	readonly offered: number;
}

/** Wire: [epoch, sequence, batteryPercent, paper, wearPercent, freeSales, bootCount, board, version, state, offered]; the last four may be missing. */
export interface StatusReport {
	readonly epoch: number;
	/** Last durable sequence: with the host's mark it gives the queue's depth. */
	readonly sequence: number;
	/** −1 without a battery. */
	readonly batteryPercent: number;
	/** 0 ok, 1 low, 2 out, 3 cover open, 4 offline. */
	readonly paper: number;
	readonly wearPercent: number;
	readonly freeSales: number;
	readonly bootCount: number;
	/** Left out by terminals that take no updates. */
	readonly firmware?: FirmwareReport | undefined;
}

const fieldsMin = 7;
const fieldsWithFirmware = 11;

export function encodeStatus(cbor: CborCodec, s: StatusReport): Uint8Array {
	const fields: (number | string)[] = [s.epoch, s.sequence, s.batteryPercent, s.paper, s.wearPercent, s.freeSales, s.bootCount];
	if (s.firmware) fields.push(s.firmware.board, s.firmware.version, s.firmware.state, s.firmware.offered);
	return cbor.encode(fields);
}

/** Throws Fault WIRE_*. */
export function decodeStatus(cbor: CborCodec, bytes: Uint8Array): StatusReport {
	const value = cbor.decode(bytes, 128);
	const reader = new FieldReader(value, fieldsMin);
	const report = {
		epoch: reader.u32(),
		sequence: reader.u32(),
		batteryPercent: reader.integer(-1, 100),
		paper: reader.integer(0, 4),
		wearPercent: reader.integer(0, 100),
		freeSales: reader.u32(),
		bootCount: reader.u32(),
	};
	if ((value as readonly unknown[]).length < fieldsWithFirmware) return report;
	const board = reader.identifier();
	const version = reader.u32();
	return { ...report, firmware: { board, version, state: reader.integer(0, 4) as UpdateState, offered: reader.u32() } };
}
