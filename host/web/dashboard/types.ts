// What the host's API answers, as far as the dashboard reads it. Amounts are minor units; times are wall milliseconds.

export interface StallCard {
	readonly terminal: string;
	readonly name: string;
	readonly state: "online" | "offline" | "never";
	readonly offlineSinceMs: number | null;
	readonly grossMinorToday: number;
	readonly salesToday: number;
	readonly queueDepth: number | null;
	readonly batteryPercent: number | null;
	readonly lastReceiptNumber: number;
}

export interface Alarm {
	readonly id: number;
	readonly code: string;
	readonly text: string;
	readonly terminal: string | null;
	readonly atMs: number;
	readonly moneyAtRiskMinor: number;
}

export interface Overview {
	readonly currency: string;
	readonly decimals: number;
	readonly wallMs: number;
	readonly today: {
		readonly grossMinor: number;
		readonly sales: number;
		readonly units: number;
		readonly taxMinor: number;
		readonly cashMinor: number;
		readonly cardMinor: number;
	};
	readonly sameWeekdayLastWeek: { readonly grossMinor: number } | null;
	readonly hours: ReadonlyArray<{ readonly hour: number; readonly grossMinor: number }>;
	readonly stalls: readonly StallCard[];
	readonly bestSellers: ReadonlyArray<{
		readonly sku: string;
		readonly name: string;
		readonly quantity: number;
		readonly grossMinor: number;
	}>;
	readonly alarms: readonly Alarm[];
}

export interface TerminalSummary {
	readonly terminal: string;
	readonly name: string;
	readonly state: "online" | "offline" | "never";
	readonly offlineSinceMs: number | null;
	readonly epoch: number;
	readonly committed: number;
	readonly queueDepth: number | null;
	readonly batteryPercent: number | null;
	readonly catalogVersion: number | null;
	readonly lastSeenMs: number;
}

export interface ReceiptRow {
	readonly terminal: string;
	readonly receiptNumber: number;
	readonly wallMs: number;
	readonly currency: string;
	readonly totalMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
	readonly units: number;
}

export interface Receipt extends ReceiptRow {
	readonly shift: number;
	readonly roundingMinor: number;
	readonly changeMinor: number;
	readonly lines: ReadonlyArray<{
		readonly sku: string;
		readonly name: string;
		readonly quantity: number;
		readonly unitMinor: number;
		readonly grossMinor: number;
		readonly taxRateBasisPoints: number;
	}>;
	readonly discounts: ReadonlyArray<{ readonly promotion: string; readonly name: string; readonly amountMinor: number }>;
	readonly taxes: ReadonlyArray<{ readonly rateBasisPoints: number; readonly grossMinor: number; readonly taxMinor: number }>;
	readonly tenders: ReadonlyArray<{ readonly kind: "cash" | "card"; readonly amountMinor: number; readonly reference: string }>;
	readonly proof: Proof;
}

export interface Proof {
	readonly epoch: number;
	readonly sequence: number;
	/** Hexadecimal chain head after the record. */
	readonly head: string;
	/** Hexadecimal public key of the terminal whose checkpoint covers the record. */
	readonly signedBy: string | null;
	readonly intact: boolean;
}

export interface ShiftRow {
	readonly terminal: string;
	readonly shift: number;
	readonly openedMs: number | null;
	readonly closedMs: number | null;
	readonly sales: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
	readonly floatMinor: number;
	readonly countedMinor: number | null;
}

export interface Ledger {
	readonly sales: number;
	readonly noSales: number;
	readonly lines: number;
	readonly units: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
	readonly cashMinor: number;
	readonly cardMinor: number;
	readonly stateHash: string;
}

export interface TaxRow {
	readonly rateBasisPoints: number;
	readonly grossMinor: number;
	readonly taxMinor: number;
}
