// Enrolment by one-time code: valid for 15 minutes and 5 tries; both sides prove knowledge of the secret.
import { afterEach, describe, expect, it } from "vitest";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { encodeEnrolmentRequest, openEnrolmentGrant, parseEnrolmentCode } from "../../firmware/wire/enrolment.js";
import { enrolmentTopic, terminalUsername, topicRoot } from "../../firmware/wire/topics.js";
import type { Host } from "../../host/compose/single.js";
import { hashPassword } from "../../host/crypto.js";
import { Guard } from "../../host/guard.js";
import { EmbeddedTransport } from "../../host/transport/embedded/embedded-transport.js";
import { Fixture, refusals } from "./fixture.js";
import { MqttClient } from "./mqtt-client.js";
import { cbor, digest, ed25519, newSeed, sale, TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

async function connected(host: Host, code: string): Promise<MqttClient> {
	const username = `enrol/${parseEnrolmentCode(code).codeId}`;
	const client = fixture.client(host);
	expect(await client.connect({ clientId: username, username, password: new Uint8Array(0) })).toBe(0);
	await client.subscribe(enrolmentTopic(username.slice(6), "reply"));
	return client;
}

async function request(client: MqttClient, text: string, seed: Uint8Array, secret?: Uint8Array): Promise<Uint8Array> {
	const code = parseEnrolmentCode(text);
	const nonce = new Uint8Array(16).fill(3);
	const bytes = encodeEnrolmentRequest(
		cbor,
		digest,
		{ ...code, secret: secret ?? code.secret },
		ed25519.publicKey(seed),
		nonce,
	);
	await client.publish(enrolmentTopic(code.codeId, "request"), bytes);
	return (await client.message(enrolmentTopic(code.codeId, "reply")))!;
}

function open(text: string, seed: Uint8Array, reply: Uint8Array) {
	return openEnrolmentGrant(
		cbor,
		digest,
		parseEnrolmentCode(text),
		ed25519.publicKey(seed),
		new Uint8Array(16).fill(3),
		reply,
	);
}

describe("an enrolment code", () => {
	it("contains the host, the broker's port and the host key's fingerprint", async () => {
		const host = await fixture.open();
		const { code, expiresMs } = await host.enrol("stall-1", "Stall");
		const parsed = parseEnrolmentCode(code);
		expect(parsed).toMatchObject({ host: "127.0.0.1", port: host.mqttPort, merchant: "demo" });
		expect(toHex(parsed.fingerprint)).toBe(toHex(digest.sha256(host.publicKey)));
		expect(expiresMs - fixture.clock.now()).toBe(900_000);
	});

	it("expires after fifteen minutes together with its secret", async () => {
		const host = await fixture.open();
		const { code, codeId } = await host.enrol("stall-1", "Stall");
		fixture.clock.set(fixture.clock.now() + 900_001);
		await expect(TestTerminal.enrol(fixture.client(host), code)).rejects.toThrow("CONNACK 5");
		await host.enrol("stall-2", "Stall");
		expect(await host.store.enrolments.find(codeId)).toBeUndefined();
	});

	it("allows five tries and refuses a sixth with a correct proof", async () => {
		const host = await fixture.open();
		const { code } = await host.enrol("stall-1", "Stall");
		const client = await connected(host, code);
		for (let i = 0; i < 5; i++) expect((await request(client, code, newSeed(), new Uint8Array(16))).length).toBe(0);
		expect((await request(client, code, newSeed())).length).toBe(0);
		expect([await refusals(host, "ENROLMENT_PROOF_WRONG"), await refusals(host, "ENROLMENT_UNKNOWN")]).toEqual([
			5, 1,
		]);
		expect(await host.store.terminals.find("stall-1")).toBeUndefined();
		await expect(TestTerminal.enrol(fixture.client(host), code)).rejects.toThrow("CONNACK 5");
	});

	it("serves only the same terminal again when the reply was lost", async () => {
		const host = await fixture.open();
		const { code } = await host.enrol("stall-1", "Stall");
		const seed = newSeed();
		const lost = open(code, seed, await request(await connected(host, code), code, seed));
		const client = await connected(host, code);
		const grant = open(code, seed, await request(client, code, seed));
		expect(grant).toMatchObject({ epoch: 1, terminal: "stall-1" });
		expect((await request(client, code, newSeed())).length).toBe(0);
		expect(toHex(grant.password)).toBe(toHex(lost.password));
		const terminal = new TestTerminal(seed, lost);
		await terminal.online(fixture.client(host));
		expect((await terminal.ack()).committed).toBe(0);
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(1);
	});

	it("grants a replacement the numbers after all records that the old board has sent", async () => {
		const host = await fixture.open({ dataDir: fixture.folder() });
		const old = await fixture.terminal(host);
		for (let number = 1; number <= 15; number++) old.record(sale(number));
		const { code } = await host.enrol("stall-1", "Stall");
		const client = old.client!;
		for (let at = 1; at <= 15; at++) void client.publish(old.topic("batch"), old.batch(at, at));
		const { grant } = await TestTerminal.enrol(fixture.client(host), code);
		await client.ended();
		await host.ingest.settled("stall-1");
		const { committed, head } = (await host.store.chains.epoch("stall-1", 1))!;
		expect(grant.previousSequence).toBe(committed);
		expect(toHex(grant.previousHead)).toBe(toHex(head));
		expect(grant.numbers).toEqual(committed > 0 ? [committed] : []);
	});

	it("ends a session that the old board is still starting", async () => {
		const row = { passwordHash: hashPassword(ascii("secret")), topicRoot: topicRoot(1) };
		const refused: string[] = [];
		const transport: EmbeddedTransport = new EmbeddedTransport({
			...{ merchant: "demo", listenHost: "127.0.0.1", publicHost: "127.0.0.1", port: 0 },
			refuse: (code) => void refused.push(code),
			guard: new Guard((code) => void refused.push(code)),
			onConnected: () => undefined,
			isCodeOpen: async () => false,
			findCredentials: async () => {
				setImmediate(() => transport.provision({ kind: "terminal", terminal: "stall-1", ...replaced }));
				return row;
			},
		});
		const replaced = { password: ascii("other"), topicRoot: row.topicRoot };
		await transport.open({ deliver: () => undefined, presence: () => undefined });
		try {
			const client = MqttClient.tcp(transport.port);
			const username = terminalUsername("demo", "stall-1");
			await client.connect({ clientId: username, username, password: ascii("secret") });
			await client.ended();
			expect([transport.isOnline("stall-1"), refused]).toEqual([false, []]);
		} finally {
			await transport.close();
		}
	});

	it("refuses topics beyond its own request and reply", async () => {
		const host = await fixture.open();
		const first = await host.enrol("stall-1", "Stall");
		const second = await host.enrol("stall-2", "Stall");
		const client = await connected(host, first.code);
		expect(await client.subscribe(enrolmentTopic(second.codeId, "reply"), "t/1/1/ack")).toEqual([128, 128]);
		expect(await client.publish(enrolmentTopic(second.codeId, "request"), new Uint8Array(1))).toBe(false);
	});

	it("writes neither password nor secret to the log", async () => {
		const host = await fixture.open({ logLevel: "debug" });
		const { code } = await host.enrol("stall-1", "Stall");
		const terminal = await TestTerminal.enrol(fixture.client(host), code);
		await terminal.online(fixture.client(host));
		const log = fixture.log.join("");
		expect(log).toContain("Terminal enrolled.");
		expect(log).not.toContain(toHex(parseEnrolmentCode(code).secret));
		expect(log).not.toContain(toHex(terminal.grant.password));
	});

	it("is refused when too many codes are open", async () => {
		const host = await fixture.open();
		for (let i = 0; i < 256; i++) await host.enrol(`stall-${i}`, "Stall");
		await expect(host.enrol("stall-x", "Stall")).rejects.toThrow("HTTP_TOO_MANY");
	});
});
