// The host's identity: one Ed25519 seed in a file only its owner may read. Terminals pin its public key, so it is never made anew over a damaged one.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { NodeSigner } from "../crypto.js";
import { HostFault } from "../faults.js";

const seedBytes = 32;

/** Opens or makes the key. Throws HostFault HOST_KEY_DAMAGED. */
export function openHostKey(folder: string | undefined): NodeSigner {
	if (folder === undefined) return new NodeSigner(randomBytes(seedBytes));
	return new NodeSigner(openSecret(join(folder, "host.key"), seedBytes));
}

/** A secret of `length` bytes kept as hexadecimal text in a file of mode 0600. */
export function openSecret(path: string, length: number): Uint8Array {
	if (existsSync(path)) {
		const secret = fromHex(readFileSync(path, "utf8").trim());
		if (secret?.length !== length) throw new HostFault("HOST_KEY_DAMAGED", path);
		return secret;
	}
	const secret = new Uint8Array(randomBytes(length));
	const file = openSync(`${path}.new`, "w", 0o600);
	try {
		writeSync(file, `${toHex(secret)}\n`);
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
	renameSync(`${path}.new`, path);
	return secret;
}
