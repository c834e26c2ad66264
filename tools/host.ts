// `tillmark host`: runs a host on this machine until it is stopped.
import { once } from "node:events";
import { join, resolve } from "node:path";
import { toHex } from "../firmware/core/bytes.js";
import { TaxMode } from "../firmware/wire/record.js";
import { SetClock, systemClock } from "../host/clock.js";
import { Host, type HostOptions } from "../host/compose/single.js";
import { openSecret } from "../host/control/host-key.js";
import { readLogo } from "../host/control/logo.js";
import { makeFolder } from "../host/durable-file.js";
import { hostLimits } from "../host/limits.js";
import { reachableName } from "../host/reachable-name.js";
import { checkSettings, type MerchantSettings, readDayEnd, readTaxClass } from "../host/settings.js";
import type { TlsFiles, WebTlsFiles } from "../host/options.js";
import { choice, defineCommand, flag, invalid, numbers, text, texts, whole } from "./command.js";
import { readInput } from "./input-file.js";
import { merchantOf } from "./merchant.js";

const tokenBytes = 24;
const portMax = 65_535;
const taxModes = { inclusive: TaxMode.inclusive, exclusive: TaxMode.exclusive } as const;

const networkOptions = {
	mqttPort: whole("the broker's port; 0 for a free one", { min: 0, max: portMax, default: 1_883 }),
	mqttHost: text("ADDR", "the broker's address; 0.0.0.0 accepts terminals on the network", { default: "127.0.0.1" }),
	mqttsPort: whole(
		"the broker's port for TLS, with the three files below; the other port is then for enrolment only",
		{
			min: 0,
			max: portMax,
			default: 8_883,
		},
	),
	tlsCert: text("FILE", "PEM: the broker's certificate and any intermediate certificates"),
	tlsKey: text("FILE", "PEM: the certificate's key"),
	tlsAuthority: text("FILE", "PEM: the one authority that terminals trust after enrolment"),
	publicHost: text("NAME", "the broker's name for terminals; written into enrolment codes"),
	httpPort: whole("the port of API and dashboard; 0 for a free one", { min: 0, max: portMax, default: 8_480 }),
	httpHost: text("ADDR", "the address of API and dashboard; beyond this machine only with TLS", {
		default: "127.0.0.1",
	}),
	webTlsCert: text("FILE", "PEM: the certificate of API and dashboard, and any intermediate certificates"),
	webTlsKey: text("FILE", "PEM: that certificate's key"),
	behindProxy: flag("a reverse proxy adds TLS to API and dashboard, which may then listen without it"),
	hostName: texts("NAME", "an additional host name of the API for browsers"),
} as const;

const merchantOptions = {
	zone: text("NAME", "the terminals' time zone, an IANA name such as Europe/Vienna", { default: "UTC" }),
	dayEnd: text("HH:MM", "end of the business day, as time after midnight", { default: "00:00" }),
	country: text("CC", "ISO 3166 code of the country, for cash rounding (default none)"),
	taxMode: choice(["inclusive", "exclusive"], "whether prices include tax", "inclusive"),
	taxClass: texts(
		"CLASS",
		"NAME=RATE[:AUTHORITY[:JURISDICTION]][,…] with rates in percent, such as food=4:US-NY,4.875:US-NY:NYC; " +
			"the first applies to amounts entered by hand (default standard=20, reduced=5, zero=0)",
	),
	logo: text("FILE", "a PNG, printed at the head of receipts; sent with the next catalog"),
	receiptAddress: text(
		"URL",
		"where customers reach this host, such as https://example.org: the QR code of receipts becomes a link to it; " +
			"sent with the next catalog",
	),
	header: texts("LINE", "printed at the head of receipts"),
	receiptLanguage: texts(
		"TAG",
		"offer receipts in this language too, he or ja: its words are sent as pictures with the next catalog",
	),
	drawerTolerance: whole(
		"a drawer that differs by more than this at the end of a shift raises an alarm; in minor units, 500 is 5.00",
		{ min: 0, max: 1_000_000_000, default: 500 },
	),
	pricing: text("FILE", "pricing rules as JSON (docs/pricing.md) to import; sent with the next catalog"),
	weightPrefix: numbers("NN", "in-store codes with this prefix (20 to 29) carry grams instead of a price", 20, 29),
	scaleLabel: texts(
		"LAYOUT",
		"what the digits of a scale's labels mean, such as 22IIIIIVPPPPC: item, a digit to skip, price (W: weight), " +
			"check digit",
	),
} as const;

