// Issue 11, number 11: a request that is sent again, by a client that lost the answer or by somebody who overheard it,
// undoes nothing that was decided since. The kind: https://github.com/AmanSK5/shadow-ai-guard/pull/191 (a revocation
// undone by the enrolment token that had created the device), https://github.com/wkh237/tmux-team/issues/235 (a delayed
// approval revives what was cancelled), https://github.com/Mpratyush54/Phone-Proctor/issues/16 (replay and concurrent
// redemption of one-time codes).
import fc from "fast-check";
import { randomBytes } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import {
	encodeEnrolmentRequest,
	type EnrolmentGrant,
	openEnrolmentGrant,
	parseEnrolmentCode,
} from "../../../firmware/wire/enrolment.js";
import { PaymentOutcome } from "../../../firmware/wire/record.js";
import { enrolmentTopic, terminalUsername } from "../../../firmware/wire/topics.js";
import type { Host } from "../../../host/compose/single.js";
import { alarmsOf, Fixture } from "../../host/fixture.js";
import { booted, cbor, digest, ed25519, ended, newSeed, sale, TestTerminal } from "../../host/test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const name = "stall-1";
const local = { host: "127.0.0.1:80" };

/** A device's request with a code, as somebody on the network sees it. */
class Captured {
	readonly seed = newSeed();
	readonly nonce = new Uint8Array(randomBytes(16));
	readonly code: ReturnType<typeof parseEnrolmentCode>;
	readonly bytes: Uint8Array;

	constructor(code: string) {
		this.code = parseEnrolmentCode(code);
		this.bytes = encodeEnrolmentRequest(cbor, digest, this.code, ed25519.publicKey(this.seed), this.nonce);
	}

	static async make(host: Host): Promise<Captured> {
		return new Captured((await host.enrol(name, "Stall")).code);
	}

	/** Sends the captured bytes, which takes no secret. Undefined when the host refuses. */
	async send(host: Host): Promise<EnrolmentGrant | undefined> {
		const { code, seed, nonce } = this;
		const username = `enrol/${code.codeId}`;
		const client = fixture.client(host);
		if ((await client.connect({ clientId: username, username, password: new Uint8Array(0) })) !== 0)
			return undefined;
		await client.subscribe(enrolmentTopic(code.codeId, "reply"));
		await client.publish(enrolmentTopic(code.codeId, "request"), this.bytes);
		const reply = (await client.message(enrolmentTopic(code.codeId, "reply")))!;
		await client.close();
		if (reply.length === 0) return undefined;
		return openEnrolmentGrant(cbor, digest, code, ed25519.publicKey(seed), nonce, reply);
	}

	async enrol(host: Host): Promise<TestTerminal> {
		return new TestTerminal(this.seed, (await this.send(host))!);
	}
}

/** The return code of CONNECT with the password of a grant. */
async function returnCode(host: Host, { password }: EnrolmentGrant): Promise<number> {
	const username = terminalUsername("demo", name);
	const client = fixture.client(host);
	const code = await client.connect({ clientId: username, username, password: ascii(toHex(password)) });
	await client.close();
	return code;
}

describe("an enrolment request that is sent again", () => {
	it("does not bring back a device that was replaced", async () => {
		const host = await fixture.open();
		const first = await Captured.make(host);
		const old = await first.enrol(host);
		await old.online(fixture.client(host));
		await old.ack();
		const replacement = await (await Captured.make(host)).enrol(host);
		await old.client!.ended();
		await replacement.online(fixture.client(host));
		for (;;) if ((await replacement.ack()).epoch === replacement.epoch) break;
		const held = await host.store.terminals.find(name);
		for (let tries = 0; tries < 6; tries++) expect(await first.send(host)).toBeUndefined();
		expect(await host.store.terminals.find(name)).toEqual(held);
		expect([replacement.client!.closed, await returnCode(host, old.grant)]).toEqual([false, 5]);
		replacement.record(sale(1));
		expect((await replacement.ship(1)).committed).toBe(1);
		await expect(old.connect(fixture.client(host))).rejects.toThrow("CONNACK 5");
	});

	it("neither ends the session nor changes the password of the device that it was granted to", async () => {
		const host = await fixture.open();
		const captured = await Captured.make(host);
		const terminal = await captured.enrol(host);
		await terminal.online(fixture.client(host));
		await terminal.ack();
		const held = await host.store.terminals.find(name);
		const again = await captured.send(host);
		expect(toHex(again!.password)).toBe(toHex(terminal.grant.password));
		expect(await host.store.terminals.find(name)).toEqual(held);
		terminal.record(sale(1));
		expect((await terminal.ship(1)).committed).toBe(1);
	});

	it("does not replace a device that was enrolled while the request was held back", async () => {
		const host = await fixture.open();
		const heldBack = await Captured.make(host);
		const present = await (await Captured.make(host)).enrol(host);
		expect(await heldBack.send(host)).toBeUndefined();
		expect(await returnCode(host, present.grant)).toBe(0);
	});

	it("leaves the codes of other terminals, and those issued since, open", async () => {
		const host = await fixture.open();
		const other = (await host.enrol("stall-2", "Other")).code;
		const first = await Captured.make(host);
		fixture.clock.set(fixture.clock.now() + 1_000);
		const later = await Captured.make(host);
		await first.enrol(host);
		expect((await TestTerminal.enrol(fixture.client(host), other)).terminal).toBe("stall-2");
		expect(await later.send(host)).toMatchObject({ epoch: 2 });
	});

	it("keeps the newest grant in force in every order of requests, old and new", async () => {
		// A code allows five tries.
		const isTriable = (sent: readonly number[]): boolean =>
			sent.every((index) => sent.filter((other) => other === index).length <= 5);
		const order = fc.array(fc.nat({ max: 4 }), { minLength: 4, maxLength: 12 }).filter(isTriable);
		await fc.assert(
			fc.asyncProperty(order, async (sent) => {
				const host = await fixture.open();
				const requests: Captured[] = [];
				for (let i = 0; i <= 4; i++) {
					requests.push(await Captured.make(host));
					fixture.clock.set(fixture.clock.now() + 1_000);
				}
				const granted: EnrolmentGrant[] = [];
				let newest = -1;
				for (const index of sent) {
					const grant = await requests[index]!.send(host);
					if (index >= newest) granted[(newest = index)] ??= grant!;
					expect(grant !== undefined).toBe(index >= newest);
					for (const [i, each] of granted.entries())
						if (each) expect(await returnCode(host, each)).toBe(i === newest ? 0 : 5);
				}
				await host.close();
			}),
			{ numRuns: 12 },
		);
	});
});

