// A command of the command line, declared once: its options' names, help, defaults and types all come from one table,
// so that a command can read no option that its help leaves out. Parsing is commander's.
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { assert } from "../firmware/core/assert.js";
import { Fault } from "../firmware/core/fault.js";
import { english } from "../firmware/words/english.js";

/** How an option is written and what it yields. */
export interface OptionSpec<T> {
	/** Of the value in the help; undefined for a flag. */
	readonly placeholder: string | undefined;
	readonly help: string;
	readonly isRequired: boolean;
	readonly choices?: readonly string[];
	/** The value where the option is not given. */
	readonly initial: T;
	/** Whether the help shows `initial`. */
	readonly showsInitial: boolean;
	/** Takes what earlier uses of the option yielded. Throws InvalidArgumentError. */
	parse(text: string, before: T): T;
}

type Options = Readonly<Record<string, OptionSpec<unknown>>>;
type Values<O> = { readonly [Name in keyof O]: O[Name] extends OptionSpec<infer T> ? T : never };

export interface CommandSpec<O extends Options, Operand extends string> {
	readonly name: string;
	/** One sentence or more: what it does. */
	readonly description: string;
	/** By name, in their order; all are required. */
	readonly operands?: Readonly<Record<Operand, string>>;
	readonly options: O;
	/** What `--json` prints. */
	readonly json: string;
	/** Stands at the end of the help. */
	readonly notes?: string;
	/** Returns the exit code. */
	run(options: Values<O> & { readonly json: boolean }, operands: Readonly<Record<Operand, string>>): Promise<number>;
}

export interface RunnableCommand {
	readonly name: string;
	/** For a test: flags as the help shows them. */
	readonly flags: readonly string[];
	/**
	 * Runs it with the arguments behind its name. Returns the exit code: 2 for wrong arguments, 1 for a failure, which
	 * is explained on stderr.
	 */
	run(args: readonly string[]): Promise<number>;
}

const usageExitCode = 2;
const root = "tillmark";

/** A wrong value of an option or operand. */
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

/** May be repeated; empty where it is not given. */
export function texts(placeholder: string, help: string): OptionSpec<readonly string[]> {
	return {
		...{ placeholder, help: `${help}; may be repeated`, isRequired: false, initial: [], showsInitial: false },
		parse: (value, before) => [...before, value],
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
		// Commander refuses a command without a required option, so that no initial value of one is ever read.
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

/** An option with a notation of its own. `read` throws InvalidArgumentError. */
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
				const raw: Record<string, unknown> = command.opts();
				const values = options.map(({ name, option, made }) => {
					const value = raw[made.attributeName()];
					return [name, made.negate ? value === false : (value ?? option.initial)];
				});
				const names = Object.keys(spec.operands ?? {});
				const operands = names.map((name, index) => [name, command.args[index]]);
				// Commander has parsed each value by its own entry of the table.
				return spec.run(
					Object.fromEntries(values) as Values<O> & { json: boolean },
					Object.fromEntries(operands) as Record<Operand, string>,
				);
			}),
	};
}

/** A command that only holds others. */
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
				command.addHelpText("after", "\nEvery command has --help and --json.");
				const chosen = first === undefined ? undefined : commands[first];
				if (chosen && Object.hasOwn(commands, first ?? "")) return (await chosen.load()).run(rest);
				if (first === "--help" || first === "-h" || first === "help") {
					command.outputHelp();
					return 0;
				}
				if (first !== undefined) process.stderr.write(`There is no command "${first}".\n\n`);
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
	const command = new Command(name === root ? name : `${root} ${name}`)
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

function makeOption(name: string, spec: OptionSpec<unknown>): Option {
	const long = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
	const made = new Option(spec.placeholder === undefined ? long : `${long} <${spec.placeholder}>`, spec.help);
	if (spec.placeholder === undefined) return made;
	made.makeOptionMandatory(spec.isRequired);
	if (spec.choices) made.choices(spec.choices);
	// After `choices`, which sets a parser of its own.
	made.argParser((value, before: unknown) => spec.parse(value, (before ?? spec.initial) as unknown));
	return spec.showsInitial ? made.default(spec.initial) : made;
}

async function runSafely(run: () => Promise<number>): Promise<number> {
	try {
		return await run();
	} catch (error) {
		// Commander has already written the help or what is wrong.
		if (error instanceof InvalidArgumentError) {
			process.stderr.write(`${error.message}\nAdd --help to see the options.\n`);
			return usageExitCode;
		}
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode;
		process.stderr.write(`${explain(error)}\n`);
		return 1;
	}
}

/** What happened and what to do; the code and its detail follow in a second line. */
function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if (error instanceof Fault) return `${english.faults[error.code]}\n  ${error.message}`;
	if (isCoded(error)) return `${error.text}\n  ${error.message}`;
	if ("code" in error && error.code === "ENOENT" && "path" in error) return `There is no file ${String(error.path)}.`;
	return error.stack ?? error.message;
}

/** The host's faults: not imported, since most commands do not need the host. */
function isCoded(error: Error): error is Error & { readonly text: string } {
	return error.name === "HostFault" && "text" in error && typeof error.text === "string";
}
