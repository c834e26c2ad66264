// Invariant 13 on the host: a payment is recorded as an attempt before any money moves. Unsettled payments are listed,
// double credits raise alarms, and operators' answers reach the terminal under the host's signature.
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { encodeRecord, type KnownRecord, PaymentOutcome, type Place, RecordKind } from "../../firmware/wire/record.js";
import { NodeSigner } from "../../host/crypto.js";
import type { Host } from "../../host/compose/single.js";
import { alarmsOf, Fixture, refusals } from "./fixture.js";
import { type BenchOptions, IngestBench, seeds, terminalOf } from "./ingest-bench.js";
import {
	anchor,
	attempted,
	basket,
	booted,
	bootNonce,
	cbor,
	ed25519,
	ended,
	newerRecord,
	newSeed,
	paidSale,
	prefix,
	sale,
	type TestTerminal,
} from "./test-terminal.js";
import { openPaymentAnswer } from "../wire/open.js";

const { declined, withdrawn, unresolved, approved } = PaymentOutcome;

const benches: IngestBench[] = [];
const fixture = new Fixture();
afterEach(async () => {
	for (const bench of benches.splice(0)) await bench.close();
	await fixture.close();
});

async function open(options?: BenchOptions): Promise<IngestBench> {
	const bench = await IngestBench.open(options);
	benches.push(bench);
	return bench;
}

/** Unsettled payments by place. */
async function openOf(bench: IngestBench): Promise<string[]> {
	return (await bench.payments.open()).map(
		({ terminal, origin, state, amountMinor }) =>
			`${terminal} ${origin.epoch}/${origin.sequence} ${state} ${amountMinor}`,
	);
}

function carried(origin: Place, from: Place, key: Uint8Array, outcome = 0, amountMinor = 260): KnownRecord {
	const body = attempted(amountMinor) as Extract<KnownRecord, { kind: 32 }>;
	return { ...body, kind: RecordKind.paymentCarried, origin, key, outcome, reference: "", closes: [from] };
}

