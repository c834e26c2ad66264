// All tender types in the order in which the tender page offers them; the first is the main one.
import type { TenderType } from "../../../session/sale-session.js";
import { card } from "./card.js";
import { cash } from "./cash.js";
import { voucher } from "./voucher.js";

const byName = {
	cash,
	card,
	voucher,
};

export const tenders: readonly TenderType[] = /* @__PURE__ */ Object.values(byName);
