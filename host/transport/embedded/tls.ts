// Loads and checks the broker's TLS files before terminals are told to use TLS.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { createSecureContext, type TlsOptions } from "node:tls";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { TlsFiles } from "../../options.js";

export interface Tls {
	readonly server: TlsOptions;
	/** The authority's certificate in DER, as sent to terminals. */
	readonly authority: Uint8Array;
	/** The first of the certificates that will expire. */
	readonly expiry: { readonly name: string; readonly atMs: number };
}

/** Extended key usage of a server's certificate (RFC 5280, section 4.2.1.12), and the one that stands for any. */
const serverUsages: readonly string[] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/**
 * `host` is the host name that terminals connect to. Throws HostFault TLS_UNUSABLE, which names the wrong part, where
 * no terminal could connect at the time `nowMs`.
 */
export function openTls({ certificate, key, authority }: TlsFiles, host: string, nowMs: number): Tls {
	const own = read("certificate", () => new X509Certificate(certificate));
	const root = read("authority", () => new X509Certificate(authority));
	const privateKey = read("key", () => createPrivateKey(key));
	demand(own.checkPrivateKey(privateKey), "the key does not belong to the certificate");
	demand((isIP(host) ? own.checkIP(host) : own.checkHost(host)) !== undefined, `the certificate is not for ${host}`);
	demand(
		root.raw.length <= limits.authorityBytesMax,
		`the authority has ${root.raw.length} bytes, at most ${limits.authorityBytesMax} are allowed`,
	);
	demand(root.ca, "the authority's certificate may not sign other certificates");
	// Without the attribute a certificate is for every use.
	const usages = (own.keyUsage as readonly string[] | undefined) ?? serverUsages;
	demand(
		usages.some((usage) => serverUsages.includes(usage)),
		"the certificate is not one of a server",
	);
	const chain = read("certificate", () => chainOf(certificate));
	checkChain(chain, root);
	const named = [
		...chain.map((link, i) => ({ name: i === 0 ? "certificate" : "intermediate certificate", link })),
		{ name: "authority's certificate", link: root },
	];
	for (const { name, link } of named) checkDates(name, link, nowMs);
	const [expiry] = named
		.map(({ name, link }) => ({ name, atMs: link.validToDate.getTime() }))
		.sort((a, b) => a.atMs - b.atMs);
	// The authority is sent with the chain, as RFC 5246, section 7.4.2 allows, because the SDK's TLS checks names only
	// in chains of two or more certificates.
	const isWhole = chain.some((link) => link.raw.equals(root.raw));
	const cert = isWhole ? certificate : `${certificate.trimEnd()}\n${authority}`;
	const server = { cert, key, minVersion: "TLSv1.2", handshakeTimeout: hostLimits.connectTimeoutMs } as const;
	try {
		createSecureContext(server);
	} catch (error) {
		// Such as a key that is too short for OpenSSL's present security level.
		throw new HostFault("TLS_UNUSABLE", error instanceof Error ? error.message : "OpenSSL refuses the files");
	}
	return { server, authority: new Uint8Array(root.raw), expiry: expiry! };
}

/** The host's certificate first, each issued by the next, the last by the authority unless it is the authority. */
function checkChain(chain: readonly X509Certificate[], root: X509Certificate): void {
	const last = chain.at(-1)!;
	const issuers = last.raw.equals(root.raw) ? chain.slice(1) : [...chain.slice(1), root];
	const isIssued = issuers.every((issuer, i) => {
		const link = chain[i]!;
		return issuer.ca && link.checkIssued(issuer) && link.verify(issuer.publicKey);
	});
	demand(issuers.length > 0 && isIssued, "the authority did not issue the certificate");
}

function checkDates(name: string, { validFromDate, validToDate }: X509Certificate, nowMs: number): void {
	const day = (date: Date): string => date.toISOString().slice(0, 16);
	const clock = `this machine's clock says ${day(new Date(nowMs))}`;
	demand(nowMs < validToDate.getTime(), `the ${name} expired on ${day(validToDate)}; ${clock}`);
	demand(nowMs >= validFromDate.getTime(), `the ${name} is not valid before ${day(validFromDate)}; ${clock}`);
}

function chainOf(pem: string): X509Certificate[] {
	const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
	return blocks.map((block) => new X509Certificate(block));
}

function read<T>(part: string, parse: () => T): T {
	try {
		return parse();
	} catch {
		throw new HostFault("TLS_UNUSABLE", `the ${part} cannot be read`);
	}
}

function demand(condition: boolean, detail: string): asserts condition {
	if (!condition) throw new HostFault("TLS_UNUSABLE", detail);
}