describe("a payment attempt", () => {
	it("is open from its record on, and settled by the sale that names it", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(booted());
		const place = terminal.attempt();
		await bench.ship(terminal);
		expect(await openOf(bench)).toEqual(["t0 1/2 open 260"]);
		terminal.record(paidSale(1, place));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it.each([
		["declined", declined],
		["withdrawn", withdrawn],
	])("is settled by a record with outcome %s", async (_name, outcome) => {
		const bench = await open();
		const terminal = terminalOf(0);
		const place = terminal.attempt();
		terminal.record(ended(place, outcome));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("with an unknown outcome raises an alarm with its amount, which is cleared on settlement", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		const place = terminal.attempt(attempted(820));
		terminal.record(ended(place, unresolved));
		await bench.ship(terminal);
		expect(await openOf(bench)).toEqual(["t0 1/1 unresolved 820"]);
		expect(await bench.alarms()).toEqual([
			{ code: "PAYMENT_UNRESOLVED", terminal: "t0", detail: "payment 1/1", amountMinor: 820, currency: "GBP" },
		]);
		expect(bench.refused).toEqual(["PAYMENT_UNRESOLVED"]);
		terminal.record(paidSale(1, place, 820));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("remains approved until the rest of its sale is paid, and is then no longer unresolved", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		const place = terminal.attempt(attempted(100, basket(260)));
		terminal.record(ended(place, unresolved), ended(place, approved));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([["t0 1/1 approved 100"], []]);
		const rest = { kind: 1, amountMinor: 160, reference: "" };
		const leg = { kind: 2, amountMinor: 100, reference: "ref", attempt: place };
		terminal.record(
			sale(1, 260, 1, {
				document: { series: 1, number: 1, totalMinor: 260, cashMinor: 160 },
				tenders: [leg, rest],
				closes: [place],
			}),
		);
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("continues under the record that carries it, and is settled there", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(booted());
		const origin = terminal.attempt();
		terminal.record(ended(origin, unresolved));
		terminal.record(carried(origin, origin, terminal.keyOf(origin), unresolved));
		const place = terminal.last();
		await bench.ship(terminal);
		expect(await openOf(bench)).toEqual(["t0 1/2 unresolved 260"]);
		// Either place works: a tender names the first place, `closes` the current one.
		terminal.record(paidSale(1, origin, 260, { closes: [place] }));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
		const next = terminal.attempt();
		terminal.record(carried(next, next, terminal.keyOf(next)));
		terminal.record(ended(next, withdrawn, [terminal.last()]));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("is settled by a record of a newer version that closes it", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.attempt();
		terminal.payloads.push(newerRecord(99, 0, [1]));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("is distinguished from a parked basket that a sale closes", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record({ ...prefix, kind: RecordKind.basketParked, basket: basket() });
		terminal.record(sale(1, 260, 1, { closes: [terminal.last()] }));
		await bench.ship(terminal);
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});
});

describe("a payment has an alarm with the amount at risk when", () => {
	const atRisk = async (...records: KnownRecord[]) => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(...records);
		await bench.ship(terminal);
		return (await bench.alarms()).map(({ code, detail, amountMinor }) => [code, detail, amountMinor]);
	};
	const place = { epoch: 1, sequence: 1 };

	it("two sales name it", async () => {
		expect(await atRisk(attempted(), paidSale(1, place), paidSale(2, place))).toEqual([
			["PAYMENT_MISMATCH", "payment 1/1", 260],
		]);
	});

	it("a sale of another basket names it", async () => {
		const other = { lines: [{ ...basket().lines[0]!, name: "Tea" }] };
		expect(await atRisk(attempted(), paidSale(1, place, 260, other))).toEqual([
			["PAYMENT_MISMATCH", "payment 1/1", 260],
		]);
	});

	it("a sale names it with another amount", async () => {
		expect(await atRisk(attempted(700, basket(260)), paidSale(1, place))).toEqual([
			["PAYMENT_MISMATCH", "payment 1/1", 260],
		]);
	});

	it("a sale names it though it was declined", async () => {
		expect(await atRisk(attempted(), ended(place, declined), paidSale(1, place))).toEqual([
			["PAYMENT_MISMATCH", "payment 1/1", 260],
		]);
	});

	it("it was approved and then closed without a sale", async () => {
		const voided: KnownRecord = { ...prefix, kind: RecordKind.saleVoided, basket: basket(), closes: [place] };
		expect(await atRisk(attempted(), ended(place, approved), voided)).toEqual([
			["PAYMENT_MISMATCH", "payment 1/1", 260],
		]);
	});

	it("a sale names a record that is not an attempt", async () => {
		expect(await atRisk(sale(1), paidSale(2, place))).toEqual([["PAYMENT_MISMATCH", "payment 1/1", 260]]);
	});

	it("raises one alarm per sale for unknown attempts, and drops no alarm of another terminal", async () => {
		const bench = await open();
		const other = terminalOf(1);
		other.record(booted());
		other.record(ended(other.attempt(), unresolved));
		await bench.ship(other);
		const terminal = terminalOf(0);
		for (let number = 1; number <= 54; number++) {
			const named = Array.from({ length: 200 }, (_, k) => ({
				...{ kind: 2, amountMinor: 1, reference: "" },
				attempt: { epoch: 3, sequence: 256 + k + 1_000 * number },
			}));
			const goods = { lines: [], taxes: [], tenders: named };
			terminal.payloads.push(encodeRecord(cbor, sale(number, 200, 1, goods), 1));
		}
		await bench.ship(terminal, 27);
		expect(await bench.store.notices.details("PAYMENT_UNRESOLVED", "t1")).toEqual(["payment 1/2"]);
		const mismatches = (await bench.alarms()).filter(({ code }) => code === "PAYMENT_MISMATCH");
		// The first 64 orphans wait for epoch 3.
		expect(mismatches.map(({ detail }) => detail)).toHaveLength(54);
		expect(mismatches.find(({ detail }) => detail === "record 1/1")!.amountMinor).toBe(200 - 64);
		expect(mismatches.find(({ detail }) => detail === "record 1/54")!.amountMinor).toBe(200);
	});

	it("has no alarm when a newer version may have made the attempt", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.payloads.push(newerRecord(90, 0));
		terminal.record(paidSale(1, place));
		await bench.ship(terminal);
		expect(await bench.alarms()).toEqual([]);
	});
});

describe("payments across epochs", () => {
	/** Epoch 1, and the records of the same board in epoch 2 about attempts that were open then. */
	function story(): [TestTerminal, TestTerminal] {
		const first = terminalOf(0);
		first.record(booted());
		const places = [260, 300, 420, 510, 640].map((amountMinor) => first.attempt(attempted(amountMinor)));
		const [paid, left, twice, gone, lost] = places as [Place, Place, Place, Place, Place];
		first.record(ended(left, unresolved), ended(gone, unresolved), ended(lost, approved), paidSale(1, twice, 420));
		const second = terminalOf(0, 2);
		second.record({
			...prefix,
			kind: RecordKind.epochOpened,
			epoch: 2,
			previousEpoch: 1,
			previousSequence: 0,
			previousHead: new Uint8Array(32),
		});
		second.record(paidSale(2, paid), paidSale(3, twice, 420), ended(gone, withdrawn));
		second.record(carried(left, left, first.keyOf(left), unresolved, 300));
		second.record(sale(4), sale(6, 999, 1, { closes: [lost] }));
		return [first, second];
	}

	it("are the same for any order and split of the epochs' records", async () => {
		const [first, second] = story();
		const play = async (cuts: readonly (readonly [number, number])[]) => {
			const bench = await open();
			await bench.enrol(0, 2);
			for (const [epoch, upTo] of cuts) {
				const terminal = epoch === 1 ? first : second;
				const from = (await bench.store.chains.epoch("t0", epoch))!.committed + 1;
				const to = Math.min(upTo, terminal.payloads.length);
				if (to >= from) await bench.deliver("t0", terminal.batch(from, to));
			}
			await bench.ship(second);
			await bench.ship(first);
			return bench;
		};
		const expected = await (await play([])).ledgerState();
		expect(JSON.stringify(expected)).toContain("PAYMENT_MISMATCH");
		expect(JSON.stringify(expected)).toContain("PAYMENT_UNRESOLVED");
		const cut = fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 10 }));
		await fc.assert(
			fc.asyncProperty(fc.array(cut, { maxLength: 12 }), async (cuts) => {
				const bench = await play(cuts);
				expect(await bench.ledgerState()).toEqual(expected);
				await bench.ledgers.rebuild();
				expect(await bench.ledgerState()).toEqual(expected);
			}),
			{ seed: 11, numRuns: 30 },
		);
	});

	it.each(["123", "132", "213", "231", "312", "321"])(
		"stay open when they are carried through three epochs that arrive in order %s",
		async (order) => {
			const origin = { epoch: 1, sequence: 2 };
			const terminals = [1, 2, 3].map((epoch) => {
				const terminal = terminalOf(0, epoch);
				const from = { epoch: epoch - 1, sequence: 2 };
				const key = new Uint8Array(16).fill(1);
				terminal.record(booted(), epoch === 1 ? attempted() : carried(origin, from, key, unresolved));
				return terminal;
			});
			const bench = await open();
			await bench.enrol(0, 2);
			await bench.enrol(0, 3);
			for (const epoch of order) await bench.ship(terminals[Number(epoch) - 1]!);
			const alarms = [["PAYMENT_UNRESOLVED", "payment 1/2", 260]];
			const seen = async () =>
				(await bench.alarms()).map(({ code, detail, amountMinor }) => [code, detail, amountMinor]);
			expect([await openOf(bench), await seen()]).toEqual([["t0 1/2 unresolved 260"], alarms]);
			await bench.ledgers.rebuild();
			expect([await openOf(bench), await seen()]).toEqual([["t0 1/2 unresolved 260"], alarms]);
		},
	);

	it("of a replaced board are unresolved until their outcome arrives or an operator answers", async () => {
		const bench = await open();
		const old = terminalOf(0);
		old.record(booted());
		const settled = old.attempt();
		const left = old.attempt(attempted(500));
		await bench.ship(old);
		expect(await openOf(bench)).toEqual(["t0 1/2 open 260", "t0 1/3 open 500"]);
		await bench.enrol(0, 2, newSeed());
		await bench.ledgers.caughtUp();
		expect(await openOf(bench)).toEqual(["t0 1/2 unresolved 260", "t0 1/3 unresolved 500"]);
		expect((await bench.alarms()).map(({ amountMinor }) => amountMinor)).toEqual([260, 500]);
		old.record(paidSale(1, settled));
		await bench.ship(old);
		expect(await openOf(bench)).toEqual(["t0 1/3 unresolved 500"]);
		await bench.payments.answer("t0", left, { isCharged: true, reference: "acq-7" });
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
		// No answer is sent, because the board was replaced.
		expect(await bench.payments.pendingAnswers("t0")).toEqual([]);
		await bench.ledgers.rebuild();
		expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
	});

	it("of a board that opens the next epoch itself stay open", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(booted());
		terminal.attempt();
		await bench.ship(terminal);
		await bench.enrol(0, 2);
		await bench.ledgers.caughtUp();
		expect([await openOf(bench), await bench.alarms()]).toEqual([["t0 1/2 open 260"], []]);
	});
});

