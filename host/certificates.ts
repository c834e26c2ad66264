// Reads certificates and keys for TLS and checks what the broker's and the dashboard's have in common.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { createSecureContext, type TlsOptions } from "node:tls";
import { HostFault } from "./faults.js";
import { hostLimits } from "./limits.js";

/** The first certificate of a chain that will expire. */
export interface CertificateExpiry {
	readonly name: string;
	readonly atMs: number;
}

/** The host's certificate first, with the key that belongs to it. Throws HostFault TLS_UNUSABLE. */
export function readChain(certificate: string, key: string): [X509Certificate, ...X509Certificate[]] {
	const own = readPart("certificate", () => new X509Certificate(certificate));
	const privateKey = readPart("key", () => createPrivateKey(key));
	demandTls(own.checkPrivateKey(privateKey), "the key does not belong to the certificate");
	// Without the attribute a certificate is for every use.
	const usages = (own.keyUsage as readonly string[] | undefined) ?? serverUsages;
	demandTls(
		usages.some((usage) => serverUsages.includes(usage)),
		"the certificate is not one of a server",
	);
	const blocks = certificate.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
	return [own, ...readPart("certificate", () => blocks.slice(1).map((block) => new X509Certificate(block)))];
}

/** Extended key usage of a server's certificate (RFC 5280, section 4.2.1.12), and the one that stands for any. */
const serverUsages: readonly string[] = ["1.3.6.1.5.5.7.3.1", "2.5.29.37.0"];

/** `host` is a host name or an IP address. Throws HostFault TLS_UNUSABLE. */
export function demandName(own: X509Certificate, host: string): void {
	const name = isIP(host) ? own.checkIP(host) : own.checkHost(host);
	demandTls(name !== undefined, `the certificate is not for ${host}`);
}

/**
 * Returns the certificate that expires first. Throws HostFault TLS_UNUSABLE where one is not valid at the time `nowMs`.
 */
export function checkDates(chain: readonly (readonly [string, X509Certificate])[], nowMs: number): CertificateExpiry {
	const day = (date: Date): string => date.toISOString().slice(0, 16);
	const clock = `this machine's clock says ${day(new Date(nowMs))}`;
	for (const [name, { validFromDate, validToDate }] of chain) {
		demandTls(nowMs < validToDate.getTime(), `the ${name} expired on ${day(validToDate)}; ${clock}`);
		demandTls(nowMs >= validFromDate.getTime(), `the ${name} is not valid before ${day(validFromDate)}; ${clock}`);
	}
	const expiries = chain.map(([name, { validToDate }]) => ({ name, atMs: validToDate.getTime() }));
	return expiries.reduce((first, each) => (each.atMs < first.atMs ? each : first));
}

/** The options of a server with this certificate. Throws HostFault TLS_UNUSABLE. */
export function serverTls(cert: string, key: string): TlsOptions {
	const server = { cert, key, minVersion: "TLSv1.2", handshakeTimeout: hostLimits.connectTimeoutMs } as const;
	try {
		createSecureContext(server);
	} catch (error) {
		// Such as a key that is too short for OpenSSL's present security level.
		throw new HostFault("TLS_UNUSABLE", error instanceof Error ? error.message : "OpenSSL refuses the files");
	}
	return server;
}

export function readPart<T>(part: string, parse: () => T): T {
	try {
		return parse();
	} catch {
		throw new HostFault("TLS_UNUSABLE", `the ${part} cannot be read`);
	}
}

export function demandTls(condition: boolean, detail: string): asserts condition {
	if (!condition) throw new HostFault("TLS_UNUSABLE", detail);
}
