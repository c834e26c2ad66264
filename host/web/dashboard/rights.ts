// What the pages call the rights of people.
import type { RightName } from "../../../firmware/policy/staff.js";

export const rightTexts: Readonly<Record<RightName, string>> = {
	drawer: "open the drawer without a sale",
	cash: "pay cash in and out",
	void: "void a sale",
	discount: "give a discount",
	refund: "refund",
	overCap: "sell over a cap",
	training: "start training",
	closeShift: "close the shift",
	settings: "change settings",
};

/** Those that this version's tills ask for. */
export const askedRights: readonly RightName[] = ["drawer", "cash", "void", "training", "closeShift", "settings"];
