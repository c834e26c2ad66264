// Runs inside XS: opens each feature's pages on a session of their own, without the router and the screens.
import type { Person } from "../../../firmware/catalog/staff.js";
import { CatalogStore } from "../../../firmware/catalog/store.js";
import { Fault } from "../../../firmware/core/fault.js";
import { limits } from "../../../firmware/core/limits.js";
import { Journal } from "../../../firmware/journal/journal.js";
import { isPin } from "../../../firmware/policy/staff.js";
import { openDrawer } from "../../../firmware/till/flows/no-sale/no-sale.js";
import { beginPayment } from "../../../firmware/till/flows/payment/payment-start.js";
import { leaveOpen } from "../../../firmware/till/flows/payment/outcome.js";
import { park } from "../../../firmware/till/flows/parking/parking.js";
import { shownReceipt } from "../../../firmware/till/flows/receipt/ticket.js";
import { flows, pages } from "../../../firmware/till/flows/registry.js";
import { openShift } from "../../../firmware/till/flows/shift/shift.js";
import { changingPerson } from "../../../firmware/till/flows/staff/sign-in.js";
import type { TillOptions } from "../../../firmware/till/options.js";
import type { Destinations, Page, Router } from "../../../firmware/till/page.js";
import { SaleSession } from "../../../firmware/till/session/sale-session.js";
import type { Action, Body } from "../../../firmware/till/view.js";
import { steps } from "../../../firmware/terminal/self-test/registry.js";
import { SelfTest } from "../../../firmware/terminal/self-test/self-test.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import { CborCodec } from "../../../firmware/wire/cbor.js";
import type { SaleRecord } from "../../../firmware/wire/record.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const { catalogFlash, digest, ed25519, journalFlash, renderer } = guestPorts;
const seed = new Uint8Array(32).fill(7);
const [merchant, terminal] = ["north", "t1"];
const units = 20;

class PageHolder implements Router {
	page: Page | undefined;
	body: Body | undefined;
	session: SaleSession | undefined;
	selfTest: SelfTest | undefined;
	nowMs = 60_000;
	/** The sale whose receipt is shown. */
	sale: SaleRecord | undefined;

	go<K extends keyof Destinations>(kind: K, given: Destinations[K]): void {
		if (this.session === undefined) return;
		this.page?.closed?.();
		this.page = pages[kind](this.session, given);
		this.page.opened?.();
		this.body = this.page.body();
	}

	/** Nothing of a page is held any more. */
	clear(): void {
		this.page?.closed?.();
		this.page = this.body = undefined;
	}

	act(action: Action): void {
		this.page?.act(action);
		this.body = this.page?.body();
	}

	run(work: () => void): void {
		work();
	}

	uncover(): void {}

	notify(): void {}
}

/** With as many rounds as the host makes. */
const person: Person = {
	...{ number: 1, name: "Bartholomew Featherstone", rights: 0, rounds: limits.pinRounds },
	...{ salt: new Uint8Array(8).fill(1), verifier: new Uint8Array(16).fill(1) },
};

const holder = new PageHolder();

/** What each feature's fullest page is opened from, and how. `prepare` is not counted. */
interface Scenario {
	prepare?(session: SaleSession): void;
	open(session: SaleSession): void;
}

function fill(session: SaleSession): void {
	for (let index = 0; index < units; index++) session.ringUpIndex(index);
}

function pay(session: SaleSession): void {
	fill(session);
	beginPayment(session, false);
}

