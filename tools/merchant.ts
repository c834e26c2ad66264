// The merchant of a host's data folder: the option, or the folder's own, or what the operator answers on a terminal.
import { createInterface } from "node:readline/promises";
import { isIdentifier } from "../firmware/wire/reader.js";
import { Host } from "../host/compose/single.js";
import { CommandFault } from "./command-fault.js";

const rule = "lower case letters, digits and hyphens, such as market-bakery";

/** Rejects with CommandFault MERCHANT_NEEDED or MERCHANT_INVALID, and with HostFault where the store is unreadable. */
export async function merchantOf(folder: string, given: string | undefined): Promise<string> {
	const merchant = given ?? Host.ownerOf(folder) ?? (await askFor(folder));
	if (isIdentifier(merchant) && merchant !== "enrol") return merchant;
	throw new CommandFault("MERCHANT_INVALID", `"${merchant}" cannot be a merchant's identifier. It takes ${rule}.`);
}

async function askFor(folder: string): Promise<string> {
	if (!process.stdin.isTTY || !process.stderr.isTTY)
		throw new CommandFault(
			"MERCHANT_NEEDED",
			"This data folder is new. Name the merchant it is for with --merchant; it cannot be changed later, " +
				`because every record is chained to it. It takes ${rule}.`,
			folder,
		);
	const lines = createInterface({ input: process.stdin, output: process.stderr });
	try {
		return (await lines.question(`Merchant of ${folder}, for good (${rule}): `)).trim();
	} finally {
		lines.close();
	}
}
