import type { Page } from "playwright-core";

/** Goes to a place of the dashboard by its navigation, which has some of them behind "More" where room is short. */
export async function goToPlace(page: Page, name: string): Promise<void> {
	const link = page.getByRole("navigation").getByRole("link", { name });
	if (!(await link.isVisible())) await page.getByRole("button", { name: "More" }).click();
	await link.click();
}
