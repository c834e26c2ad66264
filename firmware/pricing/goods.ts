// The goods of a basket while rules are applied to them: what is left of each line, which units have taken part in a
// rule, and what each rule took. Nothing here depends on the order in which lines were scanned.
import { divideHalfUp, proportionFloor, roundParts, shareOf } from "../core/money.js";
import type { TaxRate } from "../wire/record.js";
import type { Combination, PricingLine } from "./line.js";
import { maskOf } from "./tax.js";

/**
 * What a rule took, as two numbers: a key and an amount. The key is 128 × rule + line where it took from that line, and
 * 64 more where it took from all lines that have the same taxes, in proportion to what is left of them.
 */
export const takingFields = 2;
const linesEnd = 64;
/** 100 %. */
export const wholeBasisPoints = 10_000;

export function ruleOfKey(key: number): number {
	return (key - (key % (2 * linesEnd))) / (2 * linesEnd);
}

export function lineOfKey(key: number): number {
	return key % linesEnd;
}

export function isSharedKey(key: number): boolean {
	return key % (2 * linesEnd) >= linesEnd;
}

/** A charge that a rule adds. */
export interface Fee {
	readonly rule: number;
	readonly quantity: number;
	readonly unitMinor: number;
	readonly taxRates: readonly TaxRate[];
}

/** The order of units in rules that choose some: the dearest first, then by item. Equal lines are interchangeable. */
function compareLines(a: PricingLine, b: PricingLine): number {
	if (a.unitMinor !== b.unitMinor) return b.unitMinor - a.unitMinor;
	if (a.sku !== b.sku) return a.sku < b.sku ? -1 : 1;
	if (a.quantity !== b.quantity) return b.quantity - a.quantity;
	return a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
}

const noBytes: Uint8Array = Uint8Array.of();
const noMarks: Uint32Array = Uint32Array.of();
const noAmounts: Float64Array = Float64Array.of();

export class Goods {
	/** In the order of `compareLines` once a rule has asked for its lines: an index of a line is its place in it. */
	lines: readonly PricingLine[];
	readonly combinations: readonly Combination[];
	/** Two words for each entry of the rule book: bit i is set where its item set has line i. */
	marks: Uint32Array = noMarks;
	/** Whether the rule takes from each line by itself, rather than once from the sum of its lines. */
	isByLine = false;
	/** Sum of all lines before discounts. */
	readonly grossMinor: number;
	/** `takingFields` numbers for each. */
	readonly takings: number[] = [];
	readonly fees: Fee[] = [];
	readonly #taxes: readonly TaxRate[];
	/** By place in `lines`: the index in the basket. */
	#indexes: readonly number[] = [];
	/** Index of each line's combination. This and the next are made when a rule first looks at single lines. */
	#combinationOf: Uint8Array = noBytes;
	/** What is left of each line, but for what combinations have pending. */
	#leftMinor: Float64Array = noAmounts;
	/** Of that, and of its units, what took part in a rule of units: no other such rule uses it. */
	#heldMinor: Float64Array | undefined;
	#heldUnits: Uint16Array | undefined;
	/** Whether combinations have something to share among their lines. */
	#isPending = false;
	/** Lines that a rule reduced: bit i of `low` is line i, of `high` line 32 + i. */
	#reducedLow = 0;
	#reducedHigh = 0;
	/** The rule that is applied, the lines that it applies to, and what it may still take. */
	#rule = 0;
	#firstKey = 0;
	#low = 0;
	#high = 0;
	#isEverything = false;
	#restMinor = 0;
	/** Its lines, once somebody has asked for them. */
	#ordered: readonly number[] | undefined;

	constructor(
		lines: readonly PricingLine[],
		combinations: readonly Combination[],
		taxes: readonly TaxRate[],
		grossMinor: number,
	) {
		this.lines = lines;
		this.combinations = combinations;
		this.grossMinor = grossMinor;
		this.#taxes = taxes;
	}

