// People who sign in: what operators change, what catalogs carry, and what the books say of them.
import { afterEach, describe, expect, it } from "vitest";
import { CatalogImage } from "../../firmware/catalog/image.js";
import { isPin, Right } from "../../firmware/policy/staff.js";
import { decodeSource } from "../../host/control/catalog-source.js";
import type { Host } from "../../host/compose/single.js";
import { StaffedStall } from "../till/staffed-stall.js";
import { alarmsOf, Fixture } from "./fixture.js";
import { digest } from "./test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const csv = Buffer.from("sku,name,category,price_minor,currency,tax_class,barcodes\nCOF,Coffee,,260,EUR,standard,\n");

const headers = { host: "localhost" };
const get = (host: Host, url: string) => host.web.inject({ url, headers });
const post = (host: Host, url: string, payload: object) => host.web.inject({ method: "POST", url, headers, payload });
const anna = { name: "Anna", rights: ["drawer", "closeShift"], pin: "4711" };

async function image(host: Host): Promise<CatalogImage> {
	const version = await host.catalogs.version();
	const { digest: of } = (await host.catalogs.manifestFor([1]))!;
	const bytes = (await host.catalogs.piece({ digest: of, offset: 0, length: 1_000_000 }))!;
	const read = new CatalogImage({
		source: { sizeBytes: bytes.length, read: (at, into) => into.set(bytes.subarray(at, at + into.length)) },
	});
	expect(read.version).toBe(version);
	return read;
}

describe("a person", () => {
	it("is in the next version of the catalog as a verifier, with the items that it has", async () => {
		const host = await fixture.open();
		await host.catalogs.publish(csv);
		expect((await image(host)).staffCount).toBe(0);
		expect((await post(host, "/api/people", anna)).json()).toEqual({ number: 1 });
		expect((await post(host, "/api/people", { name: "Ben", rights: [], pin: "12345678" })).json()).toEqual({
			number: 2,
		});
		const read = await image(host);
		expect([read.version, read.itemCount, read.staffCount]).toEqual([3, 1, 2]);
		expect(read.person(0)).toMatchObject({ number: 1, name: "Anna", rights: Right.drawer | Right.closeShift });
		expect(isPin(digest, read.person(0), "4711")).toBe(true);
		expect(isPin(digest, read.person(0), "4712")).toBe(false);
		expect(isPin(digest, read.person(1), "12345678")).toBe(true);
		await host.catalogs.publish(csv);
		expect((await image(host)).staffCount).toBe(2);
	});

	it("keeps the PIN where a change leaves it out, and gets a new salt with a new one", async () => {
		const host = await fixture.open();
		await host.catalogs.publish(csv);
		await post(host, "/api/people", anna);
		const { salt } = (await image(host)).person(0);
		await post(host, "/api/people/1", { name: "Annika", rights: [] });
		const renamed = (await image(host)).person(0);
		expect([renamed.name, renamed.rights, renamed.salt]).toEqual(["Annika", 0, salt]);
		await post(host, "/api/people/1", { name: "Annika", rights: [], pin: "4711" });
		const changed = (await image(host)).person(0);
		expect(changed.salt).not.toEqual(salt);
		expect(isPin(digest, changed, "4711")).toBe(true);
	});

	it("who is retired signs in no more, keeps name and number, and may come back", async () => {
		const host = await fixture.open();
		await host.catalogs.publish(csv);
		await post(host, "/api/people", anna);
		await post(host, "/api/people/1", { ...anna, isRetired: true });
		expect((await image(host)).staffCount).toBe(0);
		expect((await post(host, "/api/people", { ...anna, name: "Dev" })).json()).toEqual({ number: 2 });
		const people = (await get(host, "/api/people")).json<object[]>();
		expect(people).toMatchObject([
			{ number: 1, name: "Anna", isRetired: true },
			{ number: 2, name: "Dev" },
		]);
		await post(host, "/api/people/1", { name: "Anna", rights: [] });
		expect((await image(host)).staffCount).toBe(2);
	});

	it("is refused without a usable name or PIN, and the PIN is in no answer and no store", async () => {
		const host = await fixture.open();
		await host.catalogs.publish(csv);
		const refused: readonly (readonly [object, number])[] = [
			[{ name: "A".repeat(4_096), rights: [], pin: "4711" }, 400],
			[{ name: "", rights: [], pin: "4711" }, 400],
			[{ name: "\u0007", rights: [], pin: "4711" }, 422],
			[{ name: "Anna", rights: [], pin: "471" }, 400],
			[{ name: "Anna", rights: [], pin: "123456789" }, 400],
			[{ name: "Anna", rights: [], pin: "47a1" }, 400],
			[{ name: "Anna", rights: [] }, 422],
			[{ name: "Anna", rights: ["everything"], pin: "4711" }, 400],
			[{ name: "Anna", rights: [], pin: "4711", admin: true }, 400],
		];
		for (const [body, status] of refused) expect((await post(host, "/api/people", body)).statusCode).toBe(status);
		expect((await post(host, "/api/people/9", anna)).json()).toMatchObject({ code: "PERSON_UNKNOWN" });
		expect((await get(host, "/api/people")).json()).toEqual([]);
		expect(await host.catalogs.version()).toBe(1);
		await post(host, "/api/people", { ...anna, pin: "90817263" });
		const stored = (await host.store.settings.get("people"))! + (await host.store.catalogs.source(2))!;
		expect(stored + (await get(host, "/api/people")).body).not.toContain("90817263");
		expect(decodeSource((await host.store.catalogs.source(2))!).staff![0]!.verifier).toHaveLength(16);
	});

	it("the thirty-third is refused, and two at once get two numbers", async () => {
		const host = await fixture.open();
		const both = await Promise.all([1, 2].map(() => post(host, "/api/people", anna)));
		expect(both.map((reply) => reply.json<{ number: number }>().number).sort()).toEqual([1, 2]);
		for (let number = 3; number <= 32; number++) await post(host, "/api/people", anna);
		expect((await post(host, "/api/people", anna)).json()).toMatchObject({ code: "PEOPLE_FULL" });
	});
});

