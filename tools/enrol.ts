// `tillmark enrol`: asks a running host for a one-time code and shows it as a QR code for the terminal's scanner.
import { renderUnicodeCompact } from "uqr";
import { isIdentifier } from "../firmware/wire/reader.js";
import { defineCommand, invalid, text } from "./command.js";
import { askHost, hostAddress, hostContradicting, hostOptions, operatorToken } from "./host-api.js";

const nameCharactersMax = 40;

interface Issued {
	readonly code: string;
	readonly codeId: string;
	readonly expiresMs: number;
}

export const enrol = defineCommand({
	name: "enrol",
	description:
		"Creates a one-time code (15 minutes, 5 tries) with which a terminal enrols. A terminal already known " +
		"is replaced: the new device continues in a new epoch, and the old one is locked out.",
	operands: { terminal: "its identifier: lower case letters, digits and hyphens" },
	options: {
		name: text("NAME", "the terminal's display name (default: its current name, otherwise its identifier)"),
		...hostOptions,
	},
	contradicting: hostContradicting,
	json: 'print {"code":…,"codeId":…,"expiresMs":…} as one line',
	async run(options, { terminal }) {
		if (!isIdentifier(terminal))
			throw invalid(
				`"${terminal}" cannot be a terminal's identifier. It takes up to 32 lower case letters, digits and ` +
					"hyphens, such as stall-1.",
			);
		if ((options.name?.length ?? 0) > nameCharactersMax)
			throw invalid(`--name takes at most ${nameCharactersMax} characters.`);
		const token = await operatorToken(options);
		const body = { terminal, ...(options.name !== undefined && { name: options.name }) };
		const address = hostAddress(options.url, "/api/enrolments");
		const answer = await askHost<Issued>(address, token, { method: "POST", body });
		if (options.json) process.stdout.write(`${JSON.stringify(answer)}\n`);
		else {
			const advice = `Show this to the scanner of ${terminal} within 15 minutes.`;
			process.stdout.write(`${renderUnicodeCompact(answer.code)}\n\n${answer.code}\n\n${advice}\n`);
		}
		return 0;
	},
});
