// Faults around one card payment, caused by the stallholder, the customer or the power supply. Randomness comes from
// the seed.
import type { SeededRandom } from "../../../simulator/random.js";
import type { SimulatedCardReader } from "../../../simulator/terminal/card-reader.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";

/** What a fault may control. */
export interface FaultSite {
	readonly terminal: SimulatedTerminal;
	readonly reader: SimulatedCardReader;
	readonly random: SeededRandom;
	chooseCard(): Promise<void>;
	holdCard(): Promise<void>;
	back(): Promise<void>;
	wait(durationMs: number): Promise<void>;
	replaceBoard(): Promise<void>;
}

export interface PaymentFault {
	readonly name: string;
	readonly weight: number;
	/** Starts at the screen that asks how to pay, chooses card, and returns when the fault has happened. */
	run(counter: FaultSite): Promise<void>;
}

export const paymentFaults: readonly PaymentFault[] = [
	{
		name: "none",
		weight: 26,
		run: async (counter) => {
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(1_000);
		},
	},
	{
		name: "declined",
		weight: 4,
		run: async (counter) => {
			counter.reader.declineNext = true;
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(1_000);
			counter.reader.declineNext = false;
		},
	},
	{
		name: "cancelled",
		weight: 2,
		run: async (counter) => {
			await counter.chooseCard();
			await counter.back();
			await counter.wait(1_500);
		},
	},
	{
		name: "card faster than cancel",
		weight: 2,
		run: async (counter) => {
			await counter.chooseCard();
			await counter.holdCard();
			await counter.back();
			await counter.wait(1_500);
		},
	},
	{
		name: "power cut in the attempt's record",
		weight: 2,
		run: async (counter) => {
			counter.terminal.cutPowerInNextFlashWrite(counter.random.below(2));
			await counter.chooseCard();
			await counter.wait(500);
		},
	},
	{
		name: "power cut before the card",
		weight: 2,
		run: async (counter) => {
			await counter.chooseCard();
			counter.terminal.power(false);
		},
	},
	{
		name: "power cut while the bank is asked",
		weight: 3,
		run: async (counter) => {
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(counter.random.below(500));
			counter.terminal.power(false);
		},
	},
	{
		name: "power cut in the sale's record",
		weight: 4,
		run: async (counter) => {
			await counter.chooseCard();
			counter.terminal.cutPowerInNextFlashWrite(counter.random.below(2));
			await counter.holdCard();
			await counter.wait(1_500);
		},
	},
	{
		name: "card taken while the till is off",
		weight: 2,
		run: async (counter) => {
			counter.reader.goesOnAlone = true;
			await counter.chooseCard();
			counter.terminal.power(false);
			counter.reader.tap();
			await counter.wait(counter.random.below(2_000));
			counter.reader.goesOnAlone = false;
		},
	},
	{
		name: "silent reader",
		weight: 2,
		run: async (counter) => {
			counter.reader.mode = "silent";
			await counter.chooseCard();
			await counter.back();
			await counter.wait(6_000);
		},
	},
	{
		name: "answer lost",
		weight: 2,
		run: async (counter) => {
			counter.reader.mode = "lost";
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(61_000);
		},
	},
	{
		name: "answer late",
		weight: 2,
		run: async (counter) => {
			counter.reader.mode = "late";
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(61_000);
		},
	},
	{
		name: "gateway lost",
		weight: 1,
		run: async (counter) => {
			counter.reader.mode = "unsure";
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(1_500);
		},
	},
	{
		name: "board replaced",
		weight: 0.6,
		run: async (counter) => {
			await counter.chooseCard();
			await counter.holdCard();
			await counter.wait(counter.random.below(600));
			await counter.replaceBoard();
		},
	},
];
