import { createHash } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { decodeChunk, encodeChunkRequest } from "../../firmware/wire/chunk.js";
import { encodeStatus, type FirmwareReport, UpdateState } from "../../firmware/wire/status.js";
import { openUpdate } from "../../firmware/wire/update-manifest.js";
import type { Host } from "../../host/compose/single.js";
import { firmware } from "../../tools/firmware.js";
import { Fixture } from "./fixture.js";
import { cbor, ed25519, type TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const headers = { host: "127.0.0.1:80", "content-type": "application/octet-stream" };

/** Begins as an ESP32's image does. */
function image(fill: number, length = 5_000, chip = 0): Buffer {
	const bytes = Buffer.alloc(length, fill);
	bytes[0] = 0xe9;
	bytes.writeUInt16LE(chip, 12);
	return bytes;
}

async function publish(
	host: Host,
	version: number,
	payload: Buffer,
	board = "esp32",
): Promise<{ status: number; body: Record<string, unknown> }> {
	const reply = await host.web.inject({ method: "PUT", url: `/api/firmware/${board}/${version}`, headers, payload });
	return { status: reply.statusCode, body: reply.json() };
}

async function say(stall: TestTerminal, report: Partial<FirmwareReport> = {}): Promise<void> {
	const firmware = { board: "esp32", version: 1, state: UpdateState.none, offered: 0, ...report };
	const status = {
		epoch: 1,
		sequence: 0,
		batteryPercent: 50,
		paper: 0,
		wearPercent: 0,
		freeSales: 9,
		bootCount: 1,
		firmware,
	};
	await stall.client!.publish(stall.topic("status"), encodeStatus(cbor, status));
}

async function offer(host: Host, stall: TestTerminal) {
	const bytes = await stall.client!.message(stall.topic("update"));
	return openUpdate(cbor, ed25519, host.publicKey, bytes!);
}

async function openStall(more = {}): Promise<{ host: Host; stall: TestTerminal }> {
	const host = await fixture.open(more);
	const stall = await fixture.stall(host);
	return { host, stall };
}

describe("firmware on the host", () => {
	it("is kept under its digest, signed, offered to those it is for, and served in pieces", async () => {
		const dataDir = fixture.folder();
		const { host, stall } = await openStall({ dataDir });
		const bytes = image(7);
		const sha256 = createHash("sha256").update(bytes).digest("hex");
		expect(await publish(host, 2, bytes)).toMatchObject({
			status: 200,
			body: { board: "esp32", version: 2, sha256, withdrawn: false },
		});
		expect(readdirSync(join(dataDir, "firmware"))).toEqual([`${sha256}.bin`]);
		await say(stall);
		const manifest = await offer(host, stall);
		expect(manifest).toMatchObject({ merchant: "demo", board: "esp32", version: 2, lengthBytes: 5_000 });
		const { digest } = manifest;
		const pieces: Uint8Array[] = [];
		for (let offset = 0; offset < 5_000; offset += limits.chunkBytes) {
			await stall.client!.publish(
				stall.topic("get"),
				encodeChunkRequest(cbor, { digest, offset, length: limits.chunkBytes }),
			);
			pieces.push(decodeChunk(cbor, (await stall.client!.message(stall.topic("chunk")))!).bytes);
		}
		expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
		// One that is published while the terminal is online is announced at once.
		await publish(host, 3, image(8));
		expect(await offer(host, stall)).toMatchObject({ version: 3 });
		const [card] = (await host.web.inject({ url: "/api/terminals", headers })).json();
		expect(card.firmware).toEqual({ board: "esp32", version: 1, offered: 0, state: "none" });
	});

	it("survives a restart of the host", async () => {
		const dataDir = fixture.folder();
		const before = await fixture.open({ dataDir });
		await publish(before, 2, image(7));
		await before.close();
		const { host, stall } = await openStall({ dataDir });
		await say(stall);
		expect(await offer(host, stall)).toMatchObject({ version: 2 });
	});

	it("is not offered to another board, to who has it, who refused it, or who takes none", async () => {
		const { host, stall } = await openStall();
		await publish(host, 2, image(7));
		await say(stall, { board: "esp32s3" });
		await say(stall, { version: 2 });
		await say(stall, { state: UpdateState.ready, offered: 2 });
		await say(stall, { state: UpdateState.rolledBack, offered: 2 });
		await stall.client!.publish(
			stall.topic("status"),
			encodeStatus(cbor, {
				epoch: 1,
				sequence: 0,
				batteryPercent: 50,
				paper: 0,
				wearPercent: 0,
				freeSales: 9,
				bootCount: 1,
			}),
		);
		await publish(host, 4, image(9));
		await say(stall, { state: UpdateState.rolledBack, offered: 2 });
		// The first that comes is the one that was due.
		expect(await offer(host, stall)).toMatchObject({ version: 4 });
	});

	it("is let go of when it is withdrawn, and the one before is offered in its place", async () => {
		const dataDir = fixture.folder();
		const { host, stall } = await openStall({ dataDir });
		await publish(host, 2, image(7));
		await publish(host, 3, image(8));
		await say(stall, { state: UpdateState.ready, offered: 3 });
		const url = "/api/firmware/esp32/3";
		expect(
			(await host.web.inject({ method: "DELETE", url, headers: { host: headers.host } })).json(),
		).toMatchObject({
			withdrawn: true,
		});
		expect(await offer(host, stall)).toMatchObject({ version: 3, lengthBytes: 0 });
		expect(await offer(host, stall)).toMatchObject({ version: 2 });
		expect(readdirSync(join(dataDir, "firmware"))).toHaveLength(1);
		expect((await publish(host, 3, image(9))).body).toMatchObject({ code: "FIRMWARE_VERSION_USED" });
		const missing = await host.web.inject({
			method: "DELETE",
			url: "/api/firmware/esp32/9",
			headers: { host: headers.host },
		});
		expect([missing.statusCode, missing.json().code]).toEqual([422, "FIRMWARE_UNKNOWN"]);
	});

	it("refuses what is no image for that board, too large, or not above what was published", async () => {
		const dataDir = fixture.folder();
		const host = await fixture.open({ dataDir });
		expect((await publish(host, 1, Buffer.from("%PDF-1.7 and some more of it"))).body).toMatchObject({
			code: "FIRMWARE_IMAGE_WRONG",
		});
		expect((await publish(host, 1, image(7, 5_000, 9))).body).toMatchObject({ code: "FIRMWARE_IMAGE_WRONG" });
		expect((await publish(host, 1, image(7, 5_000, 9), "esp32s3")).status).toBe(200);
		expect(await publish(host, 1, image(7, limits.firmwareImageBytesMax + 1))).toMatchObject({
			status: 413,
			body: { code: "HTTP_TOO_LARGE" },
		});
		expect((await publish(host, 2, image(7, limits.firmwareImageBytesMax))).status).toBe(200);
		expect((await publish(host, 2, image(8))).body).toMatchObject({ code: "FIRMWARE_VERSION_USED" });
		expect((await publish(host, 0, image(8))).status).toBe(400);
		expect((await publish(host, 3, image(8), "../etc")).status).toBeGreaterThanOrEqual(400);
		expect(readdirSync(join(dataDir, "firmware"))).toHaveLength(2);
	});

	it("raises an alarm once when a terminal went back from it", async () => {
		const { host, stall } = await openStall();
		await publish(host, 2, image(7));
		await say(stall, { state: UpdateState.rolledBack, offered: 2 });
		await say(stall, { state: UpdateState.rolledBack, offered: 2 });
		await say(stall, { state: UpdateState.rolledBack, offered: 2 });
		const alarms = (await host.web.inject({ url: "/api/alarms", headers: { host: headers.host } })).json();
		expect(alarms).toMatchObject([
			{ code: "FIRMWARE_ROLLED_BACK", terminal: "stall-1", detail: "esp32 2", count: 1 },
		]);
	});

	it("needs the operator's token", async () => {
		const host = await fixture.open({ operatorToken: "secret" });
		expect(await publish(host, 2, image(7))).toMatchObject({ status: 401 });
		expect(await host.firmware.list()).toEqual([]);
	});
});

describe("tillmark firmware", () => {
	it("publishes, lists and withdraws at a running host", async () => {
		const host = await fixture.open({ httpPort: 0, operatorToken: "secret" });
		const path = join(fixture.folder(), "image.bin");
		writeFileSync(path, image(7));
		expect(existsSync(path)).toBe(true);
		const at = ["--url", `http://127.0.0.1:${host.httpPort}`, "--token", "secret", "--json"];
		const written: string[] = [];
		const write = process.stdout.write.bind(process.stdout);
		process.stdout.write = ((text: string) => written.push(text) > 0) as typeof process.stdout.write;
		try {
			expect(await firmware.run(["publish", path, "--board", "esp32", "--version", "2", ...at])).toBe(0);
			expect(await firmware.run(["withdraw", "--board", "esp32", "--version", "2", ...at])).toBe(0);
			expect(await firmware.run(["list", ...at])).toBe(0);
			expect(await firmware.run(["sample", path, "--version", "3", "--json"])).toBe(0);
			expect(await firmware.run(["publish", path, "--board", "esp32", "--version", "3", ...at])).toBe(0);
			expect(await firmware.run(["sample", path])).toBe(2);
		} finally {
			process.stdout.write = write;
		}
		expect(JSON.parse(written[2]!)).toMatchObject({
			images: [{ board: "esp32", version: 2, withdrawn: true }],
			terminals: [],
		});
		expect(JSON.parse(written[3]!)).toMatchObject({ path, board: "esp32", version: 3 });
		expect(JSON.parse(written[4]!)).toMatchObject({ version: 3, withdrawn: false });
	});
});
