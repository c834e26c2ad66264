// Issue 11, number 12: who may use API and dashboard, and how, and that wrong requests are answered as documented.
// https://github.com/fastify/fastify/issues/1992, https://github.com/fastify/help/issues/205 (bodies coerced to the
// schema's types), https://github.com/bitwarden/server/issues/383 (a session that outlives its logout),
// https://github.com/nazarli-shabnam/clevis/issues/67 (that, and no limit of wrong tokens),
// https://github.com/fastify/fastify/issues/5735 and https://github.com/lightdash/lightdash/issues/24524 (malformed
// addresses), RFC 6265bis, section 4.1.3.2 (cookie prefix), RFC 6750, section 3 (wrong tokens).
import { once } from "node:events";
import { type IncomingHttpHeaders, type IncomingMessage, request as requestClear } from "node:http";
import { request as requestTls } from "node:https";
import { connect } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../host/clock.js";
import type { Host, HostOptions } from "../../../host/compose/single.js";
import { hostFaultTexts } from "../../../host/faults.js";
import { isLoopback } from "../../../host/web/origin.js";
import { hasOpenssl, makeCertificates } from "../../host/certificates.js";
import { Fixture, refusals } from "../../host/fixture.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const local = { host: "127.0.0.1:80" };
const operatorToken = "correct horse";
const right = { authorization: `Bearer ${operatorToken}` };

interface Call {
	readonly method?: "GET" | "POST" | "PUT" | "DELETE" | "HEAD";
	readonly url: string;
	readonly headers?: Record<string, string>;
	readonly payload?: string | object;
	readonly remoteAddress?: string;
}

async function call(host: Host, { headers, ...rest }: Call) {
	const reply = await host.web.inject({ ...rest, headers: { ...local, ...headers } });
	return { status: reply.statusCode, headers: reply.headers, body: reply.body, code: codeOf(reply.body) };
}

/** The code of a refusal in the documented shape; another answer's first bytes. */
function codeOf(body: string): string {
	try {
		const { code, message, detail, lines, ...more } = JSON.parse(body) as Record<string, unknown>;
		if (typeof code !== "string" || Object.keys(more).length > 0) return body.slice(0, 80);
		expect(code in hostFaultTexts ? message : undefined).toBe(hostFaultTexts[code as keyof typeof hostFaultTexts]);
		expect([typeof detail, Array.isArray(lines)]).toEqual(["string", true]);
		return code;
	} catch {
		return body.slice(0, 80);
	}
}

async function login(host: Host, more: Partial<Call> = {}): Promise<string> {
	const payload = { token: operatorToken };
	const { status, headers } = await call(host, { method: "POST", url: "/api/session", payload, ...more });
	expect(status).toBe(204);
	return String(headers["set-cookie"]).split(";")[0]!;
}

describe("a token", () => {
	const ledger = (token: string, remoteAddress = "192.0.2.1"): Call => ({
		...{ url: "/api/ledger", remoteAddress },
		headers: { authorization: `Bearer ${token}` },
	});

	it("that is wrong is called wrong, and beyond ten a minute refused as a flood, by address", async () => {
		const host = await fixture.open({ operatorToken });
		const answers: string[] = [];
		for (let i = 0; i < 200; i++) {
			const { status, code } = await call(host, ledger(`wrong ${i}`));
			answers.push(`${status} ${code}`);
		}
		expect(answers).toEqual([
			...new Array<string>(10).fill("401 HTTP_TOKEN_WRONG"),
			...new Array<string>(190).fill("429 HTTP_TOO_MANY"),
		]);
		const session = { method: "POST", url: "/api/session", payload: { token: "wrong" } } as const;
		expect((await call(host, { ...session, remoteAddress: "192.0.2.1" })).status).toBe(429);
		expect((await call(host, { ...session, remoteAddress: "192.0.2.2" })).code).toBe("HTTP_TOKEN_WRONG");
		expect((await call(host, ledger("wrong", "192.0.2.3"))).status).toBe(401);
		// An address of IPv6 is one of 2⁶⁴ that its owner may use.
		for (let i = 0; i < 11; i++) await call(host, ledger("wrong", `2001:db8::${i}`));
		expect((await call(host, ledger("wrong", "2001:db8::ffff"))).status).toBe(429);
		expect(await refusals(host, "HTTP_TOO_MANY")).toBeGreaterThan(190);
	});

	it("that is right is accepted from an address that has sent too many wrong ones", async () => {
		const host = await fixture.open({ operatorToken });
		const cookie = await login(host);
		for (let i = 0; i < 50; i++) await call(host, ledger("wrong", "127.0.0.1"));
		expect((await call(host, ledger(operatorToken, "127.0.0.1"))).status).toBe(200);
		expect((await call(host, { url: "/api/ledger", headers: { cookie } })).status).toBe(200);
		await login(host);
	});

	it.each([
		["no credentials", {}, "HTTP_NOT_AUTHORISED", "Bearer"],
		["an unknown session", { cookie: "tillmark=x" }, "HTTP_NOT_AUTHORISED", "Bearer"],
		["another scheme", { authorization: "Basic eDp5" }, "HTTP_NOT_AUTHORISED", "Bearer"],
		["a wrong token", { authorization: "Bearer x" }, "HTTP_TOKEN_WRONG", 'Bearer error="invalid_token"'],
		["a wrong token in small letters", { authorization: "bearer x" }, "HTTP_TOKEN_WRONG", "Bearer error"],
	])("is asked for by each refusal of %s", async (_name, headers, code, challenge) => {
		const host = await fixture.open({ operatorToken });
		const reply = await call(host, { url: "/api/overview", headers });
		expect([reply.status, reply.code]).toEqual([401, code]);
		expect(reply.headers["www-authenticate"]).toContain(challenge);
	});
});

