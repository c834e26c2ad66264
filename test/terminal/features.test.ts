import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { features } from "../../firmware/terminal/features.js";

/** Without a page of their own: used by other flows' pages, or by what the host sends. */
const shared = ["keypad", "flags"];
const flowsFolder = new URL("../../firmware/till/flows/", import.meta.url);

it("names every folder of the till's flows once, and the self-test", () => {
	const folders = readdirSync(flowsFolder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && !shared.includes(entry.name))
		.map(({ name }) => name);
	expect(features.map(({ name }) => name).sort()).toEqual([...folders, "self-test"].sort());
});
