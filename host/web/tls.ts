// Loads and checks the TLS files of API and dashboard.
import type { TlsOptions } from "node:tls";
import { type CertificateExpiry, checkDates, demandName, readChain, serverTls } from "../certificates.js";
import { HostFault } from "../faults.js";
import type { WebTlsFiles } from "../options.js";

export interface WebTls {
	readonly server: TlsOptions;
	/** The first of the certificates that will expire. */
	readonly expiry: CertificateExpiry;
}

/**
 * `names` are the host names that browsers are told to use. Throws HostFault TLS_UNUSABLE, which names the wrong part,
 * where no browser could connect at the time `nowMs`.
 */
export function openWebTls({ certificate, key }: WebTlsFiles, names: readonly string[], nowMs: number): WebTls {
	try {
		const [own, ...intermediate] = readChain(certificate, key);
		for (const name of names) demandName(own, name);
		const links = intermediate.map((link) => ["dashboard's intermediate certificate", link] as const);
		const expiry = checkDates([["dashboard's certificate", own], ...links], nowMs);
		return { server: serverTls(certificate, key), expiry };
	} catch (error) {
		throw error instanceof HostFault ? new HostFault(error.code, `dashboard: ${error.detail}`) : error;
	}
}
