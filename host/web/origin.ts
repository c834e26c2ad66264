// Detects requests from another site (CSRF) or for another host name (DNS rebinding), which other sites can make a
// browser send.
import type { IncomingHttpHeaders } from "node:http";
import { isIPv4 } from "node:net";

export interface OwnAddress {
	/** Host names by which browsers reach this server; undefined allows every name. */
	readonly hostNames: readonly string[] | undefined;
	/** The only port allowed in Host; undefined allows every port. */
	readonly port?: number;
}

/** Names by which a browser on this machine reaches a loopback listener. */
export const loopbackNames = ["localhost", "127.0.0.1", "[::1]"] as const;

export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/**
 * Returns the header that shows that a request is foreign; undefined if it is not. Browsers always send Host, and they
 * send Origin with every cross-origin request that could change or read something.
 */
export function foreignHeader(
	{ host = "", origin }: IncomingHttpHeaders,
	{ hostNames, port }: OwnAddress,
): "host" | "origin" | undefined {
	const [, name = "", ownPort] = /^(.*?)(?::([0-9]+))?$/.exec(host) ?? [];
	if (host === "" || (hostNames && !hostNames.includes(name.toLowerCase()))) return "host";
	if (port !== undefined && ownPort !== String(port)) return "host";
	return origin === undefined || origin === `http://${host}` || origin === `https://${host}` ? undefined : "origin";
}
