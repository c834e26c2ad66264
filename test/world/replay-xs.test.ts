import { expect, it } from "vitest";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { expectedReport, replay, replayPlain } from "./sample-replay.js";

const noXs = await xsUnavailable();

const reason = noXs ? ` (skipped: ${noXs})` : "";

it.skipIf(noXs)(`a replayed till log produces the same ledger on the XS engine with faults${reason}`, async () => {
	const { stateHash } = await replayPlain();
	const report = await replay("xs", 4);
	expect(report).toMatchObject({ ...expectedReport, stateHash });
	expect(report.xsOperations).toBeGreaterThan(1_000_000);
});
