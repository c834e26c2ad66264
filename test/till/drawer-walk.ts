// A random walk over a till beside a drawer that is kept by hand: cash goes in and out only as the screens say.
import { expect } from "vitest";
import type { CatalogSource } from "../../firmware/catalog/builder.js";
import type { CardInquiry, CardOutcome, CardReader, CardRequest } from "../../firmware/core/card.js";
import type { Action, Body } from "../../firmware/till/view.js";
import { decodeRecord, isKnown, type KnownRecord, RecordKind, type UnknownRecord } from "../../firmware/wire/record.js";
import { cutModes, PowerCut } from "../../simulator/flash/power-cut.js";
import { SeededRandom } from "../../simulator/random.js";
import { Gateway } from "./gateway.js";
import { TillHarness } from "./harness.js";

const digits = ["0", "1", "2", "5", "9", "00", "delete"] as const;

export interface DrawerWalkOptions {
	readonly seed: number;
	readonly catalog: CatalogSource;
	readonly sizeBytes?: number;
	/** The host opens new epochs. */
	readonly opensEpochs?: boolean;
	/** Everything is archived at once, so that a full journal is trimmed. */
	readonly isArchived?: boolean;
	/** Gets the same touches and answers, and must show the same. The power is then only cut between steps. */
	readonly mirror?: TillMirror;
}

/** The same till on another engine. */
export interface TillMirror {
	act(action: Action): void;
	scan(code: string): void;
	authorising(key: string): void;
	outcome(key: string, outcome: CardOutcome): void;
	restart(): void;
	/** What its page shows, as JSON. */
	shown(): string;
}

type AnyRecord = KnownRecord | UnknownRecord;

export class DrawerWalk {
	readonly gateway = new Gateway();
	stall: TillHarness;
	/** All records, also those that were trimmed since. */
	readonly seen: AnyRecord[] = [];
	/** What lay in the drawer at each end of a shift. */
	readonly closings: number[] = [];
	readonly #options: DrawerWalkOptions;
	readonly #random: SeededRandom;
	readonly #trail: string[] = [];
	/** What lies in the drawer. */
	#drawerMinor = 0;
	#isTraining = false;
	#bookedMinor = 0;
	#next = { epoch: 1, sequence: 1 };

	constructor(options: DrawerWalkOptions) {
		const { seed, catalog, sizeBytes = 1_048_576 } = options;
		this.#options = options;
		this.#random = new SeededRandom(seed);
		const { gateway } = this;
		const cardReader: CardReader = {
			request: (request) => gateway.request(this.mirrored(request)),
			inquire: (inquiry) => gateway.inquire(this.mirrored(inquiry)),
			cancel: () => gateway.cancel(),
		};
		// The mirror has no memory for texts.
		const hasTexts = options.mirror === undefined;
		this.stall = new TillHarness({ catalog, cardReader, sizeBytes, hasTexts });
	}

	/** Number of records of a kind. */
	count(kind: number): number {
		return this.seen.filter((record) => record.kind === kind).length;
	}

	run(steps: number): this {
		for (let step = 0; step < steps; step++) {
			try {
				this.step();
			} catch (error) {
				const trail = this.#trail.slice(-40).join("\n");
				throw new Error(`step ${step}: ${String(error)}\n${trail}`, { cause: error });
			}
		}
		this.bookedMinor();
		return this;
	}

