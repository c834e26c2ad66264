// `tillmark firmware`: uploads firmware images to a running host, which signs them and offers them to its terminals.
import { statSync, writeFileSync } from "node:fs";
import { limits } from "../firmware/core/limits.js";
import { espImage } from "../simulator/peripherals/boot-slots.js";
import { CommandFault } from "./command-fault.js";
import { defineCommand, defineGroup, text, whole } from "./command.js";
import { askHost, hostAddress, hostContradicting, hostOptions, operatorToken } from "./host-api.js";
import { readInput } from "./input-file.js";

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

const version = whole(
	"increases with each image for a board; the number the image was built with (tillmark build --version N)",
	{
		min: 1,
		max: 0xffffffff,
		required: true,
	},
);
const addressOptions = {
	board: text("NAME", "the kind of board: esp32, esp32-8mib, esp32s3, esp32s3-8mib, esp32c3", { required: true }),
	version,
	...hostOptions,
} as const;
const json = "print the host's answer as one line";

const publish = defineCommand({
	name: "firmware publish",
	description:
		'Stores and signs an image that "tillmark build" made, and offers it to every terminal of that kind. A ' +
		"terminal downloads it between sales and installs it while its shift is closed and it is idle, or " +
		'immediately by "install update" in its settings. If the new version does not start within a minute, the ' +
		"terminal rolls back to the previous version and reports it.",
	operands: { image: "an image that the build made" },
	options: addressOptions,
	contradicting: hostContradicting,
	json,
	async run(options, { image }) {
		const { size } = statSync(image);
		if (size > limits.firmwareImageBytesMax)
			throw new CommandFault(
				"IMAGE_TOO_LARGE",
				`The image has ${size} bytes; a terminal's slot holds ${limits.firmwareImageBytesMax}. ` +
					"Publish the image that tillmark build made.",
			);
		const request = {
			method: "PUT",
			body: await readInput(image, "an image", limits.firmwareImageBytesMax),
		} as const;
		return printImage(
			await askHost<Image>(addressOf(options), await operatorToken(options), request),
			options.json,
		);
	},
});

const withdraw = defineCommand({
	name: "firmware withdraw",
	description: "Stops offering a version; terminals that run it keep it.",
	options: addressOptions,
	contradicting: hostContradicting,
	json,
	async run(options) {
		const request = { method: "DELETE" } as const;
		return printImage(
			await askHost<Image>(addressOf(options), await operatorToken(options), request),
			options.json,
		);
	},
});

const list = defineCommand({
	name: "firmware list",
	description: "Lists the published images and the versions that terminals run.",
	options: hostOptions,
	contradicting: hostContradicting,
	json,
	run: async (options) => listAll(options.url, await operatorToken(options), options.json),
});

const sample = defineCommand({
	name: "firmware sample",
	description: "Writes a sample image for board esp32: simulated terminals run it, a real board refuses it.",
	operands: { image: "the file to write" },
	options: { version },
	json: "print what was written as one line",
	async run(options, { image: path }) {
		const image = espImage(options.version);
		writeFileSync(path, image);
		const written = { path, board: "esp32", version: options.version, lengthBytes: image.length };
		const sentence = `${path}  esp32 ${options.version}  ${image.length} bytes\n`;
		process.stdout.write(options.json ? `${JSON.stringify(written)}\n` : sentence);
		return 0;
	},
});

export const firmware = defineGroup("firmware", "Publishes firmware to terminals, lists it, withdraws it.", {
	publish: { summary: "sign an image and offer it to terminals", load: async () => publish },
	list: { summary: "list published images and the versions that terminals run", load: async () => list },
	withdraw: { summary: "stop offering a version", load: async () => withdraw },
	sample: { summary: "write a sample image for simulated terminals", load: async () => sample },
});

function addressOf({ url, board, version: number }: { url: string; board: string; version: number }): URL {
	return hostAddress(url, `/api/firmware/${encodeURIComponent(board)}/${number}`);
}

function printImage(answer: Image, asJson: boolean): number {
	process.stdout.write(asJson ? `${JSON.stringify(answer)}\n` : `${describe(answer)}\n`);
	return 0;
}

function describe({ board, version, sha256, lengthBytes, withdrawn }: Image): string {
	return `${board} ${version}  ${withdrawn ? "withdrawn" : "offered"}  ${lengthBytes} bytes  ${sha256.slice(0, 16)}…`;
}

async function listAll(url: string, token: string | undefined, asJson: boolean): Promise<number> {
	const images = await askHost<Image[]>(hostAddress(url, "/api/firmware"), token);
	const terminals = await askHost<Terminal[]>(hostAddress(url, "/api/terminals"), token);
	const running = terminals.map(({ terminal, name, firmware: runs }) => ({ terminal, name, firmware: runs }));
	if (asJson) process.stdout.write(`${JSON.stringify({ images, terminals: running })}\n`);
	else {
		const lines = running.map(runningText);
		const published = images.length > 0 ? images.map(describe) : ["No images are published."];
		process.stdout.write(`${[...published, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n")}\n`);
	}
	return 0;
}

const stateWords: Readonly<Record<string, string>> = {
	pulling: "downloading",
	ready: "waiting to install",
	refused: "refused",
	rolledBack: "rolled back from",
};

function runningText({ name, terminal, firmware: runs }: Terminal): string {
	const state = runs && stateWords[runs.state];
	const version = runs ? `${runs.board} ${runs.version}` : "not reported";
	return `${name || terminal}  ${version}${state ? `, ${state} ${runs.offered}` : ""}`;
}