describe("an operator's answer", () => {
	const hostKey = new NodeSigner(seeds[0]!).publicKey;

	async function answered(bench: IngestBench, place: Place, isCharged = true) {
		await bench.payments.answer("t0", place, { isCharged, reference: "acq-7" });
		return openPaymentAnswer(cbor, ed25519, hostKey, (await bench.payments.pendingAnswers("t0"))[0]!);
	}

	it("is sealed for the attempt's key, from the nonce of the boot, an anchor or the previous chain", async () => {
		for (const before of [
			[booted()],
			[sale(1), { ...prefix, kind: RecordKind.shiftOpened, anchor: anchor() } as KnownRecord],
		]) {
			const bench = await open();
			const terminal = terminalOf(0);
			terminal.record(...before);
			const place = terminal.attempt();
			await bench.ship(terminal);
			expect(await answered(bench, place)).toEqual({
				...{
					merchant: "demo",
					terminal: "t0",
					...place,
					key: terminal.keyOf(place),
					outcome: approved,
					reference: "acq-7",
				},
			});
		}
		const bench = await open();
		const first = terminalOf(0);
		first.record(booted(new Uint8Array(16).fill(1)), booted(bootNonce));
		await bench.ship(first);
		await bench.enrol(0, 2);
		const second = terminalOf(0, 2);
		const place = second.attempt();
		await bench.ship(second);
		expect(await answered(bench, place, false)).toMatchObject({
			key: second.keyOf(place),
			outcome: withdrawn,
			reference: "",
		});
	});

	it("uses the key that a record contains, even if the boot's record is missing", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		const origin = { epoch: 1, sequence: 900 };
		terminal.record(carried(origin, origin, new Uint8Array(16).fill(5), unresolved));
		await bench.ship(terminal);
		expect(await answered(bench, origin)).toMatchObject({ ...origin, key: new Uint8Array(16).fill(5) });
		const other = terminalOf(1);
		const unknown = other.attempt();
		await bench.ship(other);
		const answer = { isCharged: true, reference: "" };
		await expect(bench.payments.answer("t1", unknown, answer)).rejects.toThrow("PAYMENT_KEY_UNKNOWN");
	});

	it("is final: repeating it has no effect; another one, or one for a settled payment, is refused", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(booted());
		const place = terminal.attempt();
		const other = terminal.attempt();
		terminal.record(ended(place, unresolved), ended(other, declined));
		await bench.ship(terminal);
		const say = (at: Place, isCharged: boolean) => bench.payments.answer("t0", at, { isCharged, reference: "" });
		await Promise.all([say(place, false), say(place, false)]);
		await say(place, false);
		await expect(say(place, true)).rejects.toThrow("PAYMENT_ANSWERED");
		await expect(say(other, true)).rejects.toThrow("PAYMENT_SETTLED");
		await expect(say({ epoch: 1, sequence: 99 }, true)).rejects.toThrow("PAYMENT_UNKNOWN");
		expect(await bench.alarms()).toMatchObject([{ code: "PAYMENT_UNRESOLVED" }]);
		expect(await bench.payments.pendingAnswers("t0")).toHaveLength(1);
		terminal.record(ended(place, withdrawn));
		await bench.ship(terminal);
		expect([await bench.payments.pendingAnswers("t0"), await bench.alarms()]).toEqual([[], []]);
	});

	it("survives a rebuild", async () => {
		const bench = await open();
		const terminal = terminalOf(0);
		terminal.record(booted());
		const place = terminal.attempt();
		await bench.ship(terminal);
		await answered(bench, place);
		await bench.ledgers.rebuild();
		expect(await bench.payments.pendingAnswers("t0")).toHaveLength(1);
		expect(await bench.payments.open()).toMatchObject([{ answer: { outcome: approved, reference: "acq-7" } }]);
	});
});

