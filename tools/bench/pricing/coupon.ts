// What a scanned coupon costs on XS without its signature: parsed, checked against catalog, clock and rights partition,
// and the basket of three lines priced again by eight rules. The partition holds 200 used coupons.
import { join } from "node:path";
import type { CatalogSource } from "../../../firmware/catalog/builder.js";
import type { CatalogSourceRule } from "../../../firmware/catalog/source.js";
import { sealRightCode } from "../../../firmware/wire/right-code.js";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import { storeCatalog } from "../../../simulator/fixtures/stored-catalog.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { nodeDigest } from "../../../simulator/terminal/crypto.js";
import { benchCatalog } from "./catalog.js";

const usedBefore = 200;
const goods = 3;
const signer = { publicKey: new Uint8Array(32), sign: () => new Uint8Array(64) };

function catalog(): CatalogSource {
	const off = { kind: "amount", amountMinor: 10, priority: 10, items: [] } as const;
	const coupon: CatalogSourceRule = { ...off, id: "coupon", name: "Coupon", class: "coupon", campaign: "BENCH" };
	const few = (benchCatalog(true).rules ?? []).slice(0, 7);
	return {
		...benchCatalog(true),
		campaigns: [{ number: 3, name: "BENCH", isEverywhere: true }],
		rules: [...few, coupon],
	};
}

export async function measureCoupon(): Promise<number> {
	const source = catalog();
	const catalogFlash = new NorFlash({ sizeBytes: 589_824 });
	storeCatalog(catalogFlash, source);
	const bench = await XsBench.open(join(import.meta.dirname, "coupon-guest.ts"), {
		ports: {
			...{ catalogFlash, journalFlash: new NorFlash({ sizeBytes: 1_048_576 }) },
			...{ rightsFlash: new NorFlash({ sizeBytes: 131_072 }), digest: nodeDigest },
		},
	});
	try {
		bench.call("open");
		let couponOperations = 0;
		for (let serial = 1; serial <= usedBefore; serial++) {
			const lines = serial === usedBefore ? goods : 1;
			for (let line = 0; line < lines; line++) bench.call("scan", source.items[line * 7]!.sku);
			const code = { kind: "coupon", campaign: 3, serial, lastDay: 0xffff, home: 0 } as const;
			const text = sealRightCode(signer, "north", code);
			if (serial < usedBefore) bench.call("scan", text);
			else couponOperations = bench.measure("scan", text).operations;
			const view = String(bench.call("total"));
			if (!view.includes('"kind":"sell"') || view.includes('"notice":"')) throw new Error(view);
			bench.call("sell");
		}
		return couponOperations;
	} finally {
		bench.close();
	}
}
