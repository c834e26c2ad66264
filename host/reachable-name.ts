// A name under which other machines reach this one.
import { networkInterfaces } from "node:os";

const everyAddress: readonly string[] = ["0.0.0.0", "::"];

/**
 * `listenHost` itself, unless it stands for every address of this machine: then the first one on a network, or loopback
 * where there is none.
 */
export function reachableName(listenHost: string): string {
	if (!everyAddress.includes(listenHost)) return listenHost;
	const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
	const outward = addresses.filter(({ internal, family }) => !internal && family === "IPv4");
	return outward[0]?.address ?? "127.0.0.1";
}
