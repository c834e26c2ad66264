// `tillmark journal dump|verify|stats IMAGE`: reads raw flash images and repairs nothing.
import { dump } from "./dump.js";
import { stats } from "./stats.js";
import { verify } from "./verify.js";

const usage = `Usage: tillmark journal dump|verify|stats IMAGE [options]

  dump    print every record as CSV or JSON
  verify  check the chain and the signatures with public keys alone
  stats   space left in sales, wear, years of life

IMAGE is a raw dump of the journal partition; of an encrypted one, the decrypted bytes. Each has --help and --json.
`;

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = { dump, verify, stats };

export async function journal([name, ...args]: string[]): Promise<number> {
	if (name === "--help") {
		process.stdout.write(usage);
		return 0;
	}
	const command = name === undefined ? undefined : commands[name];
	if (command === undefined) {
		process.stderr.write(name === undefined ? usage : `There is no "journal ${name}".\n\n${usage}`);
		return 2;
	}
	return command(args);
}
