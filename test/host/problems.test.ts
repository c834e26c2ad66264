// What an error inside the host tells whoever asked.
import { afterEach, expect, it } from "vitest";
import { Fixture, refusals } from "./fixture.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

it("an error of the program is logged whole, and answered without a word of it", async () => {
	const host = await fixture.open();
	host.store.reports.shifts = () => Promise.reject(new TypeError("secret path /srv/till: x is not a function"));
	const reply = await host.web.inject({ url: "/api/shifts", headers: { host: "127.0.0.1" } });
	expect([reply.statusCode, reply.json()]).toMatchObject([500, { code: "HOST_INTERNAL", detail: "", lines: [] }]);
	expect(reply.body).not.toContain("secret path");
	expect(fixture.log.join("")).toContain("secret path");
	expect(await refusals(host, "HOST_INTERNAL")).toBe(1);
});
