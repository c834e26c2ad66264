// Personal texts at the host: sealed, shown with their receipt, and erased everywhere (invariant 8).
import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type PrivateText, textDigest, TextKind } from "../../firmware/core/private-text.js";
import { toUtf8 } from "../../firmware/core/utf8.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import type { SaleRecord } from "../../firmware/wire/record.js";
import { readTextAck, sealTexts, type TextAck, TextStatus } from "../../firmware/wire/text-message.js";
import type { Host } from "../../host/compose/single.js";
import { alarmsOf, Fixture } from "./fixture.js";
import { basket, cbor, digest, ed25519, newSeed, sale, type TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const headers = { host: "localhost" };
const words = "For Anna, without raisins";
const textOf = (text: string, salt = 1): PrivateText => ({
	...{ salt: new Uint8Array(16).fill(salt), kind: TextKind.note, utf8: toUtf8(text) },
});
const idOf = (text: PrivateText): Uint8Array => textDigest(digest, text);

function notedSale(number: number, text: PrivateText): SaleRecord {
	const lines = basket().lines.map((line) => ({ ...line, note: idOf(text) }));
	return sale(number, 260, 1, { lines }) as SaleRecord;
}

async function send(
	terminal: TestTerminal,
	texts: readonly PrivateText[],
	{ erased = [] as readonly Uint8Array[], seed = terminal.seed, name = terminal.terminal } = {},
): Promise<TextAck> {
	const signer = { publicKey: ed25519.publicKey(seed), sign: (bytes: Uint8Array) => ed25519.sign(bytes, seed) };
	const message = { merchant: terminal.grant.merchant, terminal: name, texts, erased };
	await terminal.client!.publish(terminal.topic("text"), sealTexts(cbor, signer, message));
	return ackOf(terminal);
}

async function ackOf(terminal: TestTerminal): Promise<TextAck> {
	const bytes = await terminal.client!.message(terminal.topic("text-ack"));
	const body = openEnvelope(cbor, ed25519, terminal.grant.hostKey, "text-ack", bytes!);
	return readTextAck(cbor, body);
}

const receipt = (host: Host, number = 1) => host.web.inject({ url: `/api/receipts/stall-1/${number}`, headers });
const notesOf = async (host: Host): Promise<unknown[]> =>
	((await receipt(host)).json() as { lines: { note?: unknown }[] }).lines.map(({ note }) => note);
const eraseAll = (host: Host) => host.web.inject({ method: "DELETE", url: "/api/receipts/stall-1/1/texts", headers });

function filesWith(folder: string, text: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name))
		.filter((path) => readFileSync(path).includes(text));
}

async function sold(dataDir: string, text: PrivateText): Promise<{ host: Host; terminal: TestTerminal }> {
	const host = await fixture.open({ dataDir });
	const terminal = await fixture.terminal(host);
	terminal.record(notedSale(1, text));
	await terminal.ship(1);
	return { host, terminal };
}

