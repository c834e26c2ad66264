/** A failure that a command explains to its user; tools/command.ts prints it. */
export class CommandFault extends Error {
	/** Stable; `--json` prints it. */
	readonly code: string;
	/** What happened and what to do. */
	readonly text: string;
	readonly exitCode: number;

	/** `detail` follows the text on a second line. */
	constructor(code: string, text: string, detail = "", exitCode = 1) {
		super(detail);
		this.name = "CommandFault";
		this.code = code;
		this.text = text;
		this.exitCode = exitCode;
	}
}
