// A terminal on a stall's counter, used by touch alone.
import { english } from "../../../firmware/words/english.js";
import type { EngineKind } from "../../../simulator/engine/machine.js";
import type { SimulatedTerminal } from "../../../simulator/terminal/terminal.js";
import { World } from "../../../simulator/world.js";
import { openEnrolledTerminal } from "../../../simulator/fixtures/enrolled-terminal.js";

/** Longer than any guard against touches that were meant for an earlier screen. */
const pauseMs = 1_000;
const holdMs = 1_200;

export class Counter {
	readonly world: World;
	readonly terminal: SimulatedTerminal;

	private constructor(world: World, terminal: SimulatedTerminal) {
		this.world = world;
		this.terminal = terminal;
	}

	/** With an open shift and an empty drawer, without a network. */
	static async open(
		options: Parameters<typeof openEnrolledTerminal>[2] = {},
		engine: EngineKind = "v8",
	): Promise<Counter> {
		const world = new World(3);
		const counter = new Counter(world, await openEnrolledTerminal(world, engine, options));
		counter.terminal.power(true);
		await world.pass(3_000);
		await counter.tap(english.openShift, english.enter);
		return counter;
	}

	get text(): string {
		return this.terminal.panel.readText();
	}

	/** The texts on the screen, without the breaks of lines. */
	get sentence(): string {
		return this.text.replaceAll(/\s+/g, " ");
	}

	shows(text: string): boolean {
		return this.terminal.panel.shows(text);
	}

	async tap(...texts: string[]): Promise<void> {
		for (const text of texts) {
			this.terminal.tapText(text);
			await this.world.pass(pauseMs);
		}
	}

	async tapAt(x: number, y: number): Promise<void> {
		this.terminal.panel.tap(x, y);
		await this.world.pass(pauseMs);
	}

	async hold(text: string): Promise<void> {
		const { panel } = this.terminal;
		const spot = panel.locate(text);
		panel.touch({ ...spot, phase: "down" });
		await this.world.pass(holdMs);
		panel.touch({ ...spot, phase: "up" });
		await this.world.pass(pauseMs);
	}

	async scan(...codes: string[]): Promise<void> {
		for (const code of codes) {
			this.terminal.scan(code);
			await this.world.pass(pauseMs);
		}
	}

	close(): void {
		this.terminal.close();
	}
}