export const host = defineCommand({
	name: "host",
	description: "Runs a host: MQTT broker, ingest, ledger, API and dashboard, until it is stopped.",
	options: {
		data: text("DIR", "folder for all data", { default: ".tillmark/host" }),
		merchant: text("NAME", "the merchant's identifier; a new folder needs it, and keeps it for good"),
		...networkOptions,
		...merchantOptions,
		noToken: flag("no operator token; only on 127.0.0.1"),
		restored: flag("the data folder was restored from a backup: terminals resend the records it lacks"),
		rebuild: flag("rebuild the ledger from its records, then continue"),
		clockWasWrong: flag(
			"this machine's clock was wrong and is right now: judge sales again that were taken for misdated, then " +
				"continue",
		),
		log: choice(
			["silent", "error", "warn", "info", "debug"],
			"log level; one JSON object per line, on stderr",
			"info",
		),
		clock: choice(["system", "ipc"], "ipc takes wall time from the parent process (for replays)", "system"),
	},
	ignored: ({ tlsCert }) => (tlsCert === undefined ? { mqttsPort: "without --tls-cert" } : {}),
	contradicting: [["noToken", "behindProxy"]],
	json: 'print {"mqttPort":…,"httpPort":…} as one line once ready',
	async run(values) {
		const { noToken, json } = values;
		const isDriven = values.clock === "ipc";
		const dataDir = resolve(values.data);
		makeFolder(dataDir);
		const driven = new SetClock(0);
		const stopped = waitForStop(driven);
		keepLogging();
		const tls = await readTls(values.tlsCert, values.tlsKey, values.tlsAuthority);
		const webTls = await readWebTls(values.webTlsCert, values.webTlsKey);
		const merchant = await merchantOf(dataDir, values.merchant);
		const running = await Host.open({
			dataDir,
			...{
				merchant,
				restored: values.restored,
				logLevel: values.log,
				logStream: process.stderr,
			},
			...{ mqttPort: values.mqttPort, mqttHost: values.mqttHost },
			...{ httpPort: values.httpPort, httpHost: values.httpHost, isBehindProxy: values.behindProxy },
			...(webTls && { webTls }),
			clock: isDriven ? driven : systemClock,
			settings: await readSettings(values),
			pricing: await readRules(values.pricing),
			...(tls && { tls: { ...tls, port: values.mqttsPort } }),
			...(values.publicHost !== undefined && { publicHost: values.publicHost }),
			...(values.hostName.length > 0 && { hostNames: values.hostName }),
			...(!noToken && { operatorToken: toHex(openSecret(join(dataDir, "operator-token"), tokenBytes)) }),
			...(await dashboardOptions(isDriven)),
		});
		guardProcess(running);
		try {
			if (values.clockWasWrong) noteJudged(await running.judgeTimesAgain());
			else if (values.rebuild) await running.ledgers.rebuild();
			const { mqttPort, httpPort } = running;
			process.send?.({ ready: true, mqttPort, httpPort });
			if (json) process.stdout.write(`${JSON.stringify({ mqttPort, httpPort })}\n`);
			else if (!isDriven) {
				const scheme = webTls ? "https" : "http";
				const dashboard = `${scheme}://${reachableName(values.httpHost)}:${httpPort}/`;
				process.stdout.write(
					greeting(dashboard, running, noToken ? undefined : join(dataDir, "operator-token")),
				);
			}
			await stopped;
		} finally {
			await running.close();
		}
		return 0;
	},
});

function greeting(dashboard: string, { endpoint }: Host, tokenFile: string | undefined): string {
	const { host: name, port, secure } = endpoint;
	const terminals = secure ? `${name}:${secure.port} by TLS, enrol at port ${port}` : `${name}:${port}`;
	const token = tokenFile === undefined ? "" : `Operator token:     ${tokenFile}\n`;
	return `Dashboard and API:  ${dashboard}\nTerminals connect:  ${terminals}\n${token}`;
}

function noteJudged(records: number): void {
	const booked = records === 1 ? "1 record is" : `${records} records are`;
	process.stderr.write(`${booked} booked under the terminal's time now.\n`);
}

