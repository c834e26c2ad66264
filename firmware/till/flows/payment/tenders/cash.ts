// Cash. Its page asks what the customer hands over.
import { TenderKind } from "../../../../wire/record.js";
import type { TenderType } from "../../../session/sale-session.js";

declare module "../../../view.js" {
	interface Actions {
		cash: undefined;
	}
}

export const cash: TenderType = {
	kind: TenderKind.cash,
	action: { kind: "cash" },
	givesChange: true,
	opensDrawer: true,
	choose: (session, partMinor) => session.go("cash", partMinor),
};
