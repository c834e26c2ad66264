// Defines commands of the command line. Names, help, defaults and types of the options come from one table, so that a
// command cannot read an option that its help omits. Commander does the parsing.
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { assert } from "../firmware/core/assert.js";
import { Fault } from "../firmware/core/fault.js";
import { english } from "../firmware/words/english.js";
import { CommandFault } from "./command-fault.js";
import { systemSentence } from "./system-error.js";

/** An option's notation and type. */
export interface OptionSpec<T> {
	/** The value's name in the help; undefined for a flag. */
	readonly placeholder: string | undefined;
	readonly help: string;
	readonly isRequired: boolean;
	readonly choices?: readonly string[];
	/** The value if the option is not given. */
	readonly initial: T;
	/** Whether the help shows `initial`. */
	readonly showsInitial: boolean;
	/** `before` is the result of earlier uses of the option. Throws InvalidArgumentError. */
	parse(text: string, before: T): T;
}

type Options = Readonly<Record<string, OptionSpec<unknown>>>;
type OptionName<O> = (keyof O & string) | "json";
type Values<O> = { readonly [Name in keyof O]: O[Name] extends OptionSpec<infer T> ? T : never };

export interface CommandSpec<O extends Options, Operand extends string> {
	readonly name: string;
	/** What the command does, in one or more sentences. */
	readonly description: string;
	/** Help by name, in order; all are required. */
	readonly operands?: Readonly<Record<Operand, string>>;
	readonly options: O;
	/** Pairs of options of which one would be ignored beside the other: both together are refused. */
	readonly contradicting?: ReadonlyArray<readonly [OptionName<O>, OptionName<O>]>;
	/** Options that have no effect with these values, and why ("without --host"): they are refused where given. */
	ignored?(options: Values<O>): { readonly [Name in OptionName<O>]?: string };
	/** What `--json` prints. */
	readonly json: string;
	/** Appended to the help. */
	readonly notes?: string;
	/** Returns the exit code. */
	run(options: Values<O> & { readonly json: boolean }, operands: Readonly<Record<Operand, string>>): Promise<number>;
}

export interface RunnableCommand {
	readonly name: string;
	/** Flags as in the help; for tests. */
	readonly flags: readonly string[];
	/**
	 * Runs the command with the arguments after its name. Returns the exit code: 2 for wrong arguments, 1 for a
	 * failure, which is explained on stderr.
	 */
	run(args: readonly string[]): Promise<number>;
}

const usageExitCode = 2;
/** Values of options that are checked together with others say what is wrong by a code of their own. */
const usageCodes = ["USAGE", "SETTINGS_INVALID", "MERCHANT_INVALID", "PRICING_INVALID"];
/** What a shell reports for a program that SIGPIPE ended. */
const closedPipeExitCode = 141;
/** First words of command names that are programs themselves; every other command belongs to `tillmark`. */
const programs = ["tillmark", "bench", "mutants"];

/** The error for an invalid value of an option or operand. */
export function invalid(sentence: string): InvalidArgumentError {
	return new InvalidArgumentError(sentence);
}

interface Given {
	readonly default?: string;
	readonly required?: true;
}

export function text(
	placeholder: string,
	help: string,
	given: { readonly default: string } | { readonly required: true },
): OptionSpec<string>;
export function text(placeholder: string, help: string): OptionSpec<string | undefined>;
export function text(placeholder: string, help: string, given: Given = {}): OptionSpec<string | undefined> {
	return parsed(placeholder, help, (value) => value, { initial: given.default, required: given.required === true });
}

/** An option that may be repeated; empty if not given. */
export function texts(placeholder: string, help: string): OptionSpec<readonly string[]> {
	return {
		...{ placeholder, help: `${help}; may be repeated`, isRequired: false, initial: [], showsInitial: false },
		parse: (value, before) => [...before, value],
	};
}

/** An option for a whole number that may be repeated; empty if not given. */
export function numbers(placeholder: string, help: string, min: number, max: number): OptionSpec<readonly number[]> {
	return {
		...{ placeholder, help: `${help}; may be repeated`, isRequired: false, initial: [], showsInitial: false },
		parse: (value, before) => [...before, wholeNumber(value, min, max)],
	};
}

export function flag(help: string): OptionSpec<boolean> {
	return { placeholder: undefined, help, isRequired: false, initial: false, showsInitial: false, parse: () => true };
}

