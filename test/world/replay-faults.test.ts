import { it } from "vitest";
import { expectSameLedger } from "./sample-replay.js";

it.each([2, 3])("a replayed till log produces the same ledger with the faults of seed %i", expectSameLedger);
