// Secrets that open something: the operator's token, a terminal's password. Each opens its own, and only whole.
import { afterEach, describe, expect, it } from "vitest";
import { ascii, toHex } from "../../firmware/core/bytes.js";
import { terminalUsername } from "../../firmware/wire/topics.js";
import type { Host } from "../../host/compose/single.js";
import { hashPassword } from "../../host/crypto.js";
import { Fixture } from "./fixture.js";
import type { TestTerminal } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const operatorToken = "correct horse battery";
const local = { host: "127.0.0.1:80" };

async function ledger(host: Host, more: Record<string, string>, remoteAddress = "127.0.0.1"): Promise<number> {
	const headers = { ...local, ...more };
	return (await host.web.inject({ url: "/api/ledger", headers, remoteAddress })).statusCode;
}

async function login(
	host: Host,
	token: string,
	remoteAddress = "127.0.0.1",
): Promise<[status: number, cookie: string]> {
	const call = { method: "POST", url: "/api/session", headers: local, payload: { token } } as const;
	const reply = await host.web.inject({ ...call, remoteAddress });
	return [reply.statusCode, String(reply.headers["set-cookie"]).split(";")[0]!];
}

describe("the operator's token", () => {
	it("is accepted whole only", async () => {
		const host = await fixture.open({ operatorToken });
		const wrong = {
			nothing: "",
			"its first character": operatorToken.slice(0, 1),
			"all but its last character": operatorToken.slice(0, -1),
			"more than it": `${operatorToken}x`,
			"other capitals": operatorToken.toUpperCase(),
			"its hash": toHex(hashPassword(ascii(operatorToken))),
		};
		for (const [index, [name, token]] of Object.entries(wrong).entries()) {
			const remoteAddress = `192.0.2.${index + 1}`;
			expect(await ledger(host, { authorization: `Bearer ${token}` }, remoteAddress), name).toBe(401);
			expect((await login(host, token, remoteAddress))[0], name).toBe(401);
		}
		expect(await ledger(host, { authorization: `Bearer ${operatorToken}` })).toBe(200);
	});

	it("opens 64 sessions at a time; another one ends the oldest", async () => {
		const host = await fixture.open({ operatorToken });
		const cookies: string[] = [];
		for (let i = 0; i < 65; i++) cookies.push((await login(host, operatorToken))[1]);
		const status = (index: number): Promise<number> => ledger(host, { cookie: cookies[index]! });
		expect([await status(0), await status(1), await status(64)]).toEqual([401, 200, 200]);
	});

	it("opens sessions of twelve hours, and not a minute longer", async () => {
		const host = await fixture.open({ operatorToken });
		const [, cookie] = await login(host, operatorToken);
		fixture.clock.set(fixture.clock.now() + 12 * 3_600_000 - 60_000);
		expect(await ledger(host, { cookie })).toBe(200);
		fixture.clock.set(fixture.clock.now() + 60_000);
		expect(await ledger(host, { cookie })).toBe(401);
	});
});

describe("a terminal's password", () => {
	const passwordOf = ({ grant }: TestTerminal): string => toHex(grant.password);

	function connect(host: Host, username: string, password: string, clientId = username): Promise<number> {
		return fixture.client(host).connect({ clientId, username, password: ascii(password) });
	}

	it("opens its own session and no other terminal's, also where both connect at once", async () => {
		const host = await fixture.open();
		const terminals = [await fixture.terminal(host, "stall-1"), await fixture.terminal(host, "stall-2")];
		const [one, two] = terminals.map(passwordOf) as [string, string];
		const names = ["stall-1", "stall-2"].map((name) => terminalUsername("demo", name)) as [string, string];
		expect(await Promise.all([connect(host, names[0], two), connect(host, names[1], one)])).toEqual([5, 5]);
		expect(await Promise.all([connect(host, names[0], one), connect(host, names[1], one)])).toEqual([0, 5]);
		expect(await Promise.all([connect(host, names[0], one), connect(host, names[1], two)])).toEqual([0, 0]);
	});

	it("is accepted whole, and for the merchant and the client that it belongs to", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const password = passwordOf(terminal);
		const name = terminalUsername("demo", "stall-1");
		expect(await connect(host, name, password.slice(0, -1))).toBe(5);
		expect(await connect(host, name, `${password}0`)).toBe(5);
		expect(await connect(host, name, "")).toBe(5);
		expect(await connect(host, name, toHex(hashPassword(ascii(password))))).toBe(5);
		expect(await connect(host, terminalUsername("other", "stall-1"), password)).toBe(5);
		expect(await connect(host, name, password, "demo/stall-2")).toBe(5);
		expect(await connect(host, name, password)).toBe(0);
	});

	it("is stored as its hash only", async () => {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		const password = passwordOf(terminal);
		const row = await host.store.terminals.find("stall-1");
		expect(toHex(row!.passwordHash!)).toBe(toHex(hashPassword(ascii(password))));
	});
});
