// Saves screenshots for README and docs if UPDATE_PICTURES=1 is set.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";

const folder = join(import.meta.dirname, "..", "..", "docs", "pictures");

export const updatesPictures = process.env["UPDATE_PICTURES"] === "1";

export async function picture(page: Page, name: string): Promise<void> {
	if (!updatesPictures) return;
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`) });
}