describe("a personal text", () => {
	it("is shown with its receipt to the operator once it has come, and not on the public page", async () => {
		const dataDir = fixture.folder();
		const text = textOf(words);
		const { host, terminal } = await sold(dataDir, text);
		await host.ledgers.caughtUp();
		expect(await notesOf(host)).toEqual([null]);
		const ack = await send(terminal, [text]);
		expect(ack).toMatchObject({ terminal: "stall-1", status: TextStatus.taken, last: idOf(text), erase: [] });
		expect(await notesOf(host)).toEqual([words]);
		// Sent twice, it is there once.
		expect((await send(terminal, [text])).status).toBe(TextStatus.taken);
		expect(await alarmsOf(host)).toEqual([]);
		const { wallMs } = (await receipt(host)).json() as { wallMs: number };
		const page = await host.web.inject({ url: `/r/TMR1:demo:stall-1:1:GBP:260:${wallMs}`, headers });
		expect(page.statusCode).toBe(200);
		expect(page.body).not.toContain("Anna");
	});

	it("lies in no file and no line of the log in plain, and its key lies apart", async () => {
		const dataDir = fixture.folder();
		const text = textOf(words);
		const { host, terminal } = await sold(dataDir, text);
		await send(terminal, [text]);
		expect(filesWith(dataDir, "Anna")).toEqual([]);
		await host.close();
		expect(filesWith(dataDir, "Anna")).toEqual([]);
		expect(fixture.log.join("")).not.toContain("Anna");
		expect(readFileSync(join(dataDir, "texts.key"), "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
	});

	it("changes neither the ledger nor its hash", async () => {
		const text = textOf(words);
		const { host, terminal } = await sold(fixture.folder(), text);
		const before = await host.ledger();
		await send(terminal, [text]);
		expect(await host.ledger()).toEqual(before);
		await eraseAll(host);
		expect(await host.ledger()).toEqual(before);
	});

	it("is erased here and at the terminal, which is told until it has reported it, and the proof stays", async () => {
		const dataDir = fixture.folder();
		const text = textOf(words);
		const { host, terminal } = await sold(dataDir, text);
		await send(terminal, [text]);
		expect((await eraseAll(host)).json()).toEqual({ erased: 1 });
		expect((await ackOf(terminal)).erase).toEqual([idOf(text)]);
		expect(await notesOf(host)).toEqual([""]);
		expect((await receipt(host)).json()).toMatchObject({ proof: { intact: true } });
		// The same text again, as from a terminal that sends twice, does not come back.
		expect((await send(terminal, [text])).erase).toEqual([idOf(text)]);
		expect(await notesOf(host)).toEqual([""]);
		await fixture.reconnect(host, terminal);
		expect((await ackOf(terminal)).erase).toEqual([idOf(text)]);
		expect((await send(terminal, [], { erased: [idOf(text)] })).erase).toEqual([]);
		expect((await eraseAll(host)).json()).toEqual({ erased: 0 });
	});

	it("does not come back with a backup that is older than its erasure", async () => {
		const dataDir = fixture.folder();
		const text = textOf(words);
		const { host, terminal } = await sold(dataDir, text);
		await send(terminal, [text]);
		await host.close();
		const backup = fixture.folder();
		for (const name of readdirSync(dataDir))
			if (name.startsWith("private")) copyFileSync(join(dataDir, name), join(backup, name));
		const again = await fixture.open({ dataDir });
		expect(await notesOf(again)).toEqual([words]);
		await eraseAll(again);
		await again.close();
		for (const name of readdirSync(backup)) copyFileSync(join(backup, name), join(dataDir, name));
		const restored = await fixture.open({ dataDir, restored: true });
		expect(await notesOf(restored)).toEqual([""]);
	});

	it("that cannot be opened with the key of this folder is missing, and the receipt is shown", async () => {
		const dataDir = fixture.folder();
		const text = textOf(words);
		const { host, terminal } = await sold(dataDir, text);
		await send(terminal, [text]);
		await host.close();
		const other = fixture.folder();
		await (await fixture.open({ dataDir: other })).close();
		copyFileSync(join(other, "texts.key"), join(dataDir, "texts.key"));
		const again = await fixture.open({ dataDir });
		expect(await notesOf(again)).toEqual([null]);
		expect(fixture.codes()).toContain("PRIVATE_STORE_FAILED");
	});

	it("that no record names raises an alarm and is shown nowhere", async () => {
		const { host, terminal } = await sold(fixture.folder(), textOf(words));
		expect((await send(terminal, [textOf("another text", 2)])).status).toBe(TextStatus.taken);
		expect(await alarmsOf(host)).toMatchObject([{ code: "TEXT_UNNAMED", terminal: "stall-1", count: 1 }]);
		expect(await notesOf(host)).toEqual([null]);
	});
});

describe("a message of texts that is refused", () => {
	it.each([
		["signed by another", { seed: newSeed() }, [textOf(words)]],
		["of another terminal", { name: "stall-2" }, [textOf(words)]],
		["not UTF-8", {}, [{ ...textOf(words), utf8: Uint8Array.of(0xff, 0xfe) }]],
		["with too long a text", {}, [textOf("x".repeat(241))]],
	])("%s: is answered and stored nowhere", async (_name, more, texts) => {
		const dataDir = fixture.folder();
		const { host, terminal } = await sold(dataDir, textOf(words));
		expect(await send(terminal, texts, more)).toMatchObject({
			status: TextStatus.refused,
			last: new Uint8Array(0),
		});
		expect(await notesOf(host)).toEqual([null]);
		expect(filesWith(dataDir, "Anna")).toEqual([]);
		expect((await host.store.notices.setAsides("stall-1"))[0]).toMatchObject({
			count: 1,
			payload: new Uint8Array(0),
		});
	});

	it("is not shown with its controls", async () => {
		const text = textOf("\u001b@For\u202e Anna\u0000");
		const { host, terminal } = await sold(fixture.folder(), text);
		await send(terminal, [text]);
		expect(await notesOf(host)).toEqual(["@For Anna"]);
	});
});
