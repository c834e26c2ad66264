// Issue 11, numbers 7 and 9, and invariant 15: what one terminal signs about its catalog keeps nobody from publishing
// the next one. CWE-190 (a counter that a client may raise to its end).
import { readFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { type KnownRecord, RecordKind } from "../../../firmware/wire/record.js";
import { hostLimits } from "../../../host/limits.js";
import { Fixture } from "../../host/fixture.js";
import { newerRecord, prefix } from "../../host/test-terminal.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const csv = readFileSync(new URL("../../host/catalog.csv", import.meta.url));

function applied(version: number): KnownRecord {
	const digest = new Uint8Array(32);
	return { ...prefix, kind: RecordKind.catalogApplied, version, digest, format: 1, unapplied: [] };
}

it("publishes after a terminal has reported the highest version there is", async () => {
	const host = await fixture.open();
	const hostile = await fixture.terminal(host, "hostile");
	const honest = await fixture.terminal(host, "honest");
	expect(await host.publishCatalog(csv)).toBe(1);
	hostile.record(applied(0xffff_ffff));
	await hostile.ship(1);
	expect(await host.publishCatalog(csv)).toBe(2);
	// As after a restore: the host takes up the versions that its terminals have.
	honest.record(applied(40));
	await honest.ship(1);
	expect(await host.publishCatalog(csv)).toBe(41);
	hostile.record(applied(42 + hostLimits.catalogVersionsAheadMax));
	await hostile.ship(2);
	expect(await host.publishCatalog(csv)).toBe(42);
});

it("publishes after a terminal has reported a catalog in a form that this host cannot read", async () => {
	const host = await fixture.open();
	const hostile = await fixture.terminal(host, "hostile");
	const payload = newerRecord(RecordKind.catalogApplied, 0);
	// The last value becomes "undefined", which records may not contain (docs/records.md).
	hostile.payloads.push(payload.with(payload.length - 1, 0xf7));
	await hostile.ship(1);
	expect(await host.publishCatalog(csv)).toBe(1);
});
