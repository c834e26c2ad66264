// The random walk over the drawer, on XS as well: the same touches, cards and restarts, and every screen the same.
import { afterEach, describe, expect, it } from "vitest";
import { RecordKind } from "../../firmware/wire/record.js";
import { xsUnavailable } from "../../simulator/engine/xs/machine.js";
import { XsBench } from "../../simulator/engine/xs/measure.js";
import { storeCatalog } from "../../simulator/fixtures/stored-catalog.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { nodeDigest } from "../../simulator/terminal/crypto.js";
import { DrawerWalk, type TillMirror } from "./drawer-walk.js";
import { stallCatalog } from "./harness.js";
import { checkPayments } from "./payment-audit.js";

const unavailable = await xsUnavailable();
const items = stallCatalog.items.map((item, at) => ({ ...item, priceMinor: [263, 1_024, 3][at]! }));
const steps = Number(process.env["WALK_STEPS"] ?? 800);

let xs: XsBench | undefined;
afterEach(() => {
	xs?.close();
	xs = undefined;
});

async function openMirror(catalog: typeof stallCatalog): Promise<TillMirror> {
	const catalogFlash = new NorFlash({ sizeBytes: 589_824 });
	storeCatalog(catalogFlash, catalog);
	const journalFlash = new NorFlash({ sizeBytes: 1_048_576 });
	const bench = await XsBench.open(new URL("till-guest.ts", import.meta.url).pathname, {
		ports: { catalogFlash, journalFlash, digest: nodeDigest },
	});
	xs = bench;
	const restart = (): void => {
		bench.call("openJournal");
		bench.call("boot");
	};
	restart();
	return {
		act: (action) => void bench.call("act", JSON.stringify(action)),
		scan: (code) => void bench.call("scan", code),
		authorising: (key) => void bench.call("authorise", key),
		outcome: (key, outcome) => void bench.call("answerTo", key, JSON.stringify(outcome)),
		restart,
		shown: () => String(bench.call("view")),
	};
}

describe.skipIf(unavailable !== undefined)("the cash in the drawer on XS is what the books expect", () => {
	it.each([
		[1, "EUR", "SK"],
		[2, "CHF", "CH"],
	])("walk %i in %s, %s", async (seed, currency, country) => {
		const catalog = { ...stallCatalog, currency, country, items };
		const walk = new DrawerWalk({ seed, catalog, mirror: await openMirror(catalog) }).run(steps);
		checkPayments(walk.stall, walk.gateway.charged);
		expect(walk.count(RecordKind.sale)).toBeGreaterThan(3);
		expect(walk.count(RecordKind.partPaid)).toBeGreaterThan(0);
	});
});
