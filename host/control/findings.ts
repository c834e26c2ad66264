// What is wrong with an imported file, and what its owner should know, by line and within a bound.
import { type FileProblem, HostFault, type HostFaultCode } from "../faults.js";
import { hostLimits } from "../limits.js";

export class Findings {
	readonly #problems: FileProblem[] = [];
	readonly #warnings: FileProblem[] = [];

	/** The file will be refused. */
	refuse(line: number, column: string, code: HostFaultCode, detail: string): void {
		add(this.#problems, { line, column, code, detail });
	}

	/** The file is imported all the same. */
	warn(line: number, column: string, code: HostFaultCode, detail: string): void {
		add(this.#warnings, { line, column, code, detail });
	}

	/** Throws HostFault with the code of the first problem and all that are kept. */
	demandNone(): void {
		const [first] = this.#problems;
		if (!first) return;
		const { line, column, code, detail } = first;
		throw new HostFault(code, `line ${line}${column && `, ${column}`}: ${detail}`, this.#problems);
	}

	get warnings(): readonly FileProblem[] {
		return this.#warnings;
	}
}

function add(list: FileProblem[], finding: FileProblem): void {
	if (list.length < hostLimits.csvProblemsMax) list.push(finding);
}
