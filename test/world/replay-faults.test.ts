import { it } from "vitest";
import { expectSameLedger } from "./sample-replay.js";

it.each([2, 3])("a replayed till log comes to the same ledger through the faults of seed %i", expectSameLedger);
