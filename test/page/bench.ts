// The simulator's page under a test's hands: everything goes through the browser, as a person would do it.
import { expect } from "vitest";
import type { Page } from "playwright-core";

const waitMs = 15_000;

export class Bench {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** Taps where a text stands on the terminal's screen, once it stands there. */
	async tap(text: string): Promise<void> {
		await this.sees(text);
		const face = this.#page.getByTestId("screen-text").getByRole("button", { name: text, exact: true }).first();
		for (;;) {
			const box = await face.boundingBox();
			// The screen was drawn anew in between: look again, as a person would.
			if (!box) continue;
			return this.#page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
		}
	}

	/** Waits until the terminal's screen shows all of the texts. */
	async sees(...texts: string[]): Promise<void> {
		await expect
			.poll(() => this.screen(), { timeout: waitMs, interval: 40 })
			.toEqual(expect.arrayContaining(texts));
	}

	/** The texts on the terminal's screen, in reading order. */
	screen(): Promise<string[]> {
		return this.#page.getByTestId("screen-text").getByRole("button").allTextContents();
	}

	/** What the terminal's screen says, as one line. */
	async sentence(): Promise<string> {
		return (await this.screen()).join(" ");
	}

	/** Waits until the screen says so, over however many lines. */
	async says(text: RegExp): Promise<void> {
		await expect.poll(() => this.sentence(), { timeout: waitMs, interval: 40 }).toMatch(text);
	}

	/** Everything on the paper that hangs out of the printer. */
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

	/** Sales that the host has, as the page shows. */
	async hostSales(): Promise<number> {
		return Number(await this.#page.getByTestId("host-sales").textContent());
	}

	async queued(): Promise<number> {
		return Number(await this.#page.getByTestId("queued").textContent());
	}

	async until<Value>(look: () => Promise<Value>, wanted: Value, timeout = waitMs): Promise<void> {
		await expect.poll(look, { timeout, interval: 40 }).toEqual(wanted);
	}
}
