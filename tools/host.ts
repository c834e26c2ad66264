// `tillmark host`: a host on this machine until it is stopped.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { toHex } from "../firmware/core/bytes.js";
import type { TlsFiles } from "../host/broker/tls.js";
import { SetClock, systemClock } from "../host/clock.js";
import type { MerchantSettings } from "../host/control/catalog.js";
import { readLogo } from "../host/control/logo.js";
import { openSecret } from "../host/control/host-key.js";
import { makeFolder } from "../host/durable-file.js";
import { HostFault } from "../host/faults.js";
import { Host, type HostOptions } from "../host/main.js";
import { checkStall, readDayEnd, readTaxClass } from "../host/options.js";

const help = `Usage: tillmark host [options]

Runs a host: MQTT broker, ingest, ledger, API and dashboard, until it is stopped.

  --data DIR          where everything is kept (default .tillmark/host)
  --merchant NAME     whose terminals these are (default demo); fixed by the first start
  --mqtt-port N       default 1883; 0 for a free one
  --mqtt-host ADDR    default 127.0.0.1; 0.0.0.0 lets terminals on the network in
  --mqtts-port N      the broker's port for TLS, with the three files below (default 8883); the other port then only enrols
  --tls-cert FILE     PEM: the broker's certificate and what stands between it and the authority
  --tls-key FILE      PEM: its key
  --tls-authority FILE  PEM: the one authority that terminals trust from their enrolment on
  --public-host NAME  the broker's name as terminals reach it; written into enrolment codes
  --http-port N       default 8480; 0 for a free one
  --http-host ADDR    default 127.0.0.1
  --host-name NAME    a further name by which browsers reach the API; may be repeated
  --zone NAME         the stalls' time zone, an IANA name such as Europe/Vienna (default UTC)
  --day-end HH:MM     a business day ends so long after midnight (default 00:00)
  --country CC        ISO 3166 code of the country, for its rounding of cash (default none)
  --tax-mode MODE     prices are tax inclusive (default) or exclusive
  --tax-class C       NAME=RATE[:AUTHORITY[:JURISDICTION]][,…] with rates in percent, such as food=4:US-NY,4.875:US-NY:NYC; may be
                      repeated; the first is that of open prices (default standard=20, reduced=5, zero=0)
  --logo FILE         a PNG, printed at the head of receipts; goes out with the next catalog
  --header LINE       printed at the head of receipts; may be repeated
  --weight-prefix NN  in-store codes that begin so (20 to 29) carry grams instead of a price; may be repeated
  --no-token          no operator token; only on 127.0.0.1
  --restored          the data folder was restored from a backup: terminals ship again what it lacks
  --rebuild           fold the ledger from its records again, then go on
  --log LEVEL         silent, error, warn, info (default), debug; one JSON object a line, on stderr
  --clock ipc         take wall time from the parent process (for replays)
  --json              print {"mqttPort":…,"httpPort":…} as one line once ready
`;

const levels = ["silent", "error", "warn", "info", "debug"] as const;
/** By number. */
const taxModes = ["inclusive", "exclusive"];
const tokenBytes = 24;