describe("the books", () => {
	async function ship(host: Host, till: StaffedStall): Promise<void> {
		const terminal = await fixture.terminal(host);
		terminal.record(...till.records());
		await terminal.ship(1, terminal.payloads.length);
		await host.ledgers.caughtUp();
	}

	it("say who allowed what to whom, with names beside the numbers", async () => {
		const host = await fixture.open();
		await post(host, "/api/people", anna);
		await post(host, "/api/people", { name: "Ben", rights: [], pin: "0815" });
		const till = new StaffedStall().act("openShift").signIn(1, "0815").key("1000").act("confirm").sellCash("COF");
		till.act("menu", "noSale").signIn(0, "4711").act({ kind: "choose", index: 1 });
		till.act("menu", "closeShift").signIn(0, "4711").act({ kind: "choose", index: 3 }, "confirm");
		await ship(host, till);
		expect((await get(host, "/api/overrides")).json()).toMatchObject([
			{ staff: 2, approvedBy: 1, right: Right.closeShift, reason: 4, shift: 1 },
			{ staff: 2, approvedBy: 1, right: Right.drawer, reason: 2, shift: 1 },
		]);
		expect((await get(host, "/api/overrides.csv")).body).toContain(",1,2,Ben,drawer,1,Anna,mistake");
		expect((await get(host, "/api/receipts.csv")).body).toMatch(/,2,1,1,\d+,Ben\r?\n/);
		expect((await get(host, "/api/shifts.csv")).body).toContain(",Ben,Ben");
		expect((await get(host, "/api/overrides?shift=2")).json()).toEqual([]);
		expect(await alarmsOf(host)).toEqual([]);
	});

	it("raise an alarm where somebody guesses, and none for a slip", async () => {
		const host = await fixture.open();
		const till = new StaffedStall().act("openShift", { kind: "choose", index: 2 });
		for (let guess = 0; guess < 4; guess++) till.enter("1111");
		till.act("back", { kind: "choose", index: 1 });
		for (let guess = 0; guess < 5; guess++) till.enter("1111");
		till.uptimeMs += 60_000;
		till.enter("2222");
		await ship(host, till);
		expect(await alarmsOf(host)).toMatchObject([{ code: "PIN_GUESSED", detail: "epoch 1, person 2", count: 6 }]);
	});
});
