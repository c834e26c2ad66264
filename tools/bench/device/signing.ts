// Operations per signature on a board without native Ed25519. Checkpoints and batches are signed; sales are not.
import { join } from "node:path";
import { XsBench } from "../../../simulator/engine/xs/measure.js";

export async function measureSigning(): Promise<{ signOperations: number }> {
	const bench = await XsBench.open(join(import.meta.dirname, "sign-guest.ts"));
	try {
		// The public key is cached after its first use.
		bench.call("publicKey");
		return { signOperations: Math.max(...[1, 2, 3].map((first) => bench.measure("sign", first).operations)) };
	} finally {
		bench.close();
	}
}