it("a failed commit leaves no trace of a payment", async () => {
	const bench = await open();
	const terminal = terminalOf(0);
	const place = terminal.attempt();
	terminal.record(paidSale(1, place));
	const genuine = bench.store.chains.commit;
	bench.store.chains.commit = () => Promise.reject(new Error("disk full"));
	await bench.deliver("t0", terminal.batch(1));
	bench.store.chains.commit = genuine;
	await bench.deliver("t0", terminal.batch(1, 1));
	expect(await openOf(bench)).toEqual(["t0 1/1 open 260"]);
	await bench.ship(terminal);
	expect([await openOf(bench), await bench.alarms()]).toEqual([[], []]);
});

describe("over the wire", () => {
	const headers = { host: "127.0.0.1:80" };

	async function unresolvedTerminal(): Promise<{ host: Host; terminal: TestTerminal; place: Place }> {
		const host = await fixture.open();
		const terminal = await fixture.terminal(host);
		terminal.record(booted());
		const place = terminal.attempt();
		terminal.record(ended(place, unresolved));
		await terminal.ship(1);
		return { host, terminal, place };
	}

	async function answer(host: Host, place: string, payload: object): Promise<[number, string | undefined]> {
		const reply = await host.web.inject({
			method: "POST",
			url: `/api/payments/stall-1/${place}/answer`,
			headers,
			payload,
		});
		return [reply.statusCode, reply.body === "" ? undefined : reply.json().code];
	}

	const received = async (host: Host, terminal: TestTerminal) =>
		openPaymentAnswer(cbor, ed25519, host.publicKey, (await terminal.client!.message(terminal.topic("payment")))!);

	it("an operator answers for an unresolved payment; each session carries it until it is recorded", async () => {
		const { host, terminal, place } = await unresolvedTerminal();
		const list = async () => (await host.web.inject({ url: "/api/payments", headers })).json();
		const shown = {
			terminal: "stall-1",
			...place,
			state: "unresolved",
			amountMinor: 260,
			currency: "GBP",
			replaced: false,
			answer: null,
		};
		expect(await list()).toMatchObject([shown]);
		expect((await host.web.inject({ url: "/api/overview", headers })).json()).toMatchObject({
			payments: [shown],
			alarms: [{ code: "PAYMENT_UNRESOLVED", moneyAtRiskMinor: 260, currency: "GBP" }],
		});
		expect(await answer(host, "1/2", { charged: true, reference: "acq-7" })).toEqual([204, undefined]);
		const word = {
			merchant: "demo",
			terminal: "stall-1",
			...place,
			key: terminal.keyOf(place),
			outcome: approved,
			reference: "acq-7",
		};
		expect(await received(host, terminal)).toEqual(word);
		expect(await list()).toMatchObject([{ answer: { charged: true, reference: "acq-7" } }]);
		await fixture.reconnect(host, terminal);
		expect(await received(host, terminal)).toEqual(word);
		await terminal.ack();
		terminal.record(paidSale(1, place));
		await terminal.ship(4);
		expect(await list()).toEqual([]);
		await fixture.reconnect(host, terminal);
		await terminal.ack();
		await terminal.say();
		expect(
			terminal.client!.packets.filter(
				(packet) => packet.cmd === "publish" && packet.topic === terminal.topic("payment"),
			),
		).toEqual([]);
	});

	it("is kept for a terminal that is offline", async () => {
		const { host, terminal } = await unresolvedTerminal();
		await terminal.client!.close();
		expect(await answer(host, "1/2", { charged: false })).toEqual([204, undefined]);
		await terminal.online(fixture.client(host));
		expect(await received(host, terminal)).toMatchObject({ outcome: withdrawn, reference: "" });
	});

	it("is refused for unknown, settled or otherwise answered payments", async () => {
		const { host } = await unresolvedTerminal();
		expect(await answer(host, "1/1", { charged: true })).toEqual([404, "PAYMENT_UNKNOWN"]);
		expect(await answer(host, "1/2", { charged: "yes" })).toEqual([400, "HTTP_BAD_REQUEST"]);
		expect(await answer(host, "0/2", { charged: true })).toEqual([400, "HTTP_BAD_REQUEST"]);
		expect(await answer(host, "1/2", { charged: true })).toEqual([204, undefined]);
		expect(await answer(host, "1/2", { charged: false })).toEqual([409, "PAYMENT_ANSWERED"]);
		expect(await refusals(host, "PAYMENT_ANSWERED")).toBe(1);
	});

	it("a replacement board makes the open payment of the old one unresolved", async () => {
		const host = await fixture.open();
		const old = await fixture.terminal(host);
		old.record(booted());
		old.attempt();
		await old.ship(1);
		expect(await alarmsOf(host)).toEqual([]);
		await fixture.terminal(host);
		expect(await alarmsOf(host)).toMatchObject([{ code: "PAYMENT_UNRESOLVED", amountMinor: 260 }]);
		expect(await host.payments.open()).toMatchObject([{ state: "unresolved", isReplaced: true }]);
	});
});