const scenarios: Readonly<Record<string, Scenario>> = {
	sale: { prepare: fill, open: (session) => session.go("basket") },
	payment: {
		prepare: fill,
		open: (session) => {
			beginPayment(session, false);
			session.go("cash", undefined);
		},
	},
	receipt: {
		prepare: (session) => {
			pay(session);
			session.go("cash", undefined);
			holder.act({ kind: "exact" });
			holder.sale = session.shift.lastSale;
		},
		open: (session) => {
			const { epoch, sequence } = session.options.journal;
			if (holder.sale) session.go("receiptQr", shownReceipt(session, holder.sale, { epoch, sequence }, 0, 0));
		},
	},
	parking: {
		prepare: (session) => {
			fill(session);
			park(session);
			pay(session);
			flows.tenders.find(({ action }) => action.kind === "card")?.choose(session, undefined);
			if (session.reader.shown) leaveOpen(session, session.reader.shown);
		},
		open: (session) => session.go("parked"),
	},
	shift: { open: (session) => session.go("report", "X") },
	"no-sale": {
		open: (session) => {
			openDrawer(session);
			holder.clear();
		},
	},
	"cash-movement": {
		open: (session) => {
			session.go("cashReason", 500);
			holder.act({ kind: "choose", index: 0 });
		},
	},
	staff: {
		open: (session) => {
			session.go("pin", person, changingPerson);
			for (let digit = 0; digit < limits.pinDigitsMax; digit++) holder.act({ kind: "digit", key: "7" });
		},
	},
	vouchers: { prepare: pay, open: (session) => session.go("voucher", undefined) },
	menu: { open: (session) => session.go("menu") },
	inspection: { open: (session) => session.go("inspection") },
	settings: { open: (session) => session.go("settings") },
	status: { open: (session) => session.go("queue") },
	power: { open: (session) => session.go("lowPower") },
	recovery: { open: (session) => session.go("resumed") },
	"self-test": { open: (session) => void walkSelfTest(session) },
	fault: { open: (session) => session.go("fault", { fault: new Fault("JOURNAL_FULL"), cause: "action" }) },
};

/** From its beginning to the result, each part skipped. */
function walkSelfTest({ options }: SaleSession): void {
	const listener = { selfTestChanged: () => {}, selfTestEnded: () => {} };
	const { tickets: printer, battery, ports } = options;
	// Parts that are skipped use no other ports.
	const used: Partial<TerminalPorts> = { ...ports, journalFlash, catalogFlash, renderer, trace: () => {} };
	const selfTestPorts = used as TerminalPorts;
	holder.selfTest = new SelfTest(
		{
			ports: selfTestPorts,
			printer,
			tags: undefined,
			battery: battery as undefined,
			enrolled: { terminal, isOnline: true, audit: () => options.journal.audit() },
		},
		listener,
	);
	for (let count = 0; count < steps.length; count++) {
		holder.body = holder.selfTest.body();
		holder.selfTest.act({ kind: "selfTestSkip" });
	}
	holder.body = holder.selfTest.body();
}

export function names(): string {
	return Object.keys(scenarios).join(" ");
}

function options(): TillOptions {
	const publicKey = ed25519.publicKey(seed);
	const journal = new Journal({
		flash: journalFlash,
		digest,
		signer: { publicKey, sign: (message) => ed25519.sign(message, seed) },
		identity: { merchant, terminal, epoch: 1 },
	});
	return {
		journal,
		cbor: new CborCodec(),
		ports: {
			wallClock: { read: () => ({ ms: 1_700_000_000_000, quality: 3 }), set: () => {} },
			// So late each time that a button of the self-test counts.
			timers: { uptimeMs: () => (holder.nowMs += limits.selfTestReadMs), start: () => ({ cancel: () => {} }) },
			digest,
			resetReason: 1,
			cardReader: { request: () => {}, inquire: () => {}, cancel: () => {} },
			buzzer: { play: () => {} },
		},
		catalog: new CatalogStore({ flash: catalogFlash, digest }).image,
		nonce: new Uint8Array(16).fill(1),
		identity: { merchant, terminal },
		signer: { publicKey },
		bootCount: 1,
		tickets: {
			ticket: "idle",
			paper: "ok",
			fault: undefined,
			paperMillimetres: 58,
			logo: undefined,
			print: () => {},
		},
		drawer: { open: () => {} },
		status: {
			link: { offlineSinceMs: undefined, queued: 0, etaSeconds: undefined },
			memory: { spaceSales: 0, wearPercent: 0, lifeYears: undefined },
		},
		listener: {
			recordDurable: () => {},
			shiftClosed: () => {},
			preferencesChanged: () => {},
			selfTestWanted: () => {},
			viewChanged: () => {},
		},
	};
}

export function boot(): void {
	holder.session = new SaleSession({ till: options(), flows, router: holder });
	openShift(holder.session, 10_000);
	fill(holder.session);
	holder.session.basket.clear();
	holder.clear();
}

export function prepare(name: string): void {
	const { session } = holder;
	if (session) scenarios[name]?.prepare?.(session);
	holder.clear();
}

export function open(name: string): void {
	const { session } = holder;
	if (session) scenarios[name]?.open(session);
}

/** One try of a PIN. */
export function tryPin(): void {
	isPin(digest, person, "12345678");
}