export function choice<const T extends string>(
	choices: readonly T[],
	help: string,
	given: T | { readonly required: true },
): OptionSpec<T> {
	const isRequired = typeof given === "object";
	const first = choices[0];
	assert(first !== undefined, "a choice of nothing");
	return {
		...{ placeholder: "NAME", help, isRequired, choices },
		// Commander refuses a command without its required options, so that their initial values are never used.
		...{ initial: isRequired ? first : given, showsInitial: !isRequired },
		parse(value) {
			const chosen = choices.find((one) => one === value);
			if (chosen === undefined) throw invalid(`It takes ${choices.join(", ")}.`);
			return chosen;
		},
	};
}

interface Bounds {
	readonly min: number;
	readonly max: number;
}

export function whole(
	help: string,
	bounds: Bounds & ({ readonly default: number } | { readonly required: true }),
): OptionSpec<number>;
export function whole(help: string, bounds: Bounds): OptionSpec<number | undefined>;
export function whole(
	help: string,
	{ min, max, ...given }: Bounds & { readonly default?: number; readonly required?: true },
): OptionSpec<number | undefined> {
	const read = (value: string): number => wholeNumber(value, min, max);
	return parsed("N", help, read, { initial: given.default, required: given.required === true });
}

/** Throws InvalidArgumentError. */
export function wholeNumber(value: string, min: number, max: number): number {
	const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
	if (!(number >= min && number <= max)) throw invalid(`It takes a whole number from ${min} to ${max}.`);
	return number;
}

/** An option with its own notation. `read` throws InvalidArgumentError. */
export function parsed<T>(
	placeholder: string,
	help: string,
	read: (value: string) => T,
	given: { readonly initial?: T; readonly required?: boolean } = {},
): OptionSpec<T | undefined> {
	const { initial, required = false } = given;
	return {
		...{ placeholder, help, isRequired: required, initial, showsInitial: initial !== undefined },
		parse: (value) => read(value),
	};
}

export function defineCommand<O extends Options, Operand extends string = never>(
	spec: CommandSpec<O, Operand>,
): RunnableCommand {
	const options = Object.entries<OptionSpec<unknown>>({
		...spec.options,
		json: flag(spec.json),
	}).map(([name, option]) => ({ name, option, made: makeOption(name, option) }));
	return {
		name: spec.name,
		flags: options.map(({ made }) => made.flags),
		run: (args) =>
			runSafely(async () => {
				const command = makeCommand(spec);
				for (const { made } of options) command.addOption(made);
				command.parse([...args], { from: "user" });
				const isGiven = (name: string): boolean => {
					const attribute = options.find((each) => each.name === name)?.made.attributeName();
					return attribute !== undefined && command.getOptionValueSource(attribute) === "cli";
				};
				const raw: Record<string, unknown> = command.opts();
				const values = options.map(({ name, option, made }) => {
					const value = raw[made.attributeName()];
					return [name, made.negate ? value === false : (value ?? option.initial)];
				});
				const names = Object.keys(spec.operands ?? {});
				const operands = names.map((name, index) => [name, command.args[index]]);
				// Commander has parsed each value with the parser of its option.
				const read = Object.fromEntries(values) as Values<O> & { json: boolean };
				checkTogether(spec.contradicting ?? [], spec.ignored?.(read) ?? {}, isGiven);
				return spec.run(read, Object.fromEntries(operands) as Record<Operand, string>);
			}, args.includes("--json")),
	};
}

/**
 * Runs a command as this process, with the process's arguments and exit code. Where the reader of stdout or stderr has
 * closed it (`tillmark doctor | head -1`), the process ends with 141 and without a message: Node ignores SIGPIPE and
 * reports EPIPE as a stream error instead.
 */
export async function runProcess(command: RunnableCommand): Promise<void> {
	for (const stream of [process.stdout, process.stderr]) {
		stream.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code !== "EPIPE") throw error;
			process.exit(closedPipeExitCode);
		});
	}
	process.exitCode = await command.run(process.argv.slice(2));
}

/** A command that consists of subcommands. */
export function defineGroup(
	name: string,
	description: string,
	commands: Readonly<Record<string, { readonly summary: string; load(): Promise<RunnableCommand> }>>,
): RunnableCommand {
	return {
		name,
		flags: [],
		run: ([first, ...rest]) =>
			runSafely(async () => {
				const command = makeCommand({ name, description, usage: "COMMAND [options]" });
				for (const [each, { summary }] of Object.entries(commands)) command.command(each).description(summary);
				command.addHelpText(
					"after",
					"\nEvery command has --help and --json. Exit codes: 0 done, 1 failed, 2 wrong arguments.",
				);
				const chosen = first === undefined ? undefined : commands[first];
				if (chosen && Object.hasOwn(commands, first ?? "")) return (await chosen.load()).run(rest);
				if (first === "--help" || first === "-h" || first === "help") {
					command.outputHelp();
					return 0;
				}
				const reason = first === undefined ? "A command is missing." : `There is no command "${first}".`;
				if (rest.includes("--json"))
					process.stdout.write(
						`${JSON.stringify({ error: { code: "USAGE", message: reason, detail: "" } })}\n`,
					);
				process.stderr.write(`${reason}\n\n`);
				command.outputHelp({ error: true });
				return usageExitCode;
			}),
	};
}

