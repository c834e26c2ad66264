import { expect, it } from "vitest";
import { expectSameLedger, expectedReport, replayPlain } from "./sample-replay.js";

it("a replayed till log adds up to the log's totals in the host's ledger", async () => {
	expect(await replayPlain()).toMatchObject({ ...expectedReport, terminals: 3 });
});

it("a replayed till log produces the same ledger with the faults of seed 1", () => expectSameLedger(1));
