// All routes of the host's API, one module per noun.
import type { WebContext } from "../../context.js";
import type { App } from "../app.js";
import type { SessionContext } from "./session.js";
import { alarmRoutes } from "./alarms.js";
import { cashMovementRoutes } from "./cash-movements.js";
import { catalogRoutes } from "./catalog.js";
import { enrolmentRoutes } from "./enrolments.js";
import { eventRoutes } from "./events.js";
import { firmwareRoutes } from "./firmware.js";
import { flagRoutes } from "./flags.js";
import { healthRoutes } from "./health.js";
import { itemRoutes } from "./items.js";
import { ledgerRoutes } from "./ledger.js";
import { metricsRoutes } from "./metrics.js";
import { overviewRoutes } from "./overview.js";
import { overrideRoutes } from "./overrides.js";
import { paymentRoutes } from "./payments.js";
import { peopleRoutes } from "./people.js";
import { receiptRoutes } from "./receipts.js";
import { receiptLinkRoutes } from "./receipt-links.js";
import { ruleRoutes } from "./rules.js";
import { sessionRoutes } from "./session.js";
import { shiftRoutes } from "./shifts.js";
import { taxRoutes } from "./taxes.js";
import { terminalRoutes } from "./terminals.js";
import { textRoutes } from "./texts.js";
import { voucherRoutes } from "./vouchers.js";

/** Adds the routes of a noun, whose function takes only the part of the context that it needs. */
export type AddRoutes = (app: App, context: WebContext & SessionContext) => void;

export const routes: readonly AddRoutes[] = [
	overviewRoutes,
	terminalRoutes,
	receiptRoutes,
	receiptLinkRoutes,
	textRoutes,
	shiftRoutes,
	cashMovementRoutes,
	overrideRoutes,
	peopleRoutes,
	voucherRoutes,
	ledgerRoutes,
	alarmRoutes,
	taxRoutes,
	itemRoutes,
	paymentRoutes,
	sessionRoutes,
	enrolmentRoutes,
	catalogRoutes,
	ruleRoutes,
	flagRoutes,
	firmwareRoutes,
	eventRoutes,
	healthRoutes,
	metricsRoutes,
];
