// Campaigns of coupons, as a catalog image stores them.
import { readU16 } from "../core/bytes.js";
import { campaignEntry, campaignEverywhere, SectionType } from "./format.js";
import type { Sections } from "./sections.js";

export interface Campaign {
	/** Its place in the catalog, by which rules name it. */
	readonly index: number;
	/** As coupons name it. */
	readonly number: number;
	/** Its coupons without a stall of their own are good at every one. */
	readonly isEverywhere: boolean;
}

/** Undefined for a number that the catalog does not have. Throws Fault CATALOG_UNREADABLE. */
export function findCampaign(sections: Sections, number: number): Campaign | undefined {
	const count = sections.count(SectionType.campaigns);
	const bytes = new Uint8Array(campaignEntry.bytes);
	for (let index = 0; index < count; index++) {
		sections.source.read(sections.at(SectionType.campaigns, index), bytes);
		if (readU16(bytes, campaignEntry.number) !== number) continue;
		return { index, number, isEverywhere: (bytes[campaignEntry.flags]! & campaignEverywhere) !== 0 };
	}
	return undefined;
}
