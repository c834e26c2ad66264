// Issue 12: `tillmark enrol "Stall 1"` answered `body/terminal must match pattern "^[a-z0-9][a-z0-9-]*$"`. What people
// and their programs are told is in words: never the validator's, the parser's or the system's own.
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Host } from "../../../host/compose/single.js";
import { systemSentence } from "../../../tools/system-error.js";
import { Fixture } from "../../host/fixture.js";
import { output } from "../../tools/command-output.js";

const fixture = new Fixture();
afterEach(() => fixture.close());

const raw =
	/\bmust\b|pattern|schema|propert|instance|\^|\$|Unexpected|position \d|E[A-Z]{4,}|SQLITE|Error\b|\n\s+at |body\//;

interface Answer {
	readonly code: string;
	readonly message: string;
	readonly detail: string;
}

async function asked(host: Host, method: string, url: string, body?: unknown): Promise<Answer> {
	const reply = await host.web.inject({
		...{ method: method as "GET", url },
		headers: { host: "localhost", ...(body !== undefined && { "content-type": "application/json" }) },
		...(body !== undefined && { payload: typeof body === "string" ? body : JSON.stringify(body) }),
	});
	expect(reply.statusCode, `${method} ${url}`).toBeGreaterThanOrEqual(400);
	return reply.json<Answer>();
}

describe("a request that is refused", () => {
	it.each([
		[
			"POST",
			"/api/enrolments",
			{ terminal: "Stall 1" },
			"terminal takes lower case letters, digits and hyphens, such as stall-1",
		],
		["POST", "/api/enrolments", { terminal: "" }, "terminal takes at least 1 character"],
		["POST", "/api/enrolments", { terminal: "x".repeat(33) }, "terminal takes at most 32 characters"],
		["POST", "/api/enrolments", { terminal: 5 }, "terminal takes a text"],
		["POST", "/api/enrolments", {}, "terminal is missing"],
		["POST", "/api/enrolments", { terminal: "a", nmae: "b" }, 'there is no field "nmae"'],
		["POST", "/api/enrolments", [], "the body takes an object"],
		["POST", "/api/enrolments", "{", "the body is not valid JSON"],
		["POST", "/api/enrolments", "", "the body is empty, but JSON is needed"],
		["GET", "/api/receipts?limit=1000", undefined, "limit takes at most 200"],
		["GET", "/api/receipts?limit=many", undefined, "limit takes a whole number"],
		["GET", "/api/receipts?from=yesterday", undefined, "from takes a date such as 2026-05-02"],
		["GET", "/api/receipts?from=2026-13-45", undefined, "from and to take dates such as 2026-05-02"],
		[
			"GET",
			"/api/receipts?before=x",
			undefined,
			"before takes the next of the page before, or a time in milliseconds",
		],
		["GET", "/api/receipts/stall-1/0", undefined, "number takes at least 1"],
		["POST", "/api/payments/stall-1/1/1/answer", { charged: "yes" }, "charged takes true or false"],
	] as const)("%s %s %j names the field in words: %s", async (method, url, body, detail) => {
		const host = await fixture.open();
		const answer = await asked(host, method, url, body);
		expect(answer).toMatchObject({ code: "HTTP_BAD_REQUEST", detail });
		expect(JSON.stringify(answer)).not.toMatch(/must|pattern|schema/);
	});

	it("says so on every route, whatever is wrong with its parts", async () => {
		const host = await fixture.open();
		const { paths } = (await host.web.inject({ url: "/api/openapi.json", headers: { host: "localhost" } })).json<{
			paths: Record<string, Record<string, object>>;
		}>();
		let tried = 0;
		for (const [path, methods] of Object.entries(paths))
			for (const [method, { parameters = [], requestBody }] of Object.entries(methods) as [
				string,
				{ parameters?: { in: string; name: string }[]; requestBody?: object },
			][]) {
				const queries = parameters.filter((each) => each.in === "query").map(({ name }) => name);
				const bad = path.replaceAll(/\{[^}]+\}/g, "Bad Name").replaceAll(" ", "%20");
				const urls = [
					...queries.map((name) => `${path}?${name}=${"%24".repeat(90)}`),
					...(bad === path ? [] : [bad]),
				];
				for (const url of urls) {
					const reply = await host.web.inject({
						url,
						method: method as "GET",
						headers: { host: "localhost" },
					});
					if (reply.statusCode < 400) continue;
					tried++;
					expect(reply.json<Answer>().detail, url).not.toMatch(raw);
				}
				for (const body of requestBody ? [[], {}, { x: 1 }, "{", null] : []) {
					const answer = await asked(host, method.toUpperCase(), bad, body);
					tried++;
					expect(answer.detail, `${path} ${JSON.stringify(body)}`).not.toMatch(raw);
				}
			}
		expect(tried).toBeGreaterThan(20);
	});
});

