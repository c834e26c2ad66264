// Waits of tests in virtual time. A world stops at its limit without a word: a test that waited in vain would go on,
// and pass for another reason than the one that it names.
import { expect } from "vitest";
import type { World } from "../simulator/world.js";

/** Runs the world until `done` holds. Fails where it does not by `untilMs`, or before nothing happens any more. */
export async function reach(world: Pick<World, "run">, done: () => boolean, untilMs?: number): Promise<void> {
	await world.run(done, untilMs);
	expect(done(), `reached: ${String(done)}`).toBe(true);
}
