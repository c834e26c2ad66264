// The options that a host is opened with.
import type { Archive } from "./archive.js";
import type { Clock } from "./clock.js";
import type { MerchantSettings } from "./settings.js";

export interface TlsFiles {
	/** PEM: the broker's certificate and any intermediate certificates. */
	readonly certificate: string;
	/** PEM: the certificate's private key. */
	readonly key: string;
	/** PEM: the only authority that terminals trust. */
	readonly authority: string;
}

export interface WebTlsFiles {
	/** PEM: the certificate of API and dashboard, and any intermediate certificates. */
	readonly certificate: string;
	/** PEM: the certificate's private key. */
	readonly key: string;
}

export interface HostOptions {
	/** The data folder, created with mode 0700 if missing; undefined keeps everything in memory. */
	readonly dataDir: string | undefined;
	/** Runs the store in this thread even with a data folder; for simulations in virtual time. */
	readonly isStoreInThread?: boolean;
	/** 0 for a free port. Undefined for no TCP; terminals then connect by `attach` only. */
	readonly mqttPort?: number | undefined;
	readonly mqttHost?: string;
	/** Makes terminals use TLS on this port. The port without TLS then serves only enrolment. */
	readonly tls?: TlsFiles & { readonly port: number };
	readonly httpPort?: number | undefined;
	/** Beyond loopback, either `webTls` or `isBehindProxy` is required. */
	readonly httpHost?: string;
	/** Serves API and dashboard with TLS only. */
	readonly webTls?: WebTlsFiles;
	/**
	 * A reverse proxy adds TLS, so that the host may listen without. Browsers then send the cookie with TLS only. The
	 * last address in X-Forwarded-For is the proxy's client. Requires `operatorToken`.
	 */
	readonly isBehindProxy?: boolean;
	/** The broker's host name in enrolment codes; `mqttHost` by default. */
	readonly publicHost?: string;
	readonly merchant?: string;
	readonly clock?: Clock;
	readonly settings?: Partial<MerchantSettings>;
	/**
	 * The text of a file of pricing rules (docs/pricing.md), which is imported unless it was before. Refused where it
	 * is another file and the rules were edited here since.
	 */
	readonly pricing?: string | undefined;
	/** Set after restoring a backup, so that terminals send the records again that it lacks (invariant 4). */
	readonly restored?: boolean;
	/** Required of every API call when set. */
	readonly operatorToken?: string;
	/**
	 * Host names that browsers may use for the API, beside the loopback names. By default only these on loopback;
	 * others require `operatorToken`.
	 */
	readonly hostNames?: readonly string[];
	/** Folder of the built dashboard. */
	readonly dashboardDir?: string;
	readonly logLevel?: "silent" | "error" | "warn" | "info" | "debug";
	readonly logStream?: { write(line: string): void };
	readonly connectionsMax?: number;
	/** A second copy of committed records. Without one, terminals may free records once they are committed. */
	readonly archive?: Archive | undefined;
}