describe("a session", () => {
	it("is over on the host, too, after its logout, and the others are not", async () => {
		const host = await fixture.open({ operatorToken });
		const [cookie, other] = [await login(host), await login(host)];
		const status = async (held: string): Promise<number> =>
			(await call(host, { url: "/api/ledger", headers: { cookie: held } })).status;
		expect([await status(cookie), await status(other)]).toEqual([200, 200]);
		const out = await call(host, { method: "DELETE", url: "/api/session", headers: { cookie } });
		expect(out.status).toBe(204);
		expect(String(out.headers["set-cookie"])).toMatch(/^tillmark=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/);
		expect([await status(cookie), await status(other)]).toEqual([401, 200]);
		expect((await call(host, { method: "DELETE", url: "/api/session", headers: { cookie } })).status).toBe(204);
		const foreign = { cookie: other, origin: "http://evil.example" };
		expect((await call(host, { method: "DELETE", url: "/api/session", headers: foreign })).status).toBe(403);
		expect(await status(other)).toBe(200);
	});

	it.each([
		[
			"its logout",
			(host: Host, cookie: string) => call(host, { method: "DELETE", url: "/api/session", headers: { cookie } }),
		],
		["twelve hours", async () => fixture.clock.set(fixture.clock.now() + 12 * 3_600_000)],
	] as const)("gets no more events after %s", async (_name, end) => {
		const host = await fixture.open({ operatorToken, httpPort: 0 });
		const cookie = await login(host);
		const stream = await fetch(`http://127.0.0.1:${host.httpPort}/api/events`, { headers: { cookie } });
		const reader = stream.body!.pipeThrough(new TextDecoderStream()).getReader();
		let text = "";
		while (!text.includes("event: overview")) text += (await reader.read()).value ?? "";
		host.events.emit({ kind: "catalog", version: 1 });
		while (!text.includes("event: catalog")) text += (await reader.read()).value ?? "";
		await end(host, cookie);
		host.events.emit({ kind: "alarm", terminal: "stall-1" });
		const rest = reader.read().catch(() => ({ done: true, value: "" }));
		expect(await rest).toMatchObject({ done: true });
		expect(text).not.toContain("event: alarm");
	});

	it("is needed only where there is a token", async () => {
		const needed = async (more: Partial<HostOptions>): Promise<string> =>
			(await call(await fixture.open(more), { url: "/api/session" })).body;
		expect([await needed({}), await needed({ operatorToken })]).toEqual(['{"needed":false}', '{"needed":true}']);
	});
});

