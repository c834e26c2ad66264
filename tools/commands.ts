// Every command of `tillmark`: one module each, loaded only when it is called.
import { defineGroup, type RunnableCommand } from "./command.js";

interface Entry {
	readonly summary: string;
	load(): Promise<RunnableCommand>;
}

export const commands: Readonly<Record<string, Entry>> = {
	host: {
		summary: "run a host: broker, ingest, ledger, dashboard",
		load: async () => (await import("./host.js")).host,
	},
	sim: {
		summary: "run a host and simulated terminals with their page",
		load: async () => (await import("./sim.js")).sim,
	},
	replay: {
		summary: "replay a till log on simulated terminals against a real host",
		load: async () => (await import("./replay/main.js")).replay,
	},
	enrol: {
		summary: "create a one-time code with which a terminal enrols",
		load: async () => (await import("./enrol.js")).enrol,
	},
	pricing: {
		summary: "check pricing rules, and try them on a basket",
		load: async () => (await import("./pricing.js")).pricing,
	},
	firmware: {
		summary: "publish firmware to terminals, list it, withdraw it",
		load: async () => (await import("./firmware.js")).firmware,
	},
	verify: {
		summary: "check a journal's chain, using public keys only",
		load: async () => (await import("./journal/verify.js")).verify,
	},
	journal: {
		summary: "read a flash image: dump, verify, stats",
		load: async () => (await import("./journal/main.js")).journal,
	},
	doctor: {
		summary: "check this machine for common problems and print the fix",
		load: async () => (await import("./doctor.js")).doctor,
	},
	build: {
		summary: "build the firmware for a board with the Moddable SDK",
		load: async () => (await import("./build/main.js")).build,
	},
};

export const tillmark = defineGroup("tillmark", "Host and tools of Tillmark, an offline-first till.", commands);
