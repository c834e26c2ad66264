// The catalog that each terminal applies, from its latest catalogApplied record: the last in the chain of the latest
// epoch. Each rule of that catalog that the terminal cannot apply has an alarm; alarms of earlier records are cleared.
import { isKnown, RecordKind } from "../../../firmware/wire/record.js";
import type { AlarmChange } from "../../alarms.js";
import { hostLimits } from "../../limits.js";
import type { Ledger } from "../ledger.js";
import { isLater } from "../payments/payment.js";

export interface AppliedCatalog {
	readonly terminal: string;
	readonly epoch: number;
	readonly sequence: number;
	readonly version: number;
	/** Rules that the terminal cannot apply; cut to hostLimits.rulesNamedMax. */
	readonly unapplied: readonly string[];
}

const code = "CATALOG_RULE_UNAPPLIED";

/** Wants the rows of the terminals that applied a catalog in the slice. */
export const catalogs: Ledger<readonly string[], readonly AppliedCatalog[], readonly AppliedCatalog[]> = {
	codes: [code],

	wants: ({ records }) => {
		const applying = records.filter(({ record }) => record && isKnown(record) && isApplied(record.kind));
		return [...new Set(applying.map(({ terminal }) => terminal))];
	},

	fold(_tools, { records }, state) {
		const before = new Map(state.map((row) => [row.terminal, row]));
		const present = new Map(before);
		const since = new Map<string, number>();
		for (const { terminal, place, record, receivedMs } of records) {
			if (!record || !isKnown(record) || record.kind !== RecordKind.catalogApplied) continue;
			const held = present.get(terminal);
			if (held && !isLater(place, held)) continue;
			const unapplied = record.unapplied.slice(0, hostLimits.rulesNamedMax);
			present.set(terminal, { terminal, ...place, version: record.version, unapplied });
			since.set(terminal, receivedMs);
		}
		const changes = [...present.values()].filter(({ terminal }) => since.has(terminal));
		const alarms = changes.flatMap((row) => alarmsOf(before.get(row.terminal), row, since.get(row.terminal)!));
		return { changes, alarms };
	},
};

function isApplied(kind: number): boolean {
	return kind === RecordKind.catalogApplied;
}

function alarmsOf(before: AppliedCatalog | undefined, after: AppliedCatalog, atMs: number): AlarmChange[] {
	const { terminal } = after;
	const details = new Set(detailsOf(after));
	const cleared = (before ? detailsOf(before) : []).filter((detail) => !details.has(detail));
	return [
		...cleared.map((detail): AlarmChange => ({ kind: "clear", alarm: { code, terminal, detail } })),
		...[...details].map((detail): AlarmChange => {
			const alarm = { code, terminal, detail, amountMinor: 0, currency: "" } as const;
			return { kind: "set", alarm, count: 1, atMs };
		}),
	];
}

function detailsOf({ version, unapplied }: AppliedCatalog): string[] {
	return unapplied.map((rule) => `catalog ${version}, rule ${rule}`);
}
