// Golden bytes of flags: the record, the message's body, and the status that names their version. Statuses of before
// are read, and older readers read what is written now.
import { expect, it } from "vitest";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { FieldReader } from "../../firmware/wire/reader.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { readFlags, sealFlags } from "../../firmware/wire/flags.js";
import { decodeRecord, encodeRecord, RecordKind } from "../../firmware/wire/record.js";
import { decodeStatus, encodeStatus } from "../../firmware/wire/status.js";
import { ed25519, newSeed, prefix, saleWallMs } from "../host/test-terminal.js";

const cbor = new CborCodec();
const report = {
	...{ version: 1_795_257_000_000, issuedMs: 1_795_257_000_000 },
	flags: [{ name: "rain", untilMs: 1_795_264_200_000 }],
};
const reportHex = "1b000001a1fda7e0401b000001a1fda7e0408182647261696e1b000001a1fe15bd40";

it("a record of flags has its bytes", () => {
	const record = { ...prefix, kind: RecordKind.flagsSet, ...report, wallMs: saleWallMs };
	const bytes = encodeRecord(cbor, record, 1);
	expect(toHex(bytes)).toBe(`8c1840011903e81b000001a1fda7e0400300010000${reportHex}`);
	expect(decodeRecord(cbor, bytes, 1)).toEqual(record);
});

it("a report has its bytes, and another key's signature does not pass", () => {
	const seed = newSeed();
	const signer = { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
	const message = { merchant: "north", terminal: "t1", ...report };
	const sealed = sealFlags(cbor, signer, message);
	const body = openEnvelope(cbor, ed25519, signer.publicKey, "flags", sealed);
	expect(toHex(body)).toBe(`85656e6f727468627431${reportHex}`);
	expect(readFlags(cbor, body)).toEqual(message);
	expect(() => openEnvelope(cbor, ed25519, ed25519.publicKey(newSeed()), "flags", sealed)).toThrow();
	expect(() => openEnvelope(cbor, ed25519, signer.publicKey, "payment", sealed)).toThrow();
});

it("nine flags, a name of 4,096 characters and a time beyond all bounds are no report", () => {
	const flag = ["rain", 1];
	for (const flags of [Array.from({ length: 9 }, () => flag), [["x".repeat(4_096), 1]], [["rain", -1]]])
		expect(() => readFlags(cbor, cbor.encode(["north", "t1", 1, 1, flags as never]))).toThrow();
	expect(() => readFlags(cbor, cbor.encode(["north", "t1", 0, 1, []]))).toThrow();
});

it("a status names the version behind the clock, and one without it is read as before", () => {
	const status = { epoch: 1, sequence: 2, batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 3, bootCount: 4 };
	const clock = { wallMs: 5, quality: 3 } as const;
	expect(toHex(encodeStatus(cbor, { ...status, clock }))).toBe("8a01022000000304000082" + "0503");
	expect(toHex(encodeStatus(cbor, { ...status, clock, flags: 6 }))).toBe("8b0102200000030400008205" + "0306");
	expect(toHex(encodeStatus(cbor, { ...status, flags: 6 }))).toBe("8b0102200000030400000006");
	for (const more of [{}, { clock }, { flags: 6 }, { clock, flags: 6 }])
		expect(decodeStatus(cbor, encodeStatus(cbor, { ...status, ...more }))).toMatchObject({ ...status, ...more });
	expect(decodeStatus(cbor, fromHex("8901022000000304" + "0000")!).flags).toBeUndefined();
	// What an older host reads: it stops behind the clock.
	const reader = new FieldReader(cbor.decode(encodeStatus(cbor, { ...status, flags: 6 })), 7);
	expect([reader.u32(), reader.u32()]).toEqual([1, 2]);
});
