// What a benchmark is given and what it returns.

export interface BenchOptions {
	/** Measure everything, where the default is a sample. */
	readonly full: boolean;
	/** Path of a file for the counted operations, one JSON object per line; the journal benchmark writes it. */
	readonly trace: string | undefined;
	/** Report progress on stderr. */
	readonly progress: boolean;
}

/** Figures by name; objects are groups of figures. */
export type BenchFigures = Record<string, number | object>;
