import { expect, it } from "vitest";
import { variants } from "../../tools/fault-injection/power-cuts/sweeps.js";
import { describePowerCuts } from "./power-cut-sweep.js";

describePowerCuts([1, 2, 3, 4]);

it("has a file for every variant", () => {
	expect(variants.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
});
