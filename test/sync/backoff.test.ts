import { expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { Backoff } from "../../firmware/sync/backoff.js";

const always = (byte: number) => ({ fill: (bytes: Uint8Array) => void bytes.fill(byte) });

it("doubles up to its ceiling, and begins anew after an answer", () => {
	const backoff = new Backoff(always(0xff));
	const delays = Array.from({ length: 30 }, () => backoff.nextDelayMs());
	expect(delays[0]).toBeLessThanOrEqual(limits.reconnectDelayMsMin);
	expect(delays[1]! / delays[0]!).toBeCloseTo(2, 1);
	expect(Math.max(...delays)).toBeLessThanOrEqual(limits.reconnectDelayMsMax);
	expect(delays.at(-1)).toBeGreaterThan(limits.reconnectDelayMsMax * 0.9);
	backoff.reset();
	expect(backoff.nextDelayMs()).toBe(delays[0]);
});

it("spreads the tills of a market over half of the delay", () => {
	const [least, most] = [0, 0xff].map((byte) => new Backoff(always(byte)).nextDelayMs());
	expect(least).toBe(limits.reconnectDelayMsMin / 2);
	expect(most).toBeGreaterThan(least! * 1.9);
});
