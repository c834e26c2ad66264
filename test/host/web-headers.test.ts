// The headers that protect the dashboard's page, and which requests count as foreign.
import { afterEach, describe, expect, it } from "vitest";
import { foreignHeader, loopbackNames } from "../../host/web/origin.js";
import { Fixture } from "./fixture.js";

const fixture = new Fixture();
afterEach(() => fixture.close());
const local = { host: "127.0.0.1:80" };

describe("every answer of the host", () => {
	it.each(["/", "/api/overview", "/api/nothing", "/healthz"])("has the security headers: %s", async (url) => {
		const host = await fixture.open();
		const { headers } = await host.web.inject({ url, headers: local });
		expect(headers).toMatchObject({
			"x-content-type-options": "nosniff",
			"referrer-policy": "no-referrer",
			"cross-origin-resource-policy": "same-origin",
			"cross-origin-opener-policy": "same-origin",
		});
		expect(String(headers["content-security-policy"]).split(";")).toEqual([
			"default-src 'self'",
			"script-src-attr 'none'",
			"style-src 'self' 'unsafe-inline'",
			"img-src 'self' data:",
			"object-src 'none'",
			"base-uri 'none'",
			"form-action 'self'",
			"frame-ancestors 'none'",
		]);
		expect(headers["strict-transport-security"]).toBeUndefined();
		expect(headers["cache-control"]).toBe(url.startsWith("/api/") ? "no-store" : undefined);
	});

	it("has them on refusals and streams", async () => {
		const host = await fixture.open({ httpPort: 0 });
		const refused = await host.web.inject({ url: "/api/overview", headers: { host: "evil.example" } });
		expect([refused.statusCode, refused.headers["x-content-type-options"]]).toEqual([403, "nosniff"]);
		const abort = new AbortController();
		const response = await fetch(`http://127.0.0.1:${host.httpPort}/api/events`, { signal: abort.signal });
		expect(response.headers.get("content-type")).toBe("text/event-stream");
		expect(response.headers.get("cache-control")).toBe("no-store");
		expect(response.headers.get("content-security-policy")).toContain("frame-ancestors");
		abort.abort();
	});
});

describe("a session's cookie", () => {
	it("is limited to same-site requests, inaccessible to scripts, and expires", async () => {
		const host = await fixture.open({ operatorToken: "correct horse" });
		const payload = { token: "correct horse" };
		const reply = await host.web.inject({ method: "POST", url: "/api/session", headers: local, payload });
		const parts = String(reply.headers["set-cookie"]).split("; ");
		expect(parts[0]).toMatch(/^tillmark=[\w-]{32}$/);
		expect(parts.slice(1).sort()).toEqual(["HttpOnly", "Max-Age=43200", "Path=/", "SameSite=Strict"]);
		const ledger = async (): Promise<number> =>
			(await host.web.inject({ url: "/api/ledger", headers: { ...local, cookie: parts[0]! } })).statusCode;
		expect(await ledger()).toBe(200);
		fixture.clock.set(fixture.clock.now() + 12 * 3_600_000);
		expect(await ledger()).toBe(401);
	});
});

describe("a request is foreign", () => {
	it.each([
		[{ host: "localhost:8080" }, undefined],
		[{ host: "LOCALHOST:8080" }, undefined],
		[{ host: "[::1]:8080", origin: "http://[::1]:8080" }, undefined],
		[{ host: "localhost:8080", origin: "https://localhost:8080" }, undefined],
		[{ host: "localhost:8081" }, "host"],
		[{ host: "localhost" }, "host"],
		[{ host: "evil.example:8080" }, "host"],
		[{ host: "localhost.evil.example:8080" }, "host"],
		[{}, "host"],
		[{ host: "localhost:8080", origin: "http://evil.example" }, "origin"],
		[{ host: "localhost:8080", origin: "http://127.0.0.1:8080" }, "origin"],
		[{ host: "localhost:8080", origin: "null" }, "origin"],
	])("by its headers %j: %s", (headers, expected) => {
		expect(foreignHeader(headers, { hostNames: loopbackNames, port: 8_080 })).toBe(expected);
	});
});
