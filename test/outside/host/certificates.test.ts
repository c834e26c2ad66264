// Issue 11, number 4: a certificate that is useless is refused at the start with a sentence that names the part, and
// one that will be is announced 30 days before. From https://github.com/OPEnSLab-OSU/SSLClient/issues/27 (in the field,
// "certificate is expired or not yet valid" after a few days), https://github.com/espressif/esp-at/issues/432,
// https://github.com/netty/netty/issues/8461 and https://github.com/openssl/openssl/issues/13214 (validity of server
// certificate and authority not checked), https://github.com/nodejs/node/issues/28772 (a server with an expired one).
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import type { TlsFiles } from "../../../host/options.js";
import { type CertificateOptions, hasOpenssl, makeCertificates } from "../../host/certificates.js";
import { Fixture, refusals } from "../../host/fixture.js";

const fixture = new Fixture();
afterEach(async () => {
	await fixture.close();
	fixture.log.length = 0;
});

const day = 86_400_000;
const leafDays = 100;
let nowMs: number;
let sound: TlsFiles;
let foreign: TlsFiles;

/** A host whose clock says `days` after the certificates were made. */
function open(tls: TlsFiles, days: number, more: { dataDir?: string; publicHost?: string } = {}): Promise<Host> {
	fixture.clock.set(nowMs + days * day);
	return fixture.open({ tls: { ...tls, port: 0 }, isStoreInThread: true, ...more });
}

interface State {
	readonly status: number;
	readonly reasons: readonly string[];
	readonly alarms: readonly (readonly [code: string, terminal: string | null])[];
	readonly expiresMs: number;
}

async function stateOf(host: Host): Promise<State> {
	const health = await host.web.inject("/healthz");
	const { reasons = [] } = health.json() as { reasons?: { code: string }[] };
	const alarms = (await host.web.inject("/api/alarms")).json() as { code: string; terminal: string | null }[];
	const text = await host.metrics.registry.metrics();
	return {
		status: health.statusCode,
		reasons: reasons.map(({ code }) => code),
		alarms: alarms.map(({ code, terminal }) => [code, terminal]),
		expiresMs: Number(/^tillmark_tls_expiry_timestamp_seconds (\d+)$/m.exec(text)?.[1]) * 1_000,
	};
}

describe.skipIf(!hasOpenssl)("the broker's certificate (skipped: no openssl)", () => {
	beforeAll(() => {
		nowMs = Date.now();
		sound = makeCertificates("127.0.0.1", { days: leafDays, authorityDays: 200 });
		foreign = makeCertificates("127.0.0.1");
	});

	it.each<readonly [string, number, () => TlsFiles, string]>([
		["has expired", leafDays + 1, () => sound, "the certificate expired on"],
		["is not valid yet", -1, () => sound, "the certificate is not valid before"],
		["is of a clock at 1970", -20_000, () => sound, "clock says 197"],
		["has another key", 0, () => ({ ...sound, key: foreign.key }), "the key does not belong"],
		["is from another authority", 0, () => ({ ...sound, authority: foreign.authority }), "did not issue"],
		["is its own authority", 0, () => ({ ...sound, authority: sound.certificate }), "may not sign"],
		["lacks a link", 0, () => ({ ...sound, certificate: foreign.certificate + sound.certificate }), "the key does"],
		[
			"has a foreign link behind it",
			0,
			() => ({ ...sound, certificate: sound.certificate + foreign.certificate }),
			"did not issue",
		],
		["is no certificate", 0, () => ({ ...sound, certificate: "" }), "the certificate cannot be read"],
		["is a key", 0, () => ({ ...sound, certificate: sound.key }), "the certificate cannot be read"],
		[
			"comes with a certificate as its key",
			0,
			() => ({ ...sound, key: sound.certificate }),
			"the key cannot be read",
		],
		["comes with an empty authority", 0, () => ({ ...sound, authority: " " }), "the authority cannot be read"],
		[
			"is followed by a broken one",
			0,
			() => ({
				...sound,
				certificate: `${sound.certificate}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
			}),
			"the certificate cannot be read",
		],
	])("is refused when it %s", async (_name, days, files, detail) => {
		const opening = open(files(), days);
		await expect(opening).rejects.toMatchObject({ code: "TLS_UNUSABLE", detail: expect.stringContaining(detail) });
	});

	it.each<readonly [string, CertificateOptions, number, string]>([
		["is a client's", { extensions: ["extendedKeyUsage=clientAuth"] }, 0, "not one of a server"],
		[
			"has an authority that has expired",
			{ days: 60, authorityDays: 20 },
			30,
			"the authority's certificate expired",
		],
	])("is refused when it %s", async (_name, options, days, detail) => {
		const opening = open(makeCertificates("127.0.0.1", options), days);
		await expect(opening).rejects.toMatchObject({ code: "TLS_UNUSABLE", detail: expect.stringContaining(detail) });
	});

	it("is refused for another name", async () => {
		const opening = open(sound, 0, { publicHost: "till.example" });
		await expect(opening).rejects.toMatchObject({ detail: "the certificate is not for till.example" });
	});

	it("is announced 30 days before it expires, not earlier, and its renewal ends the alarm", async () => {
		const dataDir = fixture.folder();
		const early = await open(sound, leafDays - 31, { dataDir });
		const { expiresMs, ...state } = await stateOf(early);
		expect(state).toEqual({ status: 200, reasons: [], alarms: [] });
		expect(Math.abs(expiresMs - (nowMs + leafDays * day))).toBeLessThan(day);
		await early.close();

		const late = await open(sound, leafDays - 29, { dataDir });
		expect(await stateOf(late)).toMatchObject({ status: 200, alarms: [["TLS_EXPIRES", null]] });
		expect(fixture.codes()).toContain("TLS_EXPIRES");
		expect(await refusals(late, "TLS_EXPIRES")).toBe(1);
		await late.close();

		const renewed = await open(makeCertificates("127.0.0.1", { days: 190, authorityDays: 200 }), leafDays - 29, {
			dataDir,
		});
		expect(await stateOf(renewed)).toMatchObject({ status: 200, alarms: [] });
		await renewed.close();
	});

	it("counts the authority's end, too", async () => {
		const host = await open(makeCertificates("127.0.0.1", { days: 90, authorityDays: 20 }), 1);
		expect((await stateOf(host)).alarms).toEqual([["TLS_EXPIRES", null]]);
		expect(fixture.log.some((line) => line.includes("authority's certificate"))).toBe(true);
	});

	it("turns health red with the reason when it expires under the running host", async () => {
		const host = await open(sound, leafDays - 1);
		expect((await stateOf(host)).status).toBe(200);
		fixture.clock.set(nowMs + (leafDays + 1) * day);
		expect(await stateOf(host)).toMatchObject({ status: 503, reasons: ["TLS_EXPIRED"] });
	});

	it("is not missed where there is none", async () => {
		const host = await fixture.open();
		expect(await stateOf(host)).toEqual({ status: 200, reasons: [], alarms: [], expiresMs: 0 });
	});
});
