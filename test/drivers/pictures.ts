// Paper as it would lie on the counter, for docs/: written with UPDATE_PICTURES=1.
import { mkdirSync, writeFileSync } from "node:fs";

export function savePaper(name: string, png: Buffer): void {
	if (process.env["UPDATE_PICTURES"] !== "1") return;
	const folder = new URL("../../docs/pictures/", import.meta.url);
	mkdirSync(folder, { recursive: true });
	writeFileSync(new URL(`${name}.png`, folder), png);
}