describe("an operator's request that is sent again", () => {
	function image(fill: number): Buffer {
		const bytes = Buffer.alloc(2_000, fill);
		bytes[0] = 0xe9;
		bytes.writeUInt16LE(0, 12);
		return bytes;
	}

	const firmware = (method: "PUT" | "DELETE", version: number, payload?: Buffer) => ({
		...{ method, url: `/api/firmware/esp32/${version}` },
		headers: { ...local, ...(payload && { "content-type": "application/octet-stream" }) },
		...(payload && { payload }),
	});

	it("neither offers firmware again that was withdrawn, nor withdraws what was published since", async () => {
		const host = await fixture.open({ dataDir: fixture.folder() });
		const code = async (request: ReturnType<typeof firmware>): Promise<unknown> => {
			const reply = await host.web.inject(request);
			return reply.statusCode === 200 ? "ok" : (reply.json() as { code: string }).code;
		};
		const older = firmware("PUT", 7, image(1));
		const withdrawal = firmware("DELETE", 7);
		const newer = firmware("PUT", 8, image(1));
		expect(await code(older)).toBe("ok");
		expect(await code(withdrawal)).toBe("ok");
		expect(await code(older)).toBe("FIRMWARE_VERSION_USED");
		expect(await code(newer)).toBe("ok");
		const listed = await host.firmware.list();
		for (const request of [older, withdrawal, older, newer, withdrawal]) await code(request);
		expect(await host.firmware.list()).toEqual(listed);
		const report = { board: "esp32", version: 1, state: 0, offered: 0 } as const;
		expect(await host.firmware.messages(report)).toEqual([listed.find(({ version }) => version === 8)!.manifest]);
		expect(await code(firmware("DELETE", 8))).toBe("ok");
		for (const request of [newer, older]) expect(await code(request)).toBe("FIRMWARE_VERSION_USED");
		expect(await host.firmware.messages(report)).toEqual([]);
	});

	it("never lowers a catalog's version, and never changes a published one", async () => {
		const host = await fixture.open();
		const csv = (minor: number): Buffer =>
			Buffer.from(`sku,name,category,price_minor,currency,tax_class\nA,Bun,Food,${minor},GBP,zero\n`);
		const offers = async (): Promise<string[]> => {
			const found = [];
			for (let version = 1; version <= 3; version++) {
				const offer = await host.store.catalogs.offer(version, 1);
				if (offer) found.push(toHex(offer.digest));
			}
			return found;
		};
		await host.publishCatalog(csv(100));
		await host.publishCatalog(csv(200));
		const held = await offers();
		expect(await host.publishCatalog(csv(100))).toBe(3);
		expect((await offers()).slice(0, 2)).toEqual(held.slice(0, 2));
	});

	it("does not answer a payment again that the terminal has settled since", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(booted());
		const place = terminal.attempt();
		terminal.record(ended(place, PaymentOutcome.unresolved));
		await terminal.ship(1);
		const answer = async (body: object): Promise<number> => {
			const url = `/api/payments/${name}/${place.epoch}/${place.sequence}/answer`;
			return (await host.web.inject({ method: "POST", url, headers: local, payload: body })).statusCode;
		};
		const charged = { charged: true, reference: "r1" };
		expect(await answer(charged)).toBe(204);
		expect(await answer({ charged: false })).toBe(409);
		const sent = await terminal.client!.message(terminal.topic("payment"));
		expect(await answer(charged)).toBe(204);
		expect(await terminal.client!.message(terminal.topic("payment"))).toEqual(sent);
		terminal.record(ended(place, PaymentOutcome.approved));
		await terminal.ship(terminal.payloads.length);
		await host.ledgers.caughtUp();
		const before = [await host.payments.open(), await alarmsOf(host), (await host.ledger()).stateHash];
		for (const body of [charged, { charged: false }, charged]) await answer(body);
		expect([await host.payments.open(), await alarmsOf(host), (await host.ledger()).stateHash]).toEqual(before);
	});
});
