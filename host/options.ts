// What a host is told when it is opened.
import type { TlsFiles } from "./broker/tls.js";
import type { Clock } from "./clock.js";
import type { StallSettings } from "./control/catalog.js";

export interface HostOptions {
	/** Where everything is kept (mode 0700 when made here); undefined keeps it in memory. */
	readonly dataDir: string | undefined;
	/** 0 for a free port; undefined for no TCP at all (`attach` still works). */
	readonly mqttPort?: number | undefined;
	readonly mqttHost?: string;
	/** With it terminals speak TLS on a port of its own, and the plain one enrols only. */
	readonly tls?: TlsFiles & { readonly port: number };
	readonly httpPort?: number | undefined;
	readonly httpHost?: string;
	/** What enrolment codes name as the broker's host; `mqttHost` when left out. */
	readonly publicHost?: string;
	readonly merchant?: string;
	readonly clock?: Clock;
	readonly stall?: Partial<StallSettings>;
	/** Set by the operator after restoring a backup: terminals then ship again what the backup lacks (invariant 4). */
	readonly restored?: boolean;
	/** Required of every API call when set. */
	readonly operatorToken?: string;
	/** Names browsers may reach the API by; those of loopback when it listens there. */
	readonly hostNames?: readonly string[];
	/** Folder of the built dashboard. */
	readonly dashboardDir?: string;
	readonly logLevel?: "silent" | "error" | "warn" | "info" | "debug";
	readonly logStream?: { write(line: string): void };
	readonly connectionsMax?: number;
}

export const defaultStall: StallSettings = {
	utcOffsetMinutes: 0,
	headerLines: [],
	taxClasses: [
		{ name: "standard", rateBasisPoints: 2_000 },
		{ name: "reduced", rateBasisPoints: 500 },
		{ name: "zero", rateBasisPoints: 0 },
	],
	promotions: [],
	weightPrefixes: [],
};
