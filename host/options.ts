// The options that a host is opened with.
import type { Archive } from "./archive.js";
import type { Clock } from "./clock.js";
import type { MerchantSettings } from "./settings.js";

export interface TlsFiles {
	/** PEM: the broker's certificate, and those between it and the authority. */
	readonly certificate: string;
	/** PEM, of the certificate. */
	readonly key: string;
	/** PEM of the one authority that terminals will trust. */
	readonly authority: string;
}

export interface HostOptions {
	/** The data folder, made with mode 0700 where it is missing; undefined keeps everything in memory. */
	readonly dataDir: string | undefined;
	/** Keeps the store in this thread also where there is a folder: for worlds in virtual time. */
	readonly isStoreInThread?: boolean;
	/** 0 for a free port; undefined for no TCP at all, where only `attach` connects terminals. */
	readonly mqttPort?: number | undefined;
	readonly mqttHost?: string;
	/** With it terminals speak TLS on a port of its own, and the plain port serves enrolment alone. */
	readonly tls?: TlsFiles & { readonly port: number };
	readonly httpPort?: number | undefined;
	readonly httpHost?: string;
	/** The broker's host as enrolment codes name it; `mqttHost` when left out. */
	readonly publicHost?: string;
	readonly merchant?: string;
	readonly clock?: Clock;
	readonly settings?: Partial<MerchantSettings>;
	/** Set after restoring a backup: terminals then send again what the backup lacks (invariant 4). */
	readonly restored?: boolean;
	/** Required of every API call when set. */
	readonly operatorToken?: string;
	/** Host names by which browsers may reach the API; by default the loopback names where it listens on loopback. */
	readonly hostNames?: readonly string[];
	/** Folder of the built dashboard. */
	readonly dashboardDir?: string;
	readonly logLevel?: "silent" | "error" | "warn" | "info" | "debug";
	readonly logStream?: { write(line: string): void };
	readonly connectionsMax?: number;
	/** Where committed records are kept a second time; without it terminals may free what is committed. */
	readonly archive?: Archive | undefined;
}