interface Shape {
	readonly name: string;
	readonly description: string;
	readonly operands?: Readonly<Record<string, string>>;
	readonly notes?: string;
	readonly usage?: string;
}

function makeCommand({ name, description, operands = {}, notes, usage }: Shape): Command {
	const command = new Command(programs.includes(name.split(" ")[0] ?? "") ? name : `tillmark ${name}`)
		.description(description)
		.exitOverride()
		.helpCommand(false);
	command.helpOption("-h, --help", "show this help");
	command.allowExcessArguments(false).showHelpAfterError("Add --help to see the options.");
	for (const [operand, help] of Object.entries(operands)) command.argument(`<${operand.toUpperCase()}>`, help);
	command.usage(
		usage ??
			`${Object.keys(operands)
				.map((each) => `${each.toUpperCase()} `)
				.join("")}[options]`,
	);
	if (notes !== undefined) command.addHelpText("after", `\n${notes}`);
	return command;
}

/** Throws InvalidArgumentError where an option that is given would be ignored. */
function checkTogether(
	contradicting: ReadonlyArray<readonly [string, string]>,
	ignored: Readonly<Record<string, string | undefined>>,
	isGiven: (name: string) => boolean,
): void {
	for (const [one, other] of contradicting)
		if (isGiven(one) && isGiven(other))
			throw invalid(`${longName(one)} and ${longName(other)} contradict each other. Give one of them.`);
	for (const [name, reason] of Object.entries(ignored))
		if (isGiven(name)) throw invalid(`${longName(name)} has no effect ${reason}. Leave it out.`);
}

function longName(name: string): string {
	return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function makeOption(name: string, spec: OptionSpec<unknown>): Option {
	const long = longName(name);
	const made = new Option(spec.placeholder === undefined ? long : `${long} <${spec.placeholder}>`, spec.help);
	if (spec.placeholder === undefined) return made;
	made.makeOptionMandatory(spec.isRequired);
	if (spec.choices) made.choices(spec.choices);
	// After `choices`, which sets its own parser.
	made.argParser((value, before: unknown) => spec.parse(value, (before ?? spec.initial) as unknown));
	return spec.showsInitial ? made.default(spec.initial) : made;
}

/** Explains a failure on stderr, with `isJson` also as `{"error":{…}}` in one line on stdout. */
async function runSafely(run: () => Promise<number>, isJson = false): Promise<number> {
	try {
		return await run();
	} catch (error) {
		if (error instanceof CommanderError && error.exitCode === 0) return 0;
		const failure = failureOf(error);
		if (isJson) process.stdout.write(`${JSON.stringify({ error: failure })}\n`);
		if (error instanceof InvalidArgumentError)
			process.stderr.write(`${error.message}\nAdd --help to see the options.\n`);
		// Commander has already printed its other errors.
		else if (!(error instanceof CommanderError))
			process.stderr.write(`${failure.message}\n${failure.detail && `  ${failure.detail}\n`}`);
		if (usageCodes.includes(failure.code)) return usageExitCode;
		return error instanceof CommandFault ? error.exitCode : 1;
	}
}

const internalText = "Tillmark failed because of an error in its own program. Please report it with these lines:";

interface Failure {
	/** A fault's code, the system's, `USAGE` for wrong arguments, or `INTERNAL` for an error of the program. */
	readonly code: string;
	/** What happened and what to do. */
	readonly message: string;
	readonly detail: string;
}

function failureOf(error: unknown): Failure {
	if (error instanceof CommanderError) return { code: "USAGE", message: error.message, detail: "" };
	if (error instanceof Fault) return { code: error.code, message: english.faults[error.code], detail: error.message };
	if (!(error instanceof Error)) return { code: "INTERNAL", message: internalText, detail: String(error) };
	if (isCoded(error)) return { code: error.code, message: error.text, detail: error.message };
	const system = systemSentence(error);
	if (system) return { code: system.code, message: system.sentence, detail: "" };
	return { code: "INTERNAL", message: internalText, detail: error.stack ?? error.message };
}

/** Recognises faults of the host, the simulator and the tools by their shape: most commands need no import of them. */
function isCoded(error: Error): error is Error & { readonly text: string; readonly code: string } {
	return "text" in error && typeof error.text === "string" && "code" in error && typeof error.code === "string";
}
