// Headless Chromium for tests of the pages, if installed.
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";
import { patienceMs } from "../patience.js";

const paths = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const chromiumPath = paths.find((path) => path !== undefined && existsSync(path));

/** The reason shown when the tests are skipped. */
export const noChromium = "skipped: no Chromium (Debian: apt-get install chromium; elsewhere set CHROMIUM to its path)";

/** Connects only to loopback, so that Chromium's background requests do not leave the machine. */
export async function launch(executablePath: string): Promise<Browser> {
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
	const browser = await chromium.launch({ executablePath, args, timeout: patienceMs });
	browser.on("context", (context) => context.setDefaultTimeout(patienceMs));
	return browser;
}
