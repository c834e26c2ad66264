// The host's identity: one Ed25519 seed in a file only its owner may read. Terminals pin its public key, so it is never made anew over a damaged one.
import { randomBytes } from "node:crypto";
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fromHex, toHex } from "../../firmware/core/bytes.js";
import { NodeSigner } from "../crypto.js";
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

const seedBytes = 32;

/** Opens the key, or makes it where this folder never had one. Throws HostFault HOST_KEY_DAMAGED. */
export function openHostKey(folder: string | undefined, store: Store): NodeSigner {
	if (folder === undefined) return new NodeSigner(randomBytes(seedBytes));
	const path = join(folder, "host.key");
	const known = store.setting("hostKey");
	if (known !== undefined && !existsSync(path)) throw new HostFault("HOST_KEY_DAMAGED", path);
	const signer = new NodeSigner(openSecret(path, seedBytes));
	const publicKey = toHex(signer.publicKey);
	if (known === undefined) store.setSetting("hostKey", publicKey);
	else if (known !== publicKey) throw new HostFault("HOST_KEY_DAMAGED", path);
	return signer;
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
	// The name must be as durable as the bytes before anything is signed with them. Windows opens no folders; NTFS journals the name itself.
	if (process.platform === "win32") return secret;
	const folder = openSync(dirname(path), "r");
	try {
		fsyncSync(folder);
	} finally {
		closeSync(folder);
	}
	return secret;
}
