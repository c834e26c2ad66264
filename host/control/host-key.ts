// The host's key: an Ed25519 seed in a file that only its owner can read. Terminals pin the public key, so a damaged
// key is never replaced by a new one.
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { ascii, fromHex, toHex } from "../../firmware/core/bytes.js";
import { NodeSigner } from "../crypto.js";
import { nodeFiles, readPiece, syncFolder, writeDurably } from "../durable-file.js";
import { HostFault } from "../faults.js";
import type { Store } from "../store/store.js";

const seedBytes = 32;
/** White space that an editor may have left around a secret. */
const spaceBytesMax = 16;

/** Opens the key, or creates one if this folder never had one. Rejects with HostFault HOST_KEY_DAMAGED. */
export async function openHostKey(
	folder: string | undefined,
	{ settings }: Pick<Store, "settings">,
): Promise<NodeSigner> {
	if (folder === undefined) return new NodeSigner(randomBytes(seedBytes));
	const path = join(folder, "host.key");
	const known = await settings.get("hostKey");
	if (known !== undefined && !existsSync(path)) throw new HostFault("HOST_KEY_DAMAGED", path);
	const signer = new NodeSigner(openSecret(path, seedBytes));
	const publicKey = toHex(signer.publicKey);
	if (known === undefined) await settings.set("hostKey", publicKey);
	else if (known !== publicKey) throw new HostFault("HOST_KEY_DAMAGED", path);
	return signer;
}

/** The key that the keys of personal texts are sealed with. Throws HostFault HOST_KEY_DAMAGED. */
export function openTextKey(folder: string | undefined): Uint8Array {
	return folder === undefined
		? new Uint8Array(randomBytes(seedBytes))
		: openSecret(join(folder, "texts.key"), seedBytes);
}

/**
 * Opens or creates a secret of `length` bytes, stored as hexadecimal text in a file of mode 0600. It is durable on
 * return, so that nothing is signed with a key that a power cut could lose.
 */
export function openSecret(path: string, length: number, files = nodeFiles): Uint8Array {
	if (files.existsSync(path)) {
		const text = Buffer.from(readPiece(path, 0, 2 * length + spaceBytesMax, files)).toString();
		const secret = fromHex(text.trim());
		if (secret?.length !== length) throw new HostFault("HOST_KEY_DAMAGED", path);
		// The process that wrote the file may have ended before its name was durable.
		syncFolder(dirname(path), files);
		return secret;
	}
	const secret = new Uint8Array(randomBytes(length));
	writeDurably(path, ascii(`${toHex(secret)}\n`), files);
	return secret;
}
