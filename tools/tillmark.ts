// The `tillmark` command line: one table of commands, each a module loaded only when it is called.
import { Fault } from "../firmware/core/fault.js";
import { english } from "../firmware/words/english.js";

/** Takes the arguments behind the command's name, answers with the exit code. */
type Command = (args: string[]) => Promise<number>;

const commands: Readonly<Record<string, { readonly does: string; readonly load: () => Promise<Command> }>> = {
	host: { does: "run a host: broker, ingest, ledger, dashboard", load: async () => (await import("./host.js")).host },
	sim: { does: "run a host and a simulated stall with its page", load: async () => (await import("./sim.js")).sim },
	replay: {
		does: "push a till log through simulated terminals and a real host",
		load: async () => (await import("./replay/main.js")).replay,
	},
	enrol: {
		does: "make a one-time code that a terminal enrols with",
		load: async () => (await import("./enrol.js")).enrol,
	},
	firmware: {
		does: "publish firmware to terminals, list it, withdraw it",
		load: async () => (await import("./firmware.js")).firmware,
	},
	verify: {
		does: "check a journal's chain with public keys alone",
		load: async () => (await import("./journal/verify.js")).verify,
	},
	journal: {
		does: "read a flash image: dump, verify, stats",
		load: async () => (await import("./journal/main.js")).journal,
	},
	doctor: {
		does: "check what commonly goes wrong and print the fix",
		load: async () => (await import("./doctor.js")).doctor,
	},
	build: {
		does: "build the firmware for a board with the Moddable SDK",
		load: async () => (await import("./build/main.js")).build,
	},
};

function usage(): string {
	const width = Math.max(...Object.keys(commands).map((name) => name.length));
	const rows = Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`);
	return `Usage: npm run -s tillmark -- COMMAND [options]\n\n${rows.join("\n")}\n\nEvery command has --help and --json.\n`;
}

async function main([name, ...args]: string[]): Promise<number> {
	if (name === undefined || name === "--help" || name === "help") {
		process.stdout.write(usage());
		return name === undefined ? 2 : 0;
	}
	const command = commands[name];
	if (!command) {
		process.stderr.write(`There is no command "${name}".\n\n${usage()}`);
		return 2;
	}
	try {
		return await (
			await command.load()
		)(args);
	} catch (error) {
		process.stderr.write(`${explain(error)}\n`);
		return 1;
	}
}

/** The first line says what to do; the code and detail follow. */
function explain(error: unknown): string {
	if (error instanceof Fault) return `${english.faults[error.code]}\n  ${error.message}`;
	if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
		return `${error.message}\n  Add --help to see the options.`;
	if (error instanceof Error && "code" in error && error.code === "ENOENT" && "path" in error)
		return `There is no file ${String(error.path)}.`;
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.exitCode = await main(process.argv.slice(2));
