// `tillmark firmware`: hands firmware images to a running host, which signs them and offers them to its terminals.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { limits } from "../firmware/core/limits.js";
import { espImage } from "../simulator/peripherals/boot-slots.js";
import { askHost, hostOptions, hostOptionsHelp, operatorToken } from "./host-api.js";

const help = `Usage: tillmark firmware publish IMAGE --board NAME --version N [options]
       tillmark firmware list [options]
       tillmark firmware withdraw --board NAME --version N [options]
       tillmark firmware sample IMAGE --version N

publish   stores and signs an image that "tillmark build" made, and offers it to every terminal of that kind. A terminal fetches it between sales
          and installs it by itself while its shift is closed and nobody touches it, or at once by "install update" in its settings. One that does
          not come up with it within a minute goes back by itself and says so.
list      what was published, and what the terminals run
withdraw  offers a version no more; terminals that run it keep it
sample    writes an image for board esp32 to try all this with: simulated terminals run it, a real board refuses it

  --board NAME    for which kind of board: esp32, esp32s3
  --version N     counts up for each board; the number that the image was built with (tillmark build --version N)
${hostOptionsHelp}  --json          print the host's answer as one line
`;

interface Image {
	readonly board: string;
	readonly version: number;
	readonly sha256: string;
	readonly lengthBytes: number;
	readonly withdrawn: boolean;
	readonly publishedMs: number;
}

interface Terminal {
	readonly terminal: string;
	readonly name: string;
	readonly firmware: {
		readonly board: string;
		readonly version: number;
		readonly offered: number;
		readonly state: string;
	} | null;
}

export async function firmware(args: string[]): Promise<number> {
	const options = { ...hostOptions, board: { type: "string" }, version: { type: "string" } } as const;
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
	const [deed, path, ...rest] = positionals;
	if (values.help) {
		process.stdout.write(help);
		return 0;
	}
	const isVersion = /^[1-9][0-9]{0,9}$/.test(values.version ?? "");
	const isAddressed = values.board !== undefined && isVersion;
	const address = new URL(
		`/api/firmware/${encodeURIComponent(values.board ?? "")}/${values.version ?? ""}`,
		values.url,
	);
	const token = operatorToken(values);
	const asJson = values.json ?? false;
	if (deed === "sample" && path !== undefined && rest.length === 0 && isVersion) {
		const version = Number(values.version);
		const image = espImage(version);
		writeFileSync(path, image);
		const written = { path, board: "esp32", version, lengthBytes: image.length };
		process.stdout.write(
			asJson ? `${JSON.stringify(written)}\n` : `${path}  esp32 ${version}  ${image.length} bytes\n`,
		);
		return 0;
	}
	if (deed === "list" && path === undefined) return list(values.url, token, asJson);
	if (deed === "publish" && path !== undefined && rest.length === 0 && isAddressed) {
		const { size } = statSync(path);
		if (size > limits.firmwareImageBytesMax) {
			process.stderr.write(
				`The image has ${size} bytes, and a terminal's slot ${limits.firmwareImageBytesMax}.\n`,
			);
			return 1;
		}
		return tell(
			await askHost<Image>(address, token, { method: "PUT", body: new Uint8Array(readFileSync(path)) }),
			asJson,
		);
	}
	if (deed === "withdraw" && path === undefined && isAddressed)
		return tell(await askHost<Image>(address, token, { method: "DELETE" }), asJson);
	process.stderr.write(help);
	return 2;
}

function tell(answer: Image | string, asJson: boolean): number {
	if (typeof answer === "string") {
		process.stderr.write(`${answer}\n`);
		return 1;
	}
	process.stdout.write(asJson ? `${JSON.stringify(answer)}\n` : `${describe(answer)}\n`);
	return 0;
}

function describe({ board, version, sha256, lengthBytes, withdrawn }: Image): string {
	return `${board} ${version}  ${withdrawn ? "withdrawn" : "offered"}  ${lengthBytes} bytes  ${sha256.slice(0, 16)}…`;
}

async function list(url: string, token: string | undefined, asJson: boolean): Promise<number> {
	const images = await askHost<Image[]>(new URL("/api/firmware", url), token);
	const terminals =
		typeof images === "string" ? images : await askHost<Terminal[]>(new URL("/api/terminals", url), token);
	if (typeof images === "string" || typeof terminals === "string") {
		process.stderr.write(`${String(typeof images === "string" ? images : terminals)}\n`);
		return 1;
	}
	const running = terminals.map(({ terminal, name, firmware: runs }) => ({ terminal, name, firmware: runs }));
	if (asJson) process.stdout.write(`${JSON.stringify({ images, terminals: running })}\n`);
	else {
		const words: Readonly<Record<string, string>> = {
			pulling: "fetching",
			ready: "waiting to install",
			refused: "refused",
			rolledBack: "went back from",
		};
		const lines = running.map(({ name, terminal, firmware: runs }) => {
			const state = runs && words[runs.state];
			return `${name || terminal}  ${runs ? `${runs.board} ${runs.version}` : "not reported"}${state ? `, ${state} ${runs.offered}` : ""}`;
		});
		const published = images.length > 0 ? images.map(describe) : ["Nothing was published yet."];
		process.stdout.write(`${[...published, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n")}\n`);
	}
	return 0;
}
