// `tillmark journal dump|verify|stats IMAGE`: reads raw flash images and repairs nothing.
import { defineGroup } from "../command.js";

export const journal = defineGroup(
	"journal",
	"Reads a raw dump of a terminal's journal partition; an encrypted partition must be decrypted first.",
	{
		dump: {
			summary: "print every record as CSV, JSON or text",
			load: async () => (await import("./dump.js")).dump,
		},
		verify: {
			summary: "check the chain and the signatures, using public keys only",
			load: async () => (await import("./verify.js")).verify,
		},
		stats: {
			summary: "space left in sales, wear, years of life",
			load: async () => (await import("./stats.js")).stats,
		},
	},
);
