// Loads and checks the broker's TLS files before terminals are told to use TLS.
import { X509Certificate } from "node:crypto";
import type { TlsOptions } from "node:tls";
import { limits } from "../../../firmware/core/limits.js";
import {
	type CertificateExpiry,
	checkDates,
	demandName,
	demandTls,
	readChain,
	readPart,
	serverTls,
} from "../../certificates.js";
import type { TlsFiles } from "../../options.js";

export interface Tls {
	readonly server: TlsOptions;
	/** The authority's certificate in DER, as sent to terminals. */
	readonly authority: Uint8Array;
	/** The first of the certificates that will expire. */
	readonly expiry: CertificateExpiry;
}

/**
 * `host` is the host name that terminals connect to. Throws HostFault TLS_UNUSABLE, which names the wrong part, where
 * no terminal could connect at the time `nowMs`.
 */
export function openTls({ certificate, key, authority }: TlsFiles, host: string, nowMs: number): Tls {
	const chain = readChain(certificate, key);
	const root = readPart("authority", () => new X509Certificate(authority));
	demandName(chain[0], host);
	demandTls(
		root.raw.length <= limits.authorityBytesMax,
		`the authority has ${root.raw.length} bytes, at most ${limits.authorityBytesMax} are allowed`,
	);
	demandTls(root.ca, "the authority's certificate may not sign other certificates");
	checkChain(chain, root);
	const [own, ...intermediate] = chain;
	const expiry = checkDates(
		[
			["certificate", own],
			...intermediate.map((link) => ["intermediate certificate", link] as const),
			["authority's certificate", root],
		],
		nowMs,
	);
	// The authority is sent with the chain, as RFC 5246, section 7.4.2 allows, because the SDK's TLS checks names only
	// in chains of two or more certificates.
	const isWhole = chain.some((link) => link.raw.equals(root.raw));
	const server = serverTls(isWhole ? certificate : `${certificate.trimEnd()}\n${authority}`, key);
	return { server, authority: new Uint8Array(root.raw), expiry };
}

/** The host's certificate first, each issued by the next, the last by the authority unless it is the authority. */
function checkChain(chain: readonly X509Certificate[], root: X509Certificate): void {
	const last = chain.at(-1)!;
	const issuers = last.raw.equals(root.raw) ? chain.slice(1) : [...chain.slice(1), root];
	const isIssued = issuers.every((issuer, i) => {
		const link = chain[i]!;
		return issuer.ca && link.checkIssued(issuer) && link.verify(issuer.publicKey);
	});
	demandTls(issuers.length > 0 && isIssued, "the authority did not issue the certificate");
}
