import { createHash } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { decodeChunk, encodeChunkRequest } from "../../firmware/wire/chunk.js";
import { encodeStatus, type FirmwareReport, UpdateState } from "../../firmware/wire/status.js";
import type { Host } from "../../host/compose/single.js";
import { firmware } from "../../tools/firmware.js";
import { captured } from "../tools/command-output.js";
import { Fixture } from "./fixture.js";
import { cbor, ed25519, type TestTerminal } from "./test-terminal.js";
import { openUpdate } from "../wire/open.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const headers = { host: "127.0.0.1:80", "content-type": "application/octet-stream" };

/** Starts with the header of an ESP32 image. */
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

async function say(terminal: TestTerminal, report: Partial<FirmwareReport> = {}): Promise<void> {
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
	await terminal.client!.publish(terminal.topic("status"), encodeStatus(cbor, status));
}

async function offer(host: Host, terminal: TestTerminal) {
	const bytes = await terminal.client!.message(terminal.topic("update"));
	return openUpdate(cbor, ed25519, host.publicKey, bytes!);
}

async function openStall(more = {}): Promise<{ host: Host; terminal: TestTerminal }> {
	const host = await fixture.open(more);
	const terminal = await fixture.terminal(host);
	return { host, terminal };
}

describe("firmware on the host", () => {
	it("is stored under its digest, signed, offered to matching terminals, and served in chunks", async () => {
		const dataDir = fixture.folder();
		const { host, terminal } = await openStall({ dataDir });
		const bytes = image(7);
		const sha256 = createHash("sha256").update(bytes).digest("hex");
		expect(await publish(host, 2, bytes)).toMatchObject({
			status: 200,
			body: { board: "esp32", version: 2, sha256, withdrawn: false },
		});
		expect(readdirSync(join(dataDir, "firmware"))).toEqual([`${sha256}.bin`]);
		await say(terminal);
		const manifest = await offer(host, terminal);
		expect(manifest).toMatchObject({ merchant: "demo", board: "esp32", version: 2, lengthBytes: 5_000 });
		const { digest } = manifest;
		const pieces: Uint8Array[] = [];
		for (let offset = 0; offset < 5_000; offset += limits.chunkBytes) {
			await terminal.client!.publish(
				terminal.topic("get"),
				encodeChunkRequest(cbor, { digest, offset, length: limits.chunkBytes }),
			);
			pieces.push(decodeChunk(cbor, (await terminal.client!.message(terminal.topic("chunk")))!).bytes);
		}
		expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
		// Firmware published while the terminal is online is announced immediately.
		await publish(host, 3, image(8));
		expect(await offer(host, terminal)).toMatchObject({ version: 3 });
		const [card] = (await host.web.inject({ url: "/api/terminals", headers })).json();
		expect(card.firmware).toEqual({ board: "esp32", version: 1, offered: 0, state: "none" });
	});

	it("survives a restart of the host", async () => {
		const dataDir = fixture.folder();
		const before = await fixture.open({ dataDir });
		await publish(before, 2, image(7));
		await before.close();
		const { host, terminal } = await openStall({ dataDir });
		await say(terminal);
		expect(await offer(host, terminal)).toMatchObject({ version: 2 });
	});

	it("is not offered to another board, or to terminals that have it, refused it or take no updates", async () => {
		const { host, terminal } = await openStall();
		await publish(host, 2, image(7));
		await say(terminal, { board: "esp32s3" });
		await say(terminal, { version: 2 });
		await say(terminal, { state: UpdateState.ready, offered: 2 });
		await say(terminal, { state: UpdateState.rolledBack, offered: 2 });
		await terminal.client!.publish(
			terminal.topic("status"),
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
		await say(terminal, { state: UpdateState.rolledBack, offered: 2 });
		// The first offer received is the expected one.
		expect(await offer(host, terminal)).toMatchObject({ version: 4 });
	});

	it("is no longer offered after withdrawal, and the previous version is offered instead", async () => {
		const dataDir = fixture.folder();
		const { host, terminal } = await openStall({ dataDir });
		await publish(host, 2, image(7));
		await publish(host, 3, image(8));
		await say(terminal, { state: UpdateState.ready, offered: 3 });
		const url = "/api/firmware/esp32/3";
		expect(
			(await host.web.inject({ method: "DELETE", url, headers: { host: headers.host } })).json(),
		).toMatchObject({
			withdrawn: true,
		});
		expect(await offer(host, terminal)).toMatchObject({ version: 3, lengthBytes: 0 });
		expect(await offer(host, terminal)).toMatchObject({ version: 2 });
		expect(readdirSync(join(dataDir, "firmware"))).toHaveLength(1);
		expect((await publish(host, 3, image(9))).body).toMatchObject({ code: "FIRMWARE_VERSION_USED" });
		const missing = await host.web.inject({
			method: "DELETE",
			url: "/api/firmware/esp32/9",
			headers: { host: headers.host },
		});
		expect([missing.statusCode, missing.json().code]).toEqual([422, "FIRMWARE_UNKNOWN"]);
	});

	it("refuses files that are no image for the board, too large, or not newer than the published one", async () => {
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

	it.each([
		["esp32-8mib", 0],
		["esp32s3-8mib", 9],
		["esp32c3", 5],
	])("knows the chip of every board that the build makes: %s", async (board, chip) => {
		const host = await fixture.open({ dataDir: fixture.folder() });
		const wrong = await publish(host, 1, image(7, 5_000, chip === 9 ? 5 : 9), board);
		expect(wrong.body).toMatchObject({ code: "FIRMWARE_IMAGE_WRONG" });
		expect((await publish(host, 1, image(7, 5_000, chip), board)).status).toBe(200);
	});

	it("raises one alarm when a terminal rolled back", async () => {
		const { host, terminal } = await openStall();
		await publish(host, 2, image(7));
		await say(terminal, { state: UpdateState.rolledBack, offered: 2 });
		await say(terminal, { state: UpdateState.rolledBack, offered: 2 });
		await say(terminal, { state: UpdateState.rolledBack, offered: 2 });
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
		const run = async (...args: string[]): Promise<unknown> => {
			const { code, out } = await captured(() => firmware.run(args));
			expect(code).toBe(0);
			return JSON.parse(out);
		};
		await run("publish", path, "--board", "esp32", "--version", "2", ...at);
		await run("withdraw", "--board", "esp32", "--version", "2", ...at);
		const listed = await run("list", ...at);
		const sample = await run("sample", path, "--version", "3", "--json");
		const published = await run("publish", path, "--board", "esp32", "--version", "3", ...at);
		expect((await captured(() => firmware.run(["sample", path]))).code).toBe(2);
		expect(listed).toMatchObject({
			images: [{ board: "esp32", version: 2, withdrawn: true }],
			terminals: [],
		});
		expect(sample).toMatchObject({ path, board: "esp32", version: 3 });
		expect(published).toMatchObject({ version: 3, withdrawn: false });
	});
});