/** A log that nobody reads, or on a full disk, ends no host. Lines are written again when there is room. */
function keepLogging(): void {
	process.stderr.removeAllListeners("error");
	process.stderr.on("error", () => undefined);
}

/**
 * The last resort for an error in a library's own callbacks, which no handler of the host can catch. Everything durable
 * is in transactions, and acks follow commits, so that going on loses nothing; ending would take every stall offline.
 */
function guardProcess({ guard }: Host): void {
	for (const event of ["uncaughtException", "unhandledRejection"] as const)
		process.on(event, (error: unknown) => guard.report(event, error));
}

/** A replay's host serves no browser, and starts faster without loading a bundler. */
async function dashboardOptions(isDriven: boolean): Promise<Pick<HostOptions, "dashboardDir">> {
	if (isDriven) return {};
	const { buildDashboard } = await import("../host/web/dashboard/build.js");
	return { dashboardDir: await buildDashboard() };
}

interface SettingValues {
	readonly zone: string;
	readonly dayEnd: string;
	readonly country: string | undefined;
	readonly taxMode: keyof typeof taxModes;
	readonly taxClass: readonly string[];
	readonly logo: string | undefined;
	readonly receiptAddress: string | undefined;
	readonly header: readonly string[];
	readonly receiptLanguage: readonly string[];
	readonly drawerTolerance: number;
	readonly weightPrefix: readonly number[];
	readonly scaleLabel: readonly string[];
}

async function readRules(path: string | undefined): Promise<string | undefined> {
	if (path === undefined) return undefined;
	return Buffer.from(await readInput(path, "a file of pricing rules", hostLimits.pricingFileBytesMax)).toString();
}

/** Throws HostFault SETTINGS_INVALID or LOGO_UNREADABLE. */
async function readSettings(values: SettingValues): Promise<MerchantSettings> {
	const { zone, dayEnd, country = "", taxMode, taxClass, logo, header, drawerTolerance, receiptAddress } = values;
	return checkSettings({
		zone,
		dayEndMinutes: readDayEnd(dayEnd),
		country: country.toUpperCase(),
		taxMode: taxModes[taxMode],
		headerLines: header,
		receiptLanguages: values.receiptLanguage,
		receiptAddress: receiptAddress?.replace(/\/$/, ""),
		logo: logo === undefined ? undefined : readLogo(await readInput(logo, "a logo", hostLimits.logoFileBytesMax)),
		...(taxClass.length > 0 && { taxClasses: taxClass.map(readTaxClass) }),
		drawerToleranceMinor: drawerTolerance,
		weightPrefixes: values.weightPrefix,
		scaleLabels: values.scaleLabel,
	});
}

async function readPem(path: string): Promise<string> {
	return Buffer.from(await readInput(path, "a certificate or key", hostLimits.pemFileBytesMax)).toString();
}

async function readTls(certificate?: string, key?: string, authority?: string): Promise<TlsFiles | undefined> {
	if (certificate === undefined && key === undefined && authority === undefined) return undefined;
	if (certificate === undefined || key === undefined || authority === undefined)
		throw invalid("TLS requires --tls-cert, --tls-key and --tls-authority together.");
	return {
		certificate: await readPem(certificate),
		key: await readPem(key),
		authority: await readPem(authority),
	};
}

async function readWebTls(certificate?: string, key?: string): Promise<WebTlsFiles | undefined> {
	if (certificate === undefined && key === undefined) return undefined;
	if (certificate === undefined || key === undefined)
		throw invalid("TLS of the dashboard requires --web-tls-cert and --web-tls-key together.");
	return { certificate: await readPem(certificate), key: await readPem(key) };
}

/** Resolves when the host is to stop; until then takes wall time from the parent process. */
function waitForStop(clock: SetClock): Promise<unknown> {
	const ends = [once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")];
	if (process.connected) {
		process.on("message", (message) => {
			const ms =
				typeof message === "object" && message !== null && "clockMs" in message ? message.clockMs : undefined;
			if (typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 0) clock.set(ms);
		});
		// Without its parent process the host has no clock.
		ends.push(once(process, "disconnect"));
	}
	return Promise.race(ends).finally(() => {
		if (process.connected) process.disconnect();
	});
}
