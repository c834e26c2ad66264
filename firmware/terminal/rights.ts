// Opens the memory for rights. The key store says whether it was ever written, so that an empty partition cannot pass
// for a new one.
import { readU32 } from "../core/bytes.js";
import { RightsStore } from "../rights/store.js";
import type { Credentials } from "../sync/credentials.js";
import type { RightsOptions } from "../till/session/rights-options.js";
import type { TerminalPorts } from "./ports.js";

const storeKey = "rights";

/** Undefined on a board without the partition. */
export function openRights(
	ports: TerminalPorts,
	credentials: Credentials,
	ask: RightsOptions["ask"],
): RightsOptions | undefined {
	const { rightsFlash, keyStore, random, ed25519 } = ports;
	if (!rightsFlash) return undefined;
	const noted = keyStore.read(storeKey);
	const number = noted ?? new Uint8Array(4);
	if (!noted) random.fill(number);
	return {
		...{ store: new RightsStore(rightsFlash, readU32(number, 0)), isNew: noted === undefined },
		...{ firstEpoch: credentials.epoch, ed25519, hostKey: credentials.hostKey },
		// Topics end with the number.
		terminalNumber: Number.parseInt(credentials.topicRoot.split("/").at(-1)!, 36),
		begin: () => keyStore.write(storeKey, number),
		ask,
	};
}
