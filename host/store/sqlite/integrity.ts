// Whether a database is whole: SQLite's own check of pages, trees and indexes, and the chains of records, whose heads
// show a changed byte inside a record that SQLite cannot notice.
import type { Database } from "better-sqlite3";
import { equal } from "../../../firmware/core/bytes.js";
import { chainContext, genesisHead, nextHead } from "../../../firmware/core/chain.js";
import { NodeDigest } from "../../crypto.js";
import { StoreFault } from "../../faults.js";

interface Chain {
	readonly merchant: string;
	readonly terminal: string;
	readonly epoch: number;
	readonly committed: number;
	readonly head: Uint8Array;
}

interface Link {
	readonly sequence: number;
	readonly payload: Uint8Array;
	readonly head: Uint8Array;
}

/** Throws StoreFault STORE_DAMAGED, or SQLite's error for what cannot even be read. */
export function checkIntegrity(database: Database): void {
	// One transaction, so that a commit meanwhile does not show a record without its epoch's new head.
	database.transaction(() => {
		checkPages(database, "integrity_check(1)");
		checkChains(database);
	})();
}

/** Checks only the small tables that say which terminals and chains there are. */
export function checkHeads(database: Database): void {
	for (const table of ["settings", "terminals", "epochs"]) checkPages(database, `quick_check('${table}')`);
}

function checkPages(database: Database, check: string): void {
	const found = String(database.pragma(check, { simple: true }));
	if (found !== "ok") throw new StoreFault("STORE_DAMAGED", found.replaceAll("\n", " ").slice(0, 200));
}

function checkChains(database: Database): void {
	const digest = new NodeDigest();
	const links = database.prepare<[string, string, number], Link>(
		`SELECT sequence, payload, head FROM records WHERE merchant = ? AND terminal = ? AND epoch = ?
		ORDER BY sequence`,
	);
	const chains = database.prepare<[], Chain>("SELECT merchant, terminal, epoch, committed, head FROM epochs").all();
	for (const chain of chains) {
		const { merchant, terminal, epoch, committed } = chain;
		const fail = (sequence: number): StoreFault =>
			new StoreFault("STORE_DAMAGED", `terminal ${terminal}, epoch ${epoch}, record ${sequence}`);
		let head = genesisHead(digest, chainContext(digest, { merchant, terminal, epoch }));
		let last = 0;
		for (const link of links.iterate(merchant, terminal, epoch)) {
			head = nextHead(digest, head, link.payload);
			if (link.sequence !== ++last || !equal(head, link.head)) throw fail(last);
		}
		if (last !== committed || (last > 0 && !equal(head, chain.head))) throw fail(last + 1);
	}
}