describe("beyond this machine", () => {
	it.each(["0.0.0.0", "::", "192.0.2.1", "127.evil.example", "till.example"])("%s needs TLS", async (httpHost) => {
		expect(isLoopback(httpHost)).toBe(false);
		await expect(fixture.open({ httpPort: 0, httpHost, operatorToken })).rejects.toMatchObject({
			code: "HTTP_IN_CLEAR",
		});
		await expect(fixture.open({ httpPort: 0, httpHost, isBehindProxy: true })).rejects.toMatchObject({
			code: "HTTP_NOT_AUTHORISED",
		});
	});

	it("a proxy may add it, and the cookie is then for TLS only", async () => {
		const host = await fixture.open({ httpPort: 0, httpHost: "0.0.0.0", operatorToken, isBehindProxy: true });
		expect(await login(host)).toMatch(/^__Host-tillmark=/);
	});
});

interface Answer {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly body: string;
}

describe.skipIf(!hasOpenssl)("with TLS", () => {
	async function ask(port: number, ca: string, call: Call): Promise<Answer> {
		const { method = "GET", url, headers = {}, payload } = call;
		const sent = { ...headers, ...(payload !== undefined && { "content-type": "application/json" }) };
		const request = requestTls({ host: "127.0.0.1", port, path: url, method, ca, headers: sent });
		request.end(payload === undefined ? undefined : JSON.stringify(payload));
		const [response] = (await once(request, "response")) as [IncomingMessage];
		let body = "";
		for await (const chunk of response.setEncoding("utf8")) body += chunk;
		return { status: response.statusCode!, headers: response.headers, body };
	}

	it("the dashboard logs in and out, and its cookie is never sent in clear", async () => {
		const { authority, ...webTls } = makeCertificates("127.0.0.1");
		const options = { clock: systemClock, httpPort: 0, httpHost: "0.0.0.0", operatorToken, webTls };
		const host = await fixture.open({ ...options, hostNames: ["127.0.0.1"] });
		const get = (url: string, headers = {}) => ask(host.httpPort, authority, { url, headers });
		expect((await get("/api/ledger")).status).toBe(401);
		const payload = { token: operatorToken };
		const { headers } = await ask(host.httpPort, authority, { method: "POST", url: "/api/session", payload });
		const [cookie, ...attributes] = String(headers["set-cookie"]).split("; ");
		expect(cookie).toMatch(/^__Host-tillmark=[\w-]{32}$/);
		expect(attributes.sort()).toEqual(["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict", "Secure"]);
		expect((await get("/api/ledger", { cookie })).status).toBe(200);
		expect((await get("/api/ledger", { cookie: cookie!.replace("__Host-", "") })).status).toBe(401);
		const origin = `https://127.0.0.1:${host.httpPort}`;
		const out = { method: "DELETE", url: "/api/session", headers: { cookie: cookie!, origin } } as const;
		expect((await ask(host.httpPort, authority, out)).status).toBe(204);
		expect((await get("/api/ledger", { cookie })).status).toBe(401);
		expect(codeOf((await get("/%")).body)).toBe("HTTP_BAD_REQUEST");
		const clear = requestClear({ host: "127.0.0.1", port: host.httpPort, path: "/api/ledger", headers: right });
		clear.end();
		await expect(once(clear, "response")).rejects.toThrow();
	});

	it("refuses files that no browser could use, and says which", async () => {
		const { authority, ...files } = makeCertificates("till.example");
		const other = makeCertificates("till.example");
		const open = (webTls: HostOptions["webTls"], more: Partial<HostOptions> = {}) =>
			fixture.open({ clock: systemClock, operatorToken, ...(webTls && { webTls }), ...more });
		const refused = async (opening: Promise<Host>): Promise<string> =>
			opening.then(
				() => "opened",
				(error: Error) => error.message,
			);
		expect(await refused(open({ ...files, key: other.key }))).toMatch(/^TLS_UNUSABLE: dashboard: the key does not/);
		expect(await refused(open({ ...files, certificate: "none" }))).toMatch(/the certificate cannot be read/);
		expect(await refused(open(files, { hostNames: ["other.example"] }))).toMatch(/is not for other.example/);
		// Two years on.
		fixture.clock.set(Date.now() + 2 * 366 * 86_400_000);
		expect(await refused(open(files, { clock: fixture.clock }))).toMatch(/dashboard's certificate expired/);
		expect(await refused(open(files, { hostNames: ["till.example"] }))).toBe("opened");
		expect(authority).toContain("CERTIFICATE");
	});
});

describe("a wrong request", () => {
	const shared = new Fixture();
	let host: Host;
	beforeAll(async () => {
		host = await shared.open({ httpPort: 0 });
	});
	afterAll(() => shared.close());

	type Schema = Readonly<Record<string, unknown>>;
	interface Operation {
		readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
		readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
	}

	/** Right values by name, in place of which wrong ones are put. */
	const values: Readonly<Record<string, unknown>> = {
		...{ terminal: "stall-1", number: 1, epoch: 1, sequence: 1, board: "esp32", version: 1, series: 1, limit: 5 },
		...{ name: "Stall", token: "t", charged: true, reference: "r", from: "2026-01-01", to: "2026-01-02" },
		before: "1",
	};
	const wrongIntegers = [
		"0x1",
		"1e2",
		"1.0",
		"+1",
		"%201",
		"1%20",
		"",
		"1,2",
		"-1",
		"NaN",
		"true",
		"null",
		"[]",
		"01",
	];
	const wrongTexts = ["%00", "UPPER", "a%20b", "..", "%2e%2e", "a".repeat(90), "é".repeat(20), "[object%20Object]"];
	const wrongValues: readonly unknown[] = [
		5,
		0,
		-1,
		1.5,
		true,
		null,
		[],
		["p1"],
		[["p1"]],
		{},
		{ toString: "p1" },
		"x".repeat(999),
	];

	async function operations(): Promise<(Operation & { method: string; path: string })[]> {
		const { body } = await call(host, { url: "/api/openapi.json" });
		const { paths } = JSON.parse(body) as { paths: Record<string, Record<string, Operation>> };
		return Object.entries(paths).flatMap(([path, methods]) =>
			Object.entries(methods).map(([method, operation]) => ({ ...operation, method, path })),
		);
	}

	function urlOf(path: string, wrong: Readonly<Record<string, string>> = {}): string {
		return path.replace(/\{(\w+)\}/g, (_all, name: string) => wrong[name] ?? String(values[name]));
	}

	async function isUntouched(): Promise<void> {
		const held = [host.store.enrolments.count(), host.store.catalogs.latest(), host.firmware.list()];
		expect(await Promise.all(held)).toEqual([0, undefined, []]);
		expect(await refusals(host, "HOST_INTERNAL")).toBe(0);
	}

	it("has a body of another type than the schema's on every route that takes one", async () => {
		let tried = 0;
		for (const { method, path, requestBody } of await operations()) {
			const schema = requestBody?.content["application/json"]?.schema;
			if (!schema) continue;
			const fields = schema["properties"] as Readonly<Record<string, Schema>>;
			const whole = Object.fromEntries(Object.keys(fields).map((name) => [name, values[name]]));
			const isOf = (value: unknown, { type, maxLength = 1_000, minimum = 0 }: Schema): boolean =>
				// An empty list is of every type of list.
				(type === "array" && Array.isArray(value) && value.length === 0) ||
				(type === "integer" && Number.isSafeInteger(value) && Number(value) >= Number(minimum)) ||
				(typeof value === type && (typeof value !== "string" || value.length <= Number(maxLength)));
			const bodies: unknown[] = [5, "p1", true, null, [], ["p1"], [whole], JSON.stringify(whole), {}];
			for (const [name, field] of Object.entries(fields))
				for (const value of wrongValues) if (!isOf(value, field)) bodies.push({ ...whole, [name]: value });
			bodies.push({ ...whole, other: 1 });
			for (const body of bodies) {
				const reply = await call(host, {
					...{ method: method.toUpperCase() as "POST", url: urlOf(path), payload: JSON.stringify(body) },
					headers: { "content-type": "application/json" },
				});
				expect([reply.status, reply.code], `${method} ${path} ${JSON.stringify(body)}`).toEqual([
					400,
					"HTTP_BAD_REQUEST",
				]);
				tried++;
			}
		}
		expect(tried).toBeGreaterThan(60);
		await isUntouched();
	});

	it("has another type in its address on every route", async () => {
		let tried = 0;
		const refuse = async (method: string, url: string): Promise<void> => {
			const type = url.startsWith("/api/firmware") ? "application/octet-stream" : "application/json";
			const payload = method === "put" ? "x" : JSON.stringify({ charged: true });
			const isRead = method === "get" || method === "delete";
			const reply = await call(host, {
				...{ method: method.toUpperCase() as "GET", url },
				...(!isRead && { payload, headers: { "content-type": type } }),
			});
			expect(reply.status, `${method} ${url}`).toBeGreaterThanOrEqual(400);
			expect(reply.status, `${method} ${url}`).toBeLessThan(500);
			expect(reply.code, `${method} ${url}`).toMatch(/^HTTP_(BAD_REQUEST|NOT_FOUND)$/);
			tried++;
		};
		for (const { method, path, parameters = [] } of await operations())
			for (const { in: place, name, schema } of parameters) {
				const isInteger = schema["type"] === "integer";
				const wrong = isInteger ? wrongIntegers : schema["pattern"] !== undefined ? wrongTexts : [];
				for (const text of wrong)
					await refuse(
						method,
						place === "path" ? urlOf(path, { [name]: text }) : `${urlOf(path)}?${name}=${text}`,
					);
				if (place === "query") await refuse(method, `${urlOf(path)}?${name}=1&${name}=2`);
			}
		expect(tried).toBeGreaterThan(80);
		await isUntouched();
	});

	it("has another content type on every route that changes something", async () => {
		for (const { method, path } of await operations()) {
			if (method !== "post" && method !== "put") continue;
			for (const type of [
				"text/plain",
				"text/xml",
				"multipart/form-data; boundary=x",
				"application/x-www-form-urlencoded",
			]) {
				const request = { method: method.toUpperCase() as "PUT", url: urlOf(path), payload: "terminal=p1" };
				const reply = await call(host, { ...request, headers: { "content-type": type } });
				expect([400, 415], `${method} ${path} ${type}`).toContain(reply.status);
				expect(reply.code).toMatch(/^HTTP_(BAD_REQUEST|UNSUPPORTED)$/);
			}
		}
		await isUntouched();
	});

	/** The whole answer to these bytes. */
	async function raw(bytes: string): Promise<{ status: number; code: string }> {
		const socket = connect({ port: host.httpPort, host: "127.0.0.1" });
		socket.on("error", () => undefined);
		socket.end(Buffer.from(bytes, "latin1"));
		let text = "";
		for await (const chunk of socket.setEncoding("utf8")) text += chunk;
		return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), code: codeOf(text.split("\r\n\r\n")[1] ?? "") };
	}

	it.each([
		...["/%", "/%zz", "/%2", "/api/%", "/api/terminals/%ff", "/api/terminals/%E0%A4%A", "/%c0%af", "/%%%"],
		...[
			"//",
			"///api/overview",
			"/api//overview",
			"/..%2f..%2fetc/passwd",
			"/../../etc/passwd",
			"/%2e%2e/%2e%2e/x",
		],
		...["*", "http://[", "?", "\\", "/\\..\\x", "/api/terminals/a%2fb", `/api/terminals/${"a".repeat(300)}`],
		...["/api/receipts?limit=%", "/api/receipts?before=%zz", `/${"a".repeat(9_000)}`],
		...[`/${"a".repeat(40_000)}`, "/api/overview/", "/index.html%00.js", "/\xff\xfe", "/a b"],
	])("has the address %s", async (url) => {
		const { status, code } = await raw(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
		expect(status).toBeGreaterThanOrEqual(400);
		expect(status).toBeLessThan(500);
		expect(code).toMatch(/^HTTP_(BAD_REQUEST|NOT_FOUND|TOO_LARGE)$/);
	});

	it.each([
		["no HTTP at all", "\x16\x03\x01\x02\x00\x01\r\n\r\n", 400],
		["no version", "GET /\r\n\r\n", 403],
		["an unknown version", "GET / HTTP/9.9\r\n\r\n", 400],
		["an unknown method", "FOO / HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
		[
			"a method that nothing takes",
			"PROPFIND /api/overview HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
			404,
		],
		["no Host", "GET /api/overview HTTP/1.1\r\nConnection: close\r\n\r\n", 403],
		[
			"two lengths",
			"POST /api/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n" +
				"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
			400,
		],
		["a header without a name", "GET / HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n", 400],
		["too many headers", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
	])("is %s", async (_name, bytes, status) => {
		const answer = await raw(bytes);
		expect(answer.status).toBe(status);
		expect(answer.code).toMatch(/^HTTP_/);
	});
});
