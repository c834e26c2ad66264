// Signing in: at the opening of a shift, after a start in the middle of one, and in place of somebody else.
import type { Person } from "../../../catalog/staff.js";
import { RecordKind } from "../../../wire/record.js";
import type { SaleSession } from "../../session/sale-session.js";
import { showFirstPage } from "../recovery/first-page.js";
import type { PinPurpose } from "./pin-page.js";
import { closesOf } from "./pin-check.js";

/** The way to a new shift. */
export function beginShift(session: SaleSession): void {
	session.needCatalog();
	if (session.hasStaff) session.go("people", openingShift);
	else session.go("float");
}

/** The first page after power-on. */
export function showStart(session: SaleSession): void {
	if (session.isLocked) session.go("people", unlocking);
	else showFirstPage(session);
}

/** Nobody is signed in any more. */
export function signOut({ recordWriter }: SaleSession): void {
	recordWriter.staff = 0;
}

/** Records it; records are the person's from this one on. Throws what the journal throws; nothing has changed then. */
function signIn(session: SaleSession, { number }: Person): void {
	const { recordWriter, shift } = session;
	const previous = recordWriter.staff;
	recordWriter.staff = number;
	try {
		session.write(
			{ kind: RecordKind.staffSignedIn, closes: closesOf(session, number), number, previous },
			"reserved",
		);
	} catch (error) {
		recordWriter.staff = previous;
		throw error;
	}
	shift.open.dropRefusal(number);
	session.isLocked = false;
}

const openingShift: PinPurpose = {
	title: "who",
	right: 0,
	accepted(session, person) {
		signIn(session, person);
		session.go("float");
	},
	left: (session) => session.goHome(),
};

/** Asked again after each start: whoever cuts the power does not get somebody else's rights. */
const unlocking: PinPurpose = {
	title: "who",
	right: 0,
	accepted(session, person) {
		signIn(session, person);
		showFirstPage(session);
	},
	// A catalog without staff has come meanwhile.
	left: (session) => {
		if (!session.isLocked) showFirstPage(session);
	},
};

export const changingPerson: PinPurpose = {
	title: "who",
	right: 0,
	accepted(session, person) {
		signIn(session, person);
		session.goHome();
	},
	left: (session) => session.go("menu"),
};
