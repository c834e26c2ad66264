// A row of the lists that several bodies show.

/** An amount in minor units with a label: what was tendered, or a parked sale. */
export interface AmountRow<Label> {
	readonly label: Label;
	readonly value: number;
	readonly isAmount: true;
}
