// Operates the simulator's page in a browser, as a user does.
import { expect } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import type { Page } from "playwright-core";
import { patienceMs } from "../patience.js";

const aimMs = limits.tapGuardMs;

export class Bench {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** Taps a text on the terminal's screen once it is shown. */
	async tap(text: string): Promise<void> {
		await this.sees(text);
		await this.aim();
		const face = this.#page.getByTestId("screen-text").getByRole("button", { name: text, exact: true }).first();
		for (;;) {
			const box = await face.boundingBox();
			// The screen was redrawn in between, so look again.
			if (!box) continue;
			return this.#page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		}
	}

	/** The terminal ignores touches that come too soon to be meant for its screen. */
	private async aim(): Promise<void> {
		const fromMs = await this.nowMs();
		await expect.poll(() => this.nowMs(), { timeout: patienceMs, interval: 40 }).toBeGreaterThan(fromMs + aimMs);
	}

	/** The time in the simulated world. */
	private async nowMs(): Promise<number> {
		return Number(await this.#page.getByTestId("clock").getAttribute("data-now-ms"));
	}

	/** Waits until the terminal's screen shows all of the texts. */
	async sees(...texts: string[]): Promise<void> {
		await expect
			.poll(() => this.screen(), { timeout: patienceMs, interval: 40 })
			.toEqual(expect.arrayContaining(texts));
	}

	/** Texts on the terminal's screen, in reading order. */
	screen(): Promise<string[]> {
		return this.#page.getByTestId("screen-text").getByRole("button").allTextContents();
	}

	/** Text of the terminal's screen, as one line. */
	async sentence(): Promise<string> {
		return (await this.screen()).join(" ");
	}

	/** Waits until the screen shows a text, across line breaks. */
	async says(text: RegExp): Promise<void> {
		await expect.poll(() => this.sentence(), { timeout: patienceMs, interval: 40 }).toMatch(text);
	}

	/** Text of the paper that has not been torn off. */
	async paper(): Promise<string> {
		return (await this.#page.getByTestId("paper-text").textContent()) ?? "";
	}

	async press(name: string | RegExp): Promise<void> {
		await this.#page.getByRole("button", { name }).first().click();
	}

	async scan(code: string): Promise<void> {
		await this.#page.getByLabel("Code to scan").fill(code);
		await this.#page.getByLabel("Code to scan").press("Enter");
	}

	/** The host's number of sales, as shown on the page. */
	async hostSales(): Promise<number> {
		return Number(await this.#page.getByTestId("host-sales").textContent());
	}

	async queued(): Promise<number> {
		return Number(await this.#page.getByTestId("queued").textContent());
	}

	async until<Value>(read: () => Promise<Value>, wanted: Value): Promise<void> {
		await expect.poll(read, { timeout: patienceMs, interval: 40 }).toEqual(wanted);
	}
}
