// What the settings offer, in this order.
import { Fault } from "../../../core/fault.js";
import { type PrinterProfileName, printerProfileNames } from "../../../core/printer-profiles.js";
import { isBetweenSales, mayTrain } from "../../../policy/sale.js";
import { Right } from "../../../policy/staff.js";
import type { Entry } from "../../entry.js";
import type { SaleSession } from "../../session/sale-session.js";
import type { Action, Preferences } from "../../view.js";

function change(session: SaleSession, changed: Partial<Preferences>): void {
	session.setPreferences({ ...session.preferences, ...changed });
}

const paper: Action = { kind: "paper" };
const training: Action = { kind: "training" };

/** A basket that was only practised does not become a sale. */
function endTraining(session: SaleSession): void {
	const { basket } = session;
	session.setTraining(false);
	if (basket.isEmpty) return;
	basket.clear();
	session.notify("basketEmptied");
}

/** Shows the kind that is chosen; a touch chooses the next. */
function printerEntry(name: PrinterProfileName, at: number, all: readonly PrinterProfileName[]): Entry {
	const next = all[(at + 1) % all.length]!;
	return {
		...(name === "automatic"
			? { label: "printerAutomatic" as const }
			: { label: "printer" as const, detail: name }),
		action: { kind: "printer" },
		right: Right.settings,
		isOffered: ({ preferences }) => preferences.printer === name,
		choose: (session) => change(session, { printer: next }),
	};
}

export const settingsEntries: readonly Entry[] = [
	{
		label: "sunPalette",
		action: { kind: "palette" },
		isOffered: ({ preferences }) => preferences.palette === "day",
		choose: (session) => change(session, { palette: "sun" }),
	},
	{
		label: "dayPalette",
		action: { kind: "palette" },
		isOffered: ({ preferences }) => preferences.palette === "sun",
		choose: (session) => change(session, { palette: "day" }),
	},
	{
		label: "paper",
		detail: "58 mm",
		action: paper,
		right: Right.settings,
		isOffered: ({ preferences }) => preferences.paperMillimetres === 58,
		choose: (session) => change(session, { paperMillimetres: 80 }),
	},
	{
		label: "paper",
		detail: "80 mm",
		action: paper,
		right: Right.settings,
		isOffered: ({ preferences }) => preferences.paperMillimetres === 80,
		choose: (session) => change(session, { paperMillimetres: 58 }),
	},
	...printerProfileNames.map(printerEntry),
	{ label: "languageName", detail: "›", action: { kind: "languages" }, choose: (session) => session.go("language") },
	{ label: "inspection", action: { kind: "inspect" }, choose: (session) => session.go("inspection") },
	{
		label: "selfTest",
		action: { kind: "selfTest" },
		right: Right.settings,
		isOffered: ({ shift }) => !shift.isOpen,
		choose: ({ options }) => options.listener.selfTestWanted(),
	},
	{
		label: "startTraining",
		action: training,
		right: Right.training,
		isOffered: ({ shift, basket, isTraining }) => !isTraining && mayTrain(shift.isOpen, basket.isEmpty),
		choose: (session) => session.setTraining(true),
	},
	{
		label: "endTraining",
		action: training,
		isOffered: ({ isTraining }) => isTraining,
		choose: endTraining,
	},
	{
		label: "installUpdate",
		beginsRow: true,
		action: { kind: "installUpdate" },
		right: Right.settings,
		isOffered: ({ options }) => options.update?.version !== undefined,
		check: ({ basket, parked }) => {
			if (!isBetweenSales(basket.isEmpty, parked.length)) throw new Fault("UPDATE_SALE_OPEN");
		},
		choose: ({ options }) => options.update?.install(),
	},
];
