import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { features } from "../../firmware/terminal/features.js";

/** Only used by other flows' pages. */
const shared = ["keypad"];
const flowsFolder = new URL("../../firmware/till/flows/", import.meta.url);

it("names every folder of the till's flows once, and the self-test", () => {
	const folders = readdirSync(flowsFolder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
		.map(({ name }) => name);
	expect(features.map(({ name }) => name).sort()).toEqual([...folders, "self-test"].sort());
});
