import { describe, expect, it } from "vitest";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeStatus, encodeStatus, UpdateState } from "../../firmware/wire/status.js";

const cbor = new CborCodec();
const plain = { epoch: 3, sequence: 4_000_000_000, batteryPercent: -1, paper: 4, wearPercent: 100, freeSales: 17, bootCount: 9 };
const firmware = { board: "esp32s3", version: 0xffffffff, state: UpdateState.rolledBack, offered: 0xffffffff };

describe("a status report", () => {
	it("comes back as it was, with firmware and without", () => {
		expect(decodeStatus(cbor, encodeStatus(cbor, plain))).toEqual(plain);
		expect(decodeStatus(cbor, encodeStatus(cbor, { ...plain, firmware }))).toEqual({ ...plain, firmware });
	});

	it("is the same bytes as before there were updates where a terminal takes none", () => {
		expect(encodeStatus(cbor, plain)).toEqual(cbor.encode([3, 4_000_000_000, -1, 4, 100, 17, 9]));
	});

	it("fits what any host reads, with the longest names", () => {
		const longest = { ...plain, firmware: { ...firmware, board: "b".repeat(32) } };
		expect(encodeStatus(cbor, longest).length).toBeLessThanOrEqual(128);
	});

	it.each([
		["too few fields", [1, 2, 3]],
		["a board that is no name", [3, 4, 5, 0, 0, 1, 9, "ESP 32", 1, 0, 0]],
		["an unknown state", [3, 4, 5, 0, 0, 1, 9, "esp32", 1, 5, 0]],
	])("is refused with %s", (_, fields) => {
		expect(() => decodeStatus(cbor, cbor.encode(fields))).toThrow("WIRE_WRONG_SHAPE");
	});
});