export async function host(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: {
			data: { type: "string", default: ".tillmark/host" },
			merchant: { type: "string", default: "demo" },
			"mqtt-port": { type: "string", default: "1883" },
			"mqtt-host": { type: "string", default: "127.0.0.1" },
			"mqtts-port": { type: "string", default: "8883" },
			"tls-cert": { type: "string" },
			"tls-key": { type: "string" },
			"tls-authority": { type: "string" },
			"public-host": { type: "string" },
			"http-port": { type: "string", default: "8480" },
			"http-host": { type: "string", default: "127.0.0.1" },
			"host-name": { type: "string", multiple: true },
			zone: { type: "string", default: "UTC" },
			"day-end": { type: "string", default: "00:00" },
			country: { type: "string", default: "" },
			"tax-mode": { type: "string", default: "inclusive" },
			"tax-class": { type: "string", multiple: true },
			logo: { type: "string" },
			header: { type: "string", multiple: true },
			"weight-prefix": { type: "string", multiple: true },
			"no-token": { type: "boolean" },
			restored: { type: "boolean" },
			rebuild: { type: "boolean" },
			log: { type: "string", default: "info" },
			clock: { type: "string", default: "system" },
			json: { type: "boolean" },
			help: { type: "boolean" },
		},
	});
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const logLevel = levels.find((level) => level === values.log);
	if (!logLevel) throw new TypeError(`--log takes ${levels.join(", ")}`);
	if (values.clock !== "system" && values.clock !== "ipc") throw new TypeError("--clock takes system or ipc");
	const isDriven = values.clock === "ipc";
	const dataDir = resolve(values.data);
	makeFolder(dataDir);
	const driven = new SetClock(0);
	const stopped = stop(driven);
	let stall: MerchantSettings;
	const tls = await readTls(values["tls-cert"], values["tls-key"], values["tls-authority"]);
	try {
		stall = await readStall(values);
	} catch (error) {
		return refuse(error);
	}
	const options: HostOptions = {
		dataDir,
		merchant: values.merchant,
		mqttPort: integer(values["mqtt-port"], "--mqtt-port", 0, 65_535),
		mqttHost: values["mqtt-host"],
		httpPort: integer(values["http-port"], "--http-port", 0, 65_535),
		httpHost: values["http-host"],
		clock: isDriven ? driven : systemClock,
		stall,
		...(tls && { tls: { ...tls, port: integer(values["mqtts-port"], "--mqtts-port", 0, 65_535) } }),
		restored: values.restored ?? false,
		logLevel,
		logStream: process.stderr,
		...(values["public-host"] === undefined ? {} : { publicHost: values["public-host"] }),
		...(values["host-name"] === undefined ? {} : { hostNames: values["host-name"] }),
		...(values["no-token"]
			? {}
			: { operatorToken: toHex(openSecret(join(dataDir, "operator-token"), tokenBytes)) }),
		// A replay's host has nobody to look at it, and starts the faster for not loading a bundler.
		...(isDriven ? {} : { dashboardDir: await (await import("../host/web/dashboard/build.js")).buildDashboard() }),
	};
	let running: Host;
	try {
		running = await Host.open(options);
	} catch (error) {
		return refuse(error);
	}
	try {
		if (values.rebuild) await running.ledgers.rebuild();
		const { mqttPort, httpPort } = running;
		process.send?.({ ready: true, mqttPort, httpPort });
		if (values.json) process.stdout.write(`${JSON.stringify({ mqttPort, httpPort })}\n`);
		else if (!isDriven)
			process.stdout.write(
				`Dashboard and API:  http://${values["http-host"]}:${httpPort}/\nTerminals connect:  ${values["mqtt-host"]}:${mqttPort}\n` +
					(values["no-token"] ? "" : `Operator token:     ${join(dataDir, "operator-token")}\n`),
			);
		await stopped;
	} finally {
		await running.close();
	}
	return 0;
}

interface StallValues {
	readonly zone: string;
	readonly "day-end": string;
	readonly country: string;
	readonly "tax-mode": string;
	readonly "tax-class"?: string[];
	readonly logo?: string;
	readonly header?: string[];
	readonly "weight-prefix"?: string[];
}

/** Throws HostFault STALL_INVALID or LOGO_UNREADABLE. */
async function readStall(values: StallValues): Promise<MerchantSettings> {
	const taxMode = taxModes.indexOf(values["tax-mode"]);
	if (taxMode < 0) throw new TypeError(`--tax-mode takes ${taxModes.join(" or ")}`);
	const taxClasses = values["tax-class"]?.map(readTaxClass);
	return checkStall({
		zone: values.zone,
		dayEndMinutes: readDayEnd(values["day-end"]),
		country: values.country,
		taxMode,
		headerLines: values.header ?? [],
		logo: values.logo === undefined ? undefined : readLogo(await readFile(values.logo)),
		...(taxClasses && { taxClasses }),
		weightPrefixes: (values["weight-prefix"] ?? []).map((prefix) => integer(prefix, "--weight-prefix", 20, 29)),
	});
}

async function readTls(certificate?: string, key?: string, authority?: string): Promise<TlsFiles | undefined> {
	if (certificate === undefined && key === undefined && authority === undefined) return undefined;
	if (certificate === undefined || key === undefined || authority === undefined)
		throw new TypeError("TLS takes --tls-cert, --tls-key and --tls-authority together");
	return {
		certificate: await readFile(certificate, "utf8"),
		key: await readFile(key, "utf8"),
		authority: await readFile(authority, "utf8"),
	};
}

/** What an operator can put right is said in a sentence. */
function refuse(error: unknown): number {
	if (!(error instanceof HostFault)) throw error;
	process.stderr.write(`${error.text}\n  ${error.message}\n`);
	return 1;
}

/** Resolves when the host is to end; meanwhile takes the parent's clock. */
function stop(clock: SetClock): Promise<unknown> {
	const ends = [once(process, "SIGINT"), once(process, "SIGTERM"), once(process, "SIGHUP")];
	if (process.connected) {
		process.on("message", (message) => {
			const ms =
				typeof message === "object" && message !== null && "clockMs" in message ? message.clockMs : undefined;
			if (typeof ms === "number" && Number.isSafeInteger(ms) && ms >= 0) clock.set(ms);
		});
		// Without its parent a driven host has no clock and no purpose.
		ends.push(once(process, "disconnect"));
	}
	return Promise.race(ends).finally(() => {
		if (process.connected) process.disconnect();
	});
}

function integer(text: string, name: string, min: number, max: number): number {
	const value = Number(text);
	if (text.trim() === "" || !Number.isInteger(value) || value < min || value > max)
		throw new TypeError(`${name} takes ${min} to ${max}`);
	return value;
}
