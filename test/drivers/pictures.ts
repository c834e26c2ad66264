// Saves printed paper as a picture for docs/ if UPDATE_PICTURES=1 is set.
import { mkdirSync, writeFileSync } from "node:fs";

export function savePaper(name: string, png: Buffer): void {
	if (process.env["UPDATE_PICTURES"] !== "1") return;
	const folder = new URL("../../docs/pictures/", import.meta.url);
	mkdirSync(folder, { recursive: true });
	writeFileSync(new URL(`${name}.png`, folder), png);
}