	private step(): void {
		const { stall } = this;
		const { mirror } = this.#options;
		const roll = this.#random.below(100);
		if (roll < 2) this.restart();
		else if (roll < 3 && this.#options.opensEpochs) this.guarded("epoch", () => stall.openEpoch());
		else if (roll < 12) this.answer();
		else if (roll < 16) this.guarded("scan", () => this.scan(this.pick(["COF", "CRO", "TEA"])));
		else if (mirror && roll < 19) return;
		else if (roll < 17) this.guarded("timers", () => stall.runTimers());
		else if (roll < 19) stall.flash.cutPower(this.#random.below(6), this.pick(cutModes), () => this.#random.unit());
		else this.guarded("", () => this.touch());
		if (this.#random.chance(0.2)) this.compare();
		if (mirror) expect(mirror.shown()).toBe(shownBy(this.stall));
		const { epoch, sequence } = this.stall.journal;
		if (!this.#options.isArchived) return;
		// What is trimmed must have been seen.
		this.bookedMinor();
		this.stall.journal.release(epoch, sequence);
	}

	/** After a power cut, what is recorded lies in the drawer, and what is not does not. */
	private guarded(what: string, work: () => void): void {
		if (what !== "") this.#trail.push(what);
		const [bookedMinor, drawerMinor] = [this.bookedMinor(), this.#drawerMinor];
		try {
			work();
		} catch (error) {
			if (!(error instanceof PowerCut)) throw error;
			this.restart();
			this.#drawerMinor = drawerMinor + this.bookedMinor() - bookedMinor;
			this.#trail.push(`cut: drawer ${this.#drawerMinor}`);
		}
	}

	private restart(): void {
		this.gateway.terminalRestarted();
		this.stall = this.stall.reboot();
		this.#options.mirror?.restart();
		this.#isTraining = false;
		this.#trail.push(`restarted: ${JSON.stringify(this.stall.body)}`);
	}

	/** The reader's side: a card, an answer that arrives or is lost. */
	private answer(): void {
		const roll = this.#random.below(6);
		this.guarded(`reader ${roll}`, () => {
			const body = this.stall.body;
			if (roll === 0) this.gateway.decline();
			else if (roll < 4) this.gateway.tap();
			if (roll === 5) this.gateway.lose();
			else this.gateway.deliver(this.#random.chance(0.1) ? 2 : 1);
			this.handOver(body, 0);
		});
	}

	/** What the bodies of all records say came into the drawer. */
	private bookedMinor(): number {
		const { journal, cbor } = this.stall;
		const cursor = journal.walk(this.#next.epoch, this.#next.sequence);
		for (let entry = cursor.next(); entry !== undefined; entry = cursor.next()) {
			const { epoch, sequence, payload } = entry;
			this.#next = { epoch, sequence: sequence + 1 };
			this.note(decodeRecord(cbor, payload, epoch));
		}
		return this.#bookedMinor;
	}

	private note(record: AnyRecord): void {
		this.seen.push(record);
		if (!isKnown(record)) return;
		if (record.kind === RecordKind.sale) this.#bookedMinor += record.document.cashMinor - (record.heldMinor ?? 0);
		if (record.kind === RecordKind.partPaid) this.#bookedMinor += record.takenMinor;
		if (record.kind === RecordKind.cashReturned) this.#bookedMinor -= record.amountMinor;
	}

	private touch(): void {
		const body = this.stall.body;
		const action = this.choose(body);
		this.#trail.push(`${body.kind}: ${JSON.stringify(action)}`);
		const given = body.kind === "cash" ? givenBy(action, body) : 0;
		const counts = body.kind === "keypad" && (body.purpose === "float" || body.purpose === "count");
		if (counts && action.kind === "confirm") this.keyDrawer();
		this.act(action);
		this.#isTraining = this.stall.till.view().status.isTraining;
		this.handOver(body, given);
		const after = this.stall.body;
		if (!counts || after.kind !== "report") return;
		const row = (label: string): number | undefined => after.rows.find((one) => one.label === label)?.value;
		expect([row("expected"), row("difference")], "Z").toEqual([this.#drawerMinor, 0]);
		this.closings.push(this.#drawerMinor);
	}

	/** Float and count are what lies in the drawer. */
	private keyDrawer(): void {
		expect(this.#drawerMinor, "in the drawer").toBeGreaterThanOrEqual(0);
		for (let digit = 0; digit < 14; digit++) this.act({ kind: "digit", key: "delete" });
		for (const key of String(this.#drawerMinor)) this.act({ kind: "digit", key: key as "0" });
	}

	/** What a seller does by what the screen says after a touch or an answer. */
	private handOver(before: Body, given: number): void {
		const after = this.stall.body;
		if (this.#isTraining) return;
		if (after.kind === "partPaid" && after.isReturned && before.kind === "partPaid" && !before.isReturned)
			this.#drawerMinor -= after.cashMinor;
		else if (after.kind === "paid" && before.kind !== "paid") {
			// Of what the screen says may be given already, only the share of this touch is not.
			const newest = before.kind === "cash" ? given - before.dueMinor : 0;
			this.#drawerMinor += given - (after.mayBeGiven ? newest : after.dueChangeMinor);
		} else if (after.kind === "tender" && before.kind === "cash" && given > 0)
			this.#drawerMinor += given - after.newestChangeMinor;
		else return;
		this.#trail.push(`  given ${given}, drawer ${this.#drawerMinor}: ${JSON.stringify(after)}`);
	}

	private choose(body: Body): Action {
		const any = (...kinds: string[]): Action => ({ kind: this.pick(kinds) }) as Action;
		const index = this.#random.below(3);
		const digit: Action = { kind: "digit", key: this.pick(digits) };
		switch (body.kind) {
			case "closed":
				return any("openShift", "openShift", "menu");
			case "keypad":
				return this.#random.chance(0.6) ? digit : any("confirm", "confirm", "confirm", "back");
			case "sell":
				if (body.units === 0 && this.#random.chance(0.5)) return { kind: "item", index };
				return body.units < 4 && this.#random.chance(0.3)
					? { kind: "item", index }
					: any("pay", "pay", "pay", "basket", "parked", "menu");
			case "basket":
				return any("park", "pay", "back", "void", "pay");
			case "parked":
				return this.#random.chance(0.7) ? { kind: "recall", index } : any("back");
			case "tender":
				return any("cash", "cash", "card", "split", "split", "split", "back");
			case "partPaid":
				return any("returnCash", "keepPart", "next", "back");
			case "cash":
				if (body.isKeying) return this.#random.chance(0.6) ? digit : any("confirm", "confirm", "back");
				if (body.notes.length > 0 && this.#random.chance(0.3))
					return { kind: "note", amountMinor: this.pick(body.notes) };
				return any("exact", "exact", "otherAmount", "back");
			case "menu":
				return any("closeShift", "closeShift", "parked", "noSale", "report", "settings", "back");
			case "settings":
				return any("training", "back", "back");
			default:
				return any("next", "next", "back", "confirm");
		}
	}

	/** X names what lies in the drawer. */
	private compare(): void {
		const { stall } = this;
		const { body } = stall;
		if (body.kind !== "sell" || body.units > 0) return;
		this.guarded("", () => {
			this.act({ kind: "menu" }, { kind: "report" });
			const sum = stall
				.page("report")
				.rows.filter(
					({ label, detail }) =>
						label === "float" || label === "held" || (label === "tender" && detail === "cash"),
				)
				.reduce((total, { value }) => total + value, 0);
			expect(sum, "X").toBe(this.#drawerMinor);
			this.act({ kind: "back" }, { kind: "back" });
		});
	}

	private act(...actions: Action[]): void {
		for (const action of actions) {
			this.stall.act(action);
			this.#options.mirror?.act(action);
		}
	}

	private scan(code: string): void {
		this.stall.scan(code);
		this.#options.mirror?.scan(code);
	}

	private mirrored<R extends CardRequest | CardInquiry>(request: R): R {
		const { mirror } = this.#options;
		const { idempotencyKey: key, onOutcome } = request;
		if (!mirror) return request;
		return {
			...request,
			onOutcome: (outcome) => {
				onOutcome(outcome);
				mirror.outcome(key, outcome);
			},
			...("onAuthorising" in request && {
				onAuthorising: () => {
					request.onAuthorising?.();
					mirror.authorising(key);
				},
			}),
		};
	}

	private pick<T>(from: readonly T[]): T {
		return from[this.#random.below(from.length)]!;
	}
}

/** The ticket's state is the printer's, which the mirror has none of. */
function shownBy({ body }: TillHarness): string {
	return JSON.stringify(body.kind === "paid" ? { ...body, ticket: "idle" } : body);
}

/** 0 for a touch that gives nothing. */
function givenBy(action: Action, { dueMinor, givenMinor }: Extract<Body, { kind: "cash" }>): number {
	if (action.kind === "note") return action.amountMinor;
	if (action.kind === "exact") return dueMinor;
	return action.kind === "confirm" ? givenMinor : 0;
}
