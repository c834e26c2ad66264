// State of charge of a lithium-ion cell by its voltage. Points of a typical 18650 (NCR18650B data sheet, discharge at
// 0.2 C, 25 °C), resting or lightly loaded.

interface Point {
	readonly millivolts: number;
	readonly percent: number;
}

const points: readonly Point[] = [
	{ millivolts: 3_000, percent: 0 },
	{ millivolts: 3_300, percent: 4 },
	{ millivolts: 3_450, percent: 10 },
	{ millivolts: 3_550, percent: 20 },
	{ millivolts: 3_620, percent: 35 },
	{ millivolts: 3_700, percent: 50 },
	{ millivolts: 3_800, percent: 65 },
	{ millivolts: 3_920, percent: 80 },
	{ millivolts: 4_050, percent: 93 },
	{ millivolts: 4_150, percent: 100 },
];

/** 0 to 100, not rounded. */
export function percentAt(millivolts: number): number {
	let below = points[0]!;
	if (millivolts <= below.millivolts) return 0;
	for (const above of points) {
		if (millivolts < above.millivolts) {
			const share = (millivolts - below.millivolts) / (above.millivolts - below.millivolts);
			return below.percent + share * (above.percent - below.percent);
		}
		below = above;
	}
	return 100;
}
