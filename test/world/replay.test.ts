import { expect, it } from "vitest";
import { expectSameLedger, expectedReport, replayPlain } from "./sample-replay.js";

it("a replayed till log adds up in the host's ledger to what the log says", async () => {
	expect(await replayPlain()).toMatchObject({ ...expectedReport, terminals: 3 });
});

it("a replayed till log comes to the same ledger through the faults of seed 1", () => expectSameLedger(1));
