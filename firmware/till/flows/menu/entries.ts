// What the menu offers, in this order. A page that is reached from the menu is a line here.
import { Fault } from "../../../core/fault.js";
import { Right } from "../../../policy/staff.js";
import type { Entry } from "../../entry.js";
import { openDrawer } from "../no-sale/no-sale.js";
import { copyReceipt } from "../receipt/receipt.js";
import { changingPerson } from "../staff/sign-in.js";

export const menuEntries: readonly Entry[] = [
	{
		label: "noSale",
		action: { kind: "noSale" },
		right: Right.drawer,
		check: ({ shift }) => {
			if (!shift.isOpen) throw new Fault("SHIFT_CLOSED");
		},
		choose: openDrawer,
	},
	{
		label: "paidInOut",
		action: { kind: "moveCash" },
		isOffered: ({ shift }) => shift.isOpen,
		choose: (session) => {
			session.needRealSale();
			session.go("moveCash");
		},
	},
	{
		label: "reprint",
		action: { kind: "reprint" },
		choose: (session) => {
			copyReceipt(session);
			// A copy that waits for paper is printed later.
			session.notify(session.options.tickets.fault ?? "receiptCopied");
		},
	},
	{ label: "parked", action: { kind: "parked" }, choose: (session) => session.go("parked") },
	{ label: "queue", action: { kind: "queue" }, choose: (session) => session.go("queue") },
	{
		label: "xReport",
		action: { kind: "report" },
		isOffered: ({ shift }) => shift.isOpen,
		choose: (session) => session.go("report", "X"),
	},
	{
		label: "lastReport",
		action: { kind: "report" },
		isOffered: ({ shift }) => shift.hasLastReport,
		choose: (session) => session.go("report", "Z"),
	},
	{
		label: "changePerson",
		action: { kind: "changePerson" },
		isOffered: (session) => session.shift.isOpen && session.hasStaff,
		choose: (session) => session.go("people", changingPerson),
	},
	{ label: "settings", action: { kind: "settings" }, choose: (session) => session.go("settings") },
];
