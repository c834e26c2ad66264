// Bounds of the live events: how many may listen, and how much waits for one that does not read.
import { once } from "node:events";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../host/compose/single.js";
import { hostLimits } from "../../host/limits.js";
import { Fixture, refusals } from "./fixture.js";

const fixture = new Fixture();
const aborts: AbortController[] = [];
afterEach(async () => {
	for (const abort of aborts.splice(0)) abort.abort();
	await fixture.close();
});

function listen(host: Host): Promise<Response> {
	const abort = new AbortController();
	aborts.push(abort);
	return fetch(`http://127.0.0.1:${host.httpPort}/api/events`, { signal: abort.signal });
}

describe("live events", () => {
	it("have a bounded number of listeners, and take another when one has gone", async () => {
		const host = await fixture.open({ httpPort: 0 });
		const answers: Response[] = [];
		for (let i = 0; i < hostLimits.eventListenersMax; i++) answers.push(await listen(host));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		const refused = await listen(host);
		expect(refused.status).toBe(429);
		expect(await refused.json()).toMatchObject({ code: "HTTP_TOO_MANY" });
		expect(await refusals(host, "HTTP_TOO_MANY")).toBe(1);
		aborts.shift()!.abort();
		// The host hears of the end of a connection when its own event loop comes to it.
		await expect.poll(async () => (await listen(host)).status).toBe(200);
	});

	it("end for a listener that does not read, before more than the bound waits for it", async () => {
		const host = await fixture.open({ httpPort: 0 });
		const socket = connect(host.httpPort, "127.0.0.1");
		socket.write("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
		let text = "";
		const keep = (data: Buffer): void => void (text = (text + data.toString("latin1")).slice(-1_000));
		socket.on("data", keep);
		while (!text.includes("event: overview")) await once(socket, "data");
		socket.pause();
		for (let i = 0; i < 400; i++) host.events.emit({ kind: "terminal", terminal: "x".repeat(60_000) });
		host.events.emit({ kind: "terminal", terminal: "last" });
		const closed = once(socket, "close").then(() => "closed");
		socket.resume();
		const last = (async () => {
			while (!text.includes('"last"')) await once(socket, "data");
			return "last";
		})();
		last.catch(() => undefined);
		expect(await Promise.race([closed, last])).toBe("closed");
	});
});
