// Gift vouchers. Their page asks for the voucher to be scanned.
import { TenderKind } from "../../../../wire/record.js";
import type { TenderType } from "../../../session/sale-session.js";

declare module "../../../view.js" {
	interface Actions {
		voucher: undefined;
	}
}

export const voucher: TenderType = {
	kind: TenderKind.voucher,
	action: { kind: "voucher" },
	givesChange: false,
	opensDrawer: false,
	isOffered: ({ catalog, isTraining }) => !isTraining && catalog?.hasVouchers === true,
	choose: (session, partMinor) => session.go("voucher", undefined, partMinor),
};
