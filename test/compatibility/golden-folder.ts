// A data folder of an earlier host, built from the human-readable files in `data-folder/`.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

const golden = new URL("./data-folder/", import.meta.url);

export interface ExpectedFolder {
	readonly ledger: { readonly stateHash: string };
	readonly days: number[];
	readonly numbers: number[];
}

export function expectedFolder(): ExpectedFolder {
	return JSON.parse(readFileSync(new URL("expected.json", golden), "utf8")) as ExpectedFolder;
}

/** Fills an empty folder, which belongs to the merchant "demo". */
export function buildGoldenFolder(dataDir: string): void {
	const database = new Database(join(dataDir, "host.db"));
	database.exec(readFileSync(new URL("host.sql", golden), "utf8"));
	database.close();
	const key = readFileSync(new URL("host.key.txt", golden), "utf8").replaceAll(/\s/g, "");
	writeFileSync(join(dataDir, "host.key"), Buffer.from(key, "hex"), { mode: 0o600 });
}
