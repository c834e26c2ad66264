import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { catalogFormats } from "../../firmware/catalog/format.js";
import { limits } from "../../firmware/core/limits.js";
import { Feature, ownCapabilities } from "../../firmware/wire/capabilities.js";
import { CborCodec, type WireValue } from "../../firmware/wire/cbor.js";
import { RecordKind } from "../../firmware/wire/record.js";
import { decodeStatus, encodeStatus, UpdateState } from "../../firmware/wire/status.js";

const cbor = new CborCodec();
const plain = {
	epoch: 3,
	sequence: 4_000_000_000,
	batteryPercent: -1,
	paper: 4,
	wearPercent: 100,
	freeSales: 17,
	bootCount: 9,
};
const firmware = { board: "esp32s3", version: 0xffffffff, state: UpdateState.rolledBack, offered: 0xffffffff };
const session = { nonce: new Uint8Array(16).fill(7), capabilities: ownCapabilities(catalogFormats) };

describe("a status report", () => {
	it("decodes to the same value, with and without firmware, first in a session or later", () => {
		for (const report of [plain, { ...plain, firmware }, { ...plain, session }, { ...plain, firmware, session }])
			expect(decodeStatus(cbor, encodeStatus(cbor, report))).toEqual(report);
	});

	it("encodes missing firmware and session as zeros, which may be omitted", () => {
		const fields = [3, 4_000_000_000, -1, 4, 100, 17, 9];
		expect(encodeStatus(cbor, plain)).toEqual(cbor.encode([...fields, 0, 0]));
		for (const short of [fields, [...fields, 0], [...fields, 0, 0, "of a newer version"]])
			expect(decodeStatus(cbor, cbor.encode(short))).toEqual(plain);
	});

	it("reads a report extended at every level by a newer version, with unknown codes", () => {
		const longer: WireValue = [
			...[3, 4_000_000_000, -1, 9, 100, 17, 9],
			["esp32s3", 5, 77, 6, "channel"],
			[session.nonce, [[1, 2, 900], [1, 16, 60_000], [1, 2, 3, 4], ["words"]], "more"],
			"and more",
		];
		expect(decodeStatus(cbor, cbor.encode(longer))).toEqual({
			...plain,
			paper: 9,
			firmware: { board: "esp32s3", version: 5, state: 77, offered: 6 },
			session: {
				nonce: session.nonce,
				capabilities: { catalogFormats: [1, 2, 900], recordKinds: [1, 16, 60_000], features: [1, 2, 3, 4] },
			},
		});
	});

	it("lists every record kind and every feature of this version", () => {
		expect([...session.capabilities.recordKinds].sort()).toEqual(Object.values(RecordKind).sort());
		expect(session.capabilities.features).toEqual([
			Feature.paymentAttempts,
			Feature.timeZones,
			Feature.severalTaxes,
			Feature.rights,
			Feature.flags,
			Feature.texts,
		]);
		expect(session.capabilities.catalogFormats).toEqual(catalogFormats);
	});

	it("fits the limit of any host, with the longest names and three times as many capabilities", () => {
		const longest = {
			...plain,
			firmware: { ...firmware, board: "b".repeat(limits.identifierCharactersMax) },
			session,
		};
		expect(encodeStatus(cbor, { ...plain, firmware: longest.firmware }).length).toBeLessThanOrEqual(128);
		const { length } = encodeStatus(cbor, longest);
		expect(length).toBeLessThanOrEqual(limits.statusBytesMax / 3);
	});

	it.each<[string, WireValue[]]>([
		["too few fields", [1, 2, 3]],
		["a board that is not a name", [3, 4, 5, 0, 0, 1, 9, ["ESP 32", 1, 0, 0]]],
		["firmware that is neither 0 nor an array", [3, 4, 5, 0, 0, 1, 9, 1]],
		["firmware of three fields", [3, 4, 5, 0, 0, 1, 9, ["esp32", 1, 0]]],
		["a session without capabilities", [3, 4, 5, 0, 0, 1, 9, 0, [new Uint8Array(16)]]],
		["a nonce that is too short", [3, 4, 5, 0, 0, 1, 9, 0, [new Uint8Array(15), [[], [], []]]]],
		["too many codes", [3, 4, 5, 0, 0, 1, 9, 0, [new Uint8Array(16), [Array<number>(129).fill(1), [], []]]]],
		["a battery of 101 percent", [3, 4, 101, 0, 0, 1, 9]],
	])("is refused with %s", (_, fields) => {
		expect(() => decodeStatus(cbor, cbor.encode(fields))).toThrow("WIRE_WRONG_SHAPE");
	});

	it("with arbitrary bytes changed is read, or refused with a Fault", () => {
		const bytes = encodeStatus(cbor, { ...plain, firmware, session });
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }),
				(changes) => {
					const changed = bytes.slice();
					for (const [at, value] of changes) changed[at] = value;
					try {
						decodeStatus(cbor, changed);
					} catch (error) {
						expect(String(error)).toMatch(/WIRE_/);
					}
				},
			),
			{ seed: 9, numRuns: 2_000 },
		);
	});
});
