// Loads and checks the broker's TLS files before terminals are told to use TLS.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { TlsOptions } from "node:tls";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { TlsFiles } from "../../options.js";

export interface Tls {
	readonly server: TlsOptions;
	/** The authority's certificate in DER, as sent to terminals. */
	readonly authority: Uint8Array;
}

/** `host` is the host name that terminals connect to. Throws HostFault TLS_UNUSABLE, which names the wrong part. */
export function openTls({ certificate, key, authority }: TlsFiles, host: string): Tls {
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
	const chain = chainOf(certificate);
	demand(
		chain.some((link) => link.checkIssued(root) && link.verify(root.publicKey)),
		"the authority did not issue the certificate",
	);
	// The authority is sent with the chain, as RFC 5246, section 7.4.2 allows, because the SDK's TLS checks names only
	// in chains of two or more certificates.
	const isWhole = chain.some((link) => link.raw.equals(root.raw));
	return {
		server: {
			cert: isWhole ? certificate : `${certificate.trimEnd()}\n${authority}`,
			key,
			minVersion: "TLSv1.2",
			handshakeTimeout: hostLimits.connectTimeoutMs,
		},
		authority: new Uint8Array(root.raw),
	};
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