	/** Begins a rule that may take `restMinor` in all, from the lines of its item sets or from every line. */
	begin(rule: number, sets: number, isByLine: boolean, restMinor: number): void {
		this.#isEverything = sets === 0;
		if (sets > 0) {
			const { marks } = this;
			let low = marks[2 * rule]!;
			let high = marks[2 * rule + 1]!;
			for (let set = rule + 1; set < rule + sets; set++) {
				low |= marks[2 * set]!;
				high |= marks[2 * set + 1]!;
			}
			this.#low = low;
			this.#high = high;
		}
		this.#rule = rule;
		this.#firstKey = 2 * linesEnd * rule;
		this.#restMinor = restMinor;
		this.#ordered = undefined;
		this.isByLine = isByLine;
	}

	/** Leaves out the lines that a rule before reduced. */
	keepFullPrice(): void {
		this.settle();
		if ((this.#reducedLow | this.#reducedHigh) === 0) return;
		if (this.#isEverything) this.markAll();
		this.#low &= ~this.#reducedLow;
		this.#high &= ~this.#reducedHigh;
		this.#ordered = undefined;
	}

	/** Sum of the rule's lines before discounts. */
	get eligibleGrossMinor(): number {
		if (this.#isEverything) return this.grossMinor;
		const indexes = this.dearestFirst();
		let sum = 0;
		for (let at = 0; at < indexes.length; at++) sum += this.lines[indexes[at]!]!.amountMinor;
		return sum;
	}

	/** What is left of the rule's lines. */
	get eligibleMinor(): number {
		let sum = 0;
		if (this.#isEverything) {
			const { combinations } = this;
			for (let at = 0; at < combinations.length; at++) sum += combinations[at]!.amountMinor;
			return sum;
		}
		const indexes = this.dearestFirst();
		for (let at = 0; at < indexes.length; at++) sum += this.#leftMinor[indexes[at]!]!;
		return sum;
	}

	/** The rule's lines, the dearest first. */
	dearestFirst(): readonly number[] {
		if (this.#ordered !== undefined) return this.#ordered;
		this.settle();
		if (this.#isEverything) this.markAll();
		const indexes: number[] = [];
		for (let bits = this.#low; bits !== 0; bits &= bits - 1) indexes.push(31 - Math.clz32(bits & -bits));
		for (let bits = this.#high; bits !== 0; bits &= bits - 1) indexes.push(63 - Math.clz32(bits & -bits));
		return (this.#ordered = indexes);
	}

	/** Puts the lines in order; marks are made after it. */
	sort(): void {
		const { lines } = this;
		const { length } = lines;
		// Sorted natively as numbers: a comparing function would run for every pair.
		const keys = new Float64Array(length);
		for (let at = 0; at < length; at++) keys[at] = lines[at]!.unitMinor * linesEnd + at;
		keys.sort();
		const indexes: number[] = [];
		const sorted: PricingLine[] = [];
		for (let at = length - 1; at >= 0; at--) {
			const index = keys[at]! % linesEnd;
			const line = lines[index]!;
			// Lines of one price are told apart by more than that.
			let place = sorted.length;
			while (
				place > 0 &&
				sorted[place - 1]!.unitMinor === line.unitMinor &&
				compareLines(sorted[place - 1]!, line) > 0
			) {
				sorted[place] = sorted[place - 1]!;
				indexes[place] = indexes[place - 1]!;
				place--;
			}
			sorted[place] = line;
			indexes[place] = index;
		}
		this.#indexes = indexes;
		this.lines = sorted;
	}

	/** Of these lines, those that the rule's item set at `set` has. */
	ofSet(set: number, indexes: readonly number[]): number[] {
		const low = this.marks[2 * (this.#rule + set)]!;
		const high = this.marks[2 * (this.#rule + set) + 1]!;
		return indexes.filter((at) => (((at < 32 ? low : high) >> (at & 31)) & 1) === 1);
	}

	leftOf(line: number): number {
		return this.#leftMinor[line]!;
	}

	/** Units that have not taken part in a rule of units. */
	freeUnits(line: number): number {
		return this.lines[line]!.quantity - (this.#heldUnits?.[line] ?? 0);
	}

	/** What is left of so many of the line's free units. */
	freeMinor(line: number, units: number): number {
		const free = this.freeUnits(line);
		const freeMinor = this.#leftMinor[line]! - (this.#heldMinor?.[line] ?? 0);
		return units === free ? freeMinor : divideHalfUp(freeMinor * units, free);
	}

	/** Takes an amount off the whole line, at most what is left of it. */
	takeLine(line: number, minor: number): void {
		const left = this.#leftMinor[line]!;
		const taken = this.take(line, minor, left);
		if (this.#heldMinor !== undefined) this.reduceHeld(line, taken, left);
	}

	/** Units of the line take part in the rule, which takes so much off them; at most what is left of them. */
	takeUnits(line: number, units: number, minor: number): void {
		if (units === 0) return;
		const { length } = this.lines;
		const heldUnits = (this.#heldUnits ??= new Uint16Array(length));
		const heldMinor = (this.#heldMinor ??= new Float64Array(length));
		const freeMinor = this.freeMinor(line, units);
		heldUnits[line]! += units;
		heldMinor[line]! += freeMinor - (minor === 0 ? 0 : this.take(line, minor, this.#leftMinor[line]!));
	}

	/**
	 * Takes an amount off the rule's lines in proportion to what is left of them: among combinations of taxes by
	 * largest remainder, and in them among lines by running sums. At most what is left of them.
	 */
	takeAmount(minor: number): void {
		const whole = Math.min(minor, this.#restMinor, this.eligibleMinor);
		if (whole === 0) return;
		const sums = this.sums();
		this.takeParts(shareOf(whole, sums), sums);
	}

	/** The same for a percentage of what is left of the lines, which is rounded half up once. */
	takePercent(basisPoints: number): void {
		const sums = this.sums();
		const products: number[] = [];
		let sum = 0;
		for (let at = 0; at < sums.length; at++) {
			const product = sums[at]! * basisPoints;
			products.push(product);
			sum += product;
		}
		const whole = divideHalfUp(sum, wholeBasisPoints);
		if (whole > this.#restMinor) this.takeAmount(whole);
		else if (whole > 0)
			this.takeParts(products.length === 1 ? [whole] : roundParts(products, wholeBasisPoints, whole), sums);
	}

	addFee(quantity: number, unitMinor: number, taxRates: readonly TaxRate[]): void {
		if (quantity * unitMinor > 0) this.fees.push({ rule: this.#rule, quantity, unitMinor, taxRates });
	}

	/** What is left of the rule's lines in each combination. */
	private sums(): number[] {
		const { combinations } = this;
		const isEverything = this.#isEverything;
		const sums: number[] = [];
		for (let at = 0; at < combinations.length; at++) sums.push(isEverything ? combinations[at]!.amountMinor : 0);
		if (isEverything) return sums;
		const indexes = this.dearestFirst();
		for (let at = 0; at < indexes.length; at++) {
			const line = indexes[at]!;
			sums[this.#combinationOf[line]!]! += this.#leftMinor[line]!;
		}
		return sums;
	}

	private takeParts(parts: readonly number[], sums: readonly number[]): void {
		const { combinations } = this;
		if (!this.#isEverything) {
			const indexes = this.dearestFirst();
			for (let at = 0; at < parts.length; at++)
				this.spread(at, parts[at]!, sums[at]!, indexes, (line, minor) => this.takeLine(line, minor));
			return;
		}
		this.#isPending = true;
		const firstKey = this.#firstKey + linesEnd;
		for (let at = 0; at < parts.length; at++) {
			const part = parts[at]!;
			if (part === 0) continue;
			const combination = combinations[at]!;
			combination.amountMinor -= part;
			combination.pendingMinor += part;
			this.takings.push(firstKey + combination.line, part);
		}
	}

	/** Shares what was taken from whole combinations among their lines, before a rule looks at lines. */
	private settle(): void {
		if (this.#leftMinor.length === 0) this.unfold();
		if (!this.#isPending) return;
		this.#isPending = false;
		const { combinations } = this;
		const indexes = this.#indexes.map((_, at) => at);
		for (let at = 0; at < combinations.length; at++) {
			const { amountMinor, pendingMinor } = combinations[at]!;
			combinations[at]!.pendingMinor = 0;
			this.spread(at, pendingMinor, amountMinor + pendingMinor, indexes, (line, minor) => {
				const left = this.#leftMinor[line]!;
				if (this.#heldMinor !== undefined) this.reduceHeld(line, minor, left);
				this.#leftMinor[line] = left - minor;
				if (line < 32) this.#reducedLow |= 1 << line;
				else this.#reducedHigh |= 1 << (line - 32);
			});
		}
	}

	private unfold(): void {
		if (this.#indexes.length === 0) this.sort();
		const { lines, combinations } = this;
		const { length } = lines;
		const leftMinor = new Float64Array(length);
		const combinationOf = new Uint8Array(length);
		let rates: readonly TaxRate[] | undefined;
		let index = 0;
		for (let at = 0; at < length; at++) {
			const { taxRates, amountMinor } = lines[at]!;
			if (rates !== taxRates) index = indexOfRates(combinations, (rates = taxRates), this.#taxes);
			combinationOf[at] = index;
			leftMinor[at] = amountMinor;
		}
		this.#combinationOf = combinationOf;
		this.#leftMinor = leftMinor;
	}

	/** Parts of `whole` for the lines of a combination, which have `sum` left, by the differences of running sums. */
	private spread(
		combination: number,
		whole: number,
		sum: number,
		indexes: readonly number[],
		give: (line: number, minor: number) => void,
	): void {
		if (whole === 0) return;
		let running = 0;
		let given = 0;
		for (let at = 0; at < indexes.length; at++) {
			const line = indexes[at]!;
			if (this.#combinationOf[line] !== combination) continue;
			running += this.#leftMinor[line]!;
			const until = proportionFloor(running, whole, sum);
			if (until > given) give(line, until - given);
			given = until;
		}
	}

	/** What is held is reduced as the whole line is. */
	private reduceHeld(line: number, taken: number, left: number): void {
		const held = this.#heldMinor![line]!;
		if (held > 0 && taken > 0) this.#heldMinor![line] = held - proportionFloor(taken, held, left);
	}

	/** Takes at most `minor`, what is left of the line and what the rule may still take; returns what it took. */
	private take(line: number, minor: number, left: number): number {
		let taken = minor < left ? minor : left;
		if (taken > this.#restMinor) taken = this.#restMinor;
		if (taken <= 0) return 0;
		this.#restMinor -= taken;
		this.#leftMinor[line] = left - taken;
		this.combinations[this.#combinationOf[line]!]!.amountMinor -= taken;
		if (line < 32) this.#reducedLow |= 1 << line;
		else this.#reducedHigh |= 1 << (line - 32);
		this.takings.push(this.#firstKey + this.#indexes[line]!, taken);
		return taken;
	}

	private markAll(): void {
		const { length } = this.lines;
		this.#isEverything = false;
		this.#low = length >= 32 ? -1 : (1 << length) - 1;
		this.#high = length <= 32 ? 0 : length >= 64 ? -1 : (1 << (length - 32)) - 1;
	}
}

/** Lines share the catalog's arrays of rates; others, such as those of a recalled sale, may hold the same rates. */
function indexOfRates(
	combinations: readonly Combination[],
	rates: readonly TaxRate[],
	taxes: readonly TaxRate[],
): number {
	for (let at = 0; at < combinations.length; at++) if (combinations[at]!.rates === rates) return at;
	const mask = maskOf(taxes, rates);
	return combinations.findIndex((combination) => combination.mask === mask);
}