describe("a command that is refused", () => {
	const folder = (): string => {
		const path = fixture.folder();
		writeFileSync(join(path, "file"), "x");
		return path;
	};

	it.each([
		[["enrol", "Stall 1"], '"Stall 1" cannot be a terminal\'s identifier.'],
		[["enrol", "stall_1"], "lower case letters, digits and hyphens, such as stall-1"],
		[["enrol", "x".repeat(33)], "up to 32"],
		[["enrol", "stall-1", "--name", "n".repeat(41)], "--name takes at most 40 characters."],
	])("%j says so before it asks the host", async (args, part) => {
		const { code, out, err } = await output(args);
		expect([code, out]).toEqual([2, ""]);
		expect(err).toContain(part);
		expect(err).not.toMatch(raw);
	});

	it("passes on the host's words", async () => {
		const host = await fixture.open({ httpPort: 0 });
		const url = `http://127.0.0.1:${host.httpPort}`;
		const { code, err } = await output([
			"firmware",
			"withdraw",
			"--board",
			"Toaster 1",
			"--version",
			"1",
			"--url",
			url,
		]);
		expect(code).toBe(1);
		expect(err).toContain("board takes lower case letters, digits and hyphens");
		expect(err).not.toMatch(/must|pattern|schema/);
	});

	it.each<readonly [string, (folder: string) => string[]]>([
		["a file that is not there", (at) => ["journal", "dump", join(at, "none")]],
		["a path through a file", (at) => ["journal", "dump", join(at, "file", "x")]],
		["a name that is too long", (at) => ["journal", "dump", join(at, "n".repeat(300))]],
		["a folder for a file", (at) => ["verify", at, "--merchant", "m", "--terminal", "t"]],
		["a file that is no log", (at) => ["replay", join(at, "file"), "--catalog", join(at, "file")]],
		["an image to write below a file", (at) => ["firmware", "sample", join(at, "file", "x"), "--version", "1"]],
		["a host of no name", (at) => ["enrol", "a", "--url", "http://no.such.name.invalid", "--data", at]],
	])("is told in words: %s", async (_name, args) => {
		const { code, err } = await output(args(folder()));
		expect(code).toBe(1);
		expect(err).not.toMatch(/ E[A-Z]{4,}:|, (open|stat|mkdir|scandir) '|errno|\n\s+at |INTERNAL|its own program/);
	});

	it("has a sentence without the system's words for any error of the system", () => {
		const error = Object.assign(new Error("EXYZ: strange, open '/x'"), {
			code: "EXYZ",
			syscall: "open",
			path: "/x",
		});
		expect(systemSentence(error)).toEqual({
			code: "EXYZ",
			sentence: "The system refused /x (EXYZ). Check it and try again.",
		});
	});
});

describe("the operator's token", () => {
	const withToken = (make: (path: string) => void): string => {
		const path = fixture.folder();
		make(join(path, "operator-token"));
		return path;
	};

	it.each<readonly [string, (path: string) => void, string]>([
		["has 5 GiB", (path) => (writeFileSync(path, ""), truncateSync(path, 5 * 2 ** 30)), "FILE_TOO_LARGE"],
		["is a whole page", (path) => writeFileSync(path, "x".repeat(5_000)), "FILE_TOO_LARGE"],
		["is a folder", (path) => mkdirSync(path), "EISDIR"],
	])("is not read where its file %s", async (_name, make, code) => {
		const { out } = await output(["firmware", "list", "--data", withToken(make), "--json"]);
		expect(JSON.parse(out)).toMatchObject({ error: { code } });
	});

	it("is read with blanks around it, and not missed where there is none", async () => {
		const token = "secret";
		const host = await fixture.open({ httpPort: 0, operatorToken: token });
		const at = ["--url", `http://127.0.0.1:${host.httpPort}`, "--json"];
		const data = withToken((path) => writeFileSync(path, ` ${token}\n\n`));
		expect((await output(["firmware", "list", "--data", data, ...at])).code).toBe(0);
		const { out } = await output(["firmware", "list", "--data", fixture.folder(), ...at]);
		expect(JSON.parse(out)).toMatchObject({ error: { code: "HTTP_NOT_AUTHORISED" } });
	});
});

describe("options of which one would be ignored", () => {
	it.each([
		[["journal", "dump", "x", "--json", "--format", "text"], "--json and --format contradict each other."],
		[["journal", "dump", "x", "--format", "csv", "--json"], "--json and --format contradict each other."],
		[["enrol", "a", "--token", "t", "--data", "d"], "--token and --data contradict each other."],
		[["firmware", "list", "--token", "t", "--data", "d"], "--token and --data contradict each other."],
		[["sim", "--memory", "--data", "d"], "--data has no effect with --memory."],
		[["sim", "--token", "t"], "--token has no effect without --host."],
		[
			["sim", "--host", "http://127.0.0.1:1", "--dashboard-port", "1"],
			"--dashboard-port has no effect with --host.",
		],
		[["host", "--mqtts-port", "1"], "--mqtts-port has no effect without --tls-cert."],
		[["host", "--no-token", "--behind-proxy"], "--no-token and --behind-proxy contradict each other."],
		[["build", "--board", "esp32", "--run"], "--run has no effect with --board esp32."],
		[["build", "--board", "esp32", "--printer-port", "9100"], "--printer-port has no effect with --board esp32."],
		[["build", "--board", "desktop", "--version", "2"], "--version has no effect with --board desktop."],
	])("are refused: %j", async (args, sentence) => {
		const { code, err } = await output(args);
		expect(code).toBe(2);
		expect(err).toContain(sentence);
	});
});
