// The features of this version with their cost on a board: one per folder of firmware/till/flows, and the self-test.
// Measured on XS by `npm run -s bench -- device`; a test fails if a figure is below the measurement or more than 10 %
// above it.

export interface Feature {
	/** The name of its folder in firmware/till/flows, or of this room. */
	readonly name: string;
	/** Heap while its largest page is shown, excluding what the screen allocates for it. */
	readonly heapBytes: number;
	/** XS operations to open that page. */
	readonly operations: number;
	/** Byte code of its modules, in flash. */
	readonly imageBytes: number;
}

export const features: readonly Feature[] = [
	{ name: "sale", heapBytes: 2_496, operations: 2_700, imageBytes: 12_600 },
	{ name: "payment", heapBytes: 3_800, operations: 9_000, imageBytes: 31_800 },
	{ name: "receipt", heapBytes: 432, operations: 1_270, imageBytes: 10_900 },
	{ name: "parking", heapBytes: 432, operations: 1_160, imageBytes: 6_700 },
	{ name: "shift", heapBytes: 800, operations: 1_040, imageBytes: 8_900 },
	{ name: "no-sale", heapBytes: 80, operations: 5_850, imageBytes: 2_460 },
	{ name: "cash-movement", heapBytes: 550, operations: 7_500, imageBytes: 6_700 },
	{ name: "staff", heapBytes: 200, operations: 6_800, imageBytes: 10_800 },
	{ name: "vouchers", heapBytes: 136, operations: 345, imageBytes: 13_800 },
	{ name: "menu", heapBytes: 400, operations: 840, imageBytes: 4_950 },
	{ name: "inspection", heapBytes: 1_024, operations: 12_000, imageBytes: 4_060 },
	{ name: "settings", heapBytes: 320, operations: 1_400, imageBytes: 6_500 },
	{ name: "status", heapBytes: 192, operations: 384, imageBytes: 1_990 },
	{ name: "power", heapBytes: 144, operations: 350, imageBytes: 3_790 },
	{ name: "recovery", heapBytes: 160, operations: 400, imageBytes: 4_180 },
	{ name: "self-test", heapBytes: 2_320, operations: 8_500, imageBytes: 17_000 },
	{ name: "fault", heapBytes: 336, operations: 385, imageBytes: 2_010 },
];
