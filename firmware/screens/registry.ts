// Which screen shows which kind of body. A kind without a screen does not compile.
import type { Body } from "../till/view.js";
import { basketScreen } from "./basket.js";
import { cardScreen } from "./card.js";
import { cashMovedScreen } from "./cash-moved.js";
import { cashScreen } from "./cash.js";
import { choiceScreen } from "./choice.js";
import { closedScreen } from "./closed.js";
import { enrolScreen } from "./enrol.js";
import { faultScreen } from "./fault.js";
import { inspectionScreen } from "./inspection.js";
import { installingScreen } from "./installing.js";
import { keypadScreen } from "./keypad.js";
import { languagesScreen } from "./languages.js";
import { lowPowerScreen } from "./low-power.js";
import { menuScreen } from "./menu.js";
import { openPaymentScreen } from "./open-payment.js";
import { paidScreen } from "./paid.js";
import { parkedScreen } from "./parked.js";
import { partPaidScreen } from "./part-paid.js";
import { peopleScreen } from "./people.js";
import { pinScreen } from "./pin.js";
import { queueScreen } from "./queue.js";
import { receiptQrScreen } from "./receipt-qr.js";
import { reportScreen } from "./report.js";
import { resumedScreen } from "./resumed.js";
import type { BodyScreen, Screen } from "./screen.js";
import { searchScreen } from "./search.js";
import { selfTestResultScreen } from "./self-test-result.js";
import { selfTestScreen } from "./self-test.js";
import { sellScreen } from "./sell.js";
import { settingsScreen } from "./settings.js";
import { tenderScreen } from "./tender.js";
import { textEntryScreen } from "./text-entry.js";

const screens: { readonly [Kind in Body["kind"]]: Screen<Kind> } = {
	enrol: enrolScreen,
	closed: closedScreen,
	installing: installingScreen,
	sell: sellScreen,
	basket: basketScreen,
	tender: tenderScreen,
	cash: cashScreen,
	card: cardScreen,
	openPayment: openPaymentScreen,
	partPaid: partPaidScreen,
	paid: paidScreen,
	receiptQr: receiptQrScreen,
	languages: languagesScreen,
	resumed: resumedScreen,
	keypad: keypadScreen,
	search: searchScreen,
	text: textEntryScreen,
	parked: parkedScreen,
	menu: menuScreen,
	settings: settingsScreen,
	inspection: inspectionScreen,
	selfTest: selfTestScreen,
	selfTestResult: selfTestResultScreen,
	report: reportScreen,
	choice: choiceScreen,
	cashMoved: cashMovedScreen,
	people: peopleScreen,
	pin: pinScreen,
	queue: queueScreen,
	lowPower: lowPowerScreen,
	fault: faultScreen,
};

/** The screen of a body, to be given that body and no other. */
export function screenOf(body: Body): BodyScreen<Body> {
	return screens[body.kind];
}
