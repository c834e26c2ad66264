// A headless Chromium for the tests of the pages, where one is installed.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const paths = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = paths.find((path) => path !== undefined && existsSync(path));

/** Why the tests are skipped where there is none. */
export const noChromium = "skipped: no Chromium (Debian: apt-get install chromium; elsewhere set CHROMIUM to its path)";

/** Speaks to loopback only: nothing of Chromium's own housekeeping leaves the machine. */
export function launch(executablePath: string): Promise<Browser> {
	const args = [
		"--headless",
		"--no-sandbox",
		"--disable-gpu",
		"--disable-quic",
		"--no-first-run",
		"--disable-background-networking",
		"--disable-component-update",
		"--disable-sync",
	];
	return chromium.launch({ executablePath, args });
}
