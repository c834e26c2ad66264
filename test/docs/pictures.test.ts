// Issue 12, "It must show": all pictures in docs/pictures are made anew and compared. With UPDATE_PICTURES=1 this file
// writes them instead:
//   UPDATE_PICTURES=1 npx vitest run test/docs/pictures.test.ts
// Screens and paper are drawn with our fonts and must be the same to the pixel. Pages have the fonts of the machine.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chromiumPath, launch, noChromium } from "../page/browser.js";
import { differenceOf, isSamePicture } from "./pictures/difference.js";
import { madeWith, type MadeWith, pagePictures } from "./pictures/pages.js";
import { paperPictures } from "./pictures/paper.js";
import { screenPictures } from "./pictures/screens.js";

// Of the terminals and the host, which run in this process.
const timeZone = process.env["TZ"];
beforeAll(() => void (process.env["TZ"] = "UTC"));
afterAll(() => {
	if (timeZone === undefined) delete process.env["TZ"];
	else process.env["TZ"] = timeZone;
});

const updates = process.env["UPDATE_PICTURES"] === "1";
const folder = join(import.meta.dirname, "..", "..", "docs", "pictures");
/** Which fonts the pages were drawn with. */
const fontsFile = join(folder, "made-with.json");
/** Made elsewhere: of the SDK's desktop simulator by test/device/mcsim.test.ts, wiring by tools/wiring. */
const madeElsewhere = /^(desktop-simulator\.png|wiring-.*\.svg|made-with\.json)$/;

/** Of a page's pixels, for text that is drawn a little differently. */
const shareMax = 0.002;
/** In a row or column. The borders of the pages are longer, strokes of letters shorter. */
const runMax = 16;

const made = new Map<string, Buffer>();
const fileOf = (name: string): string => join(folder, `${name}.png`);

function write(pictures: ReadonlyMap<string, Buffer>): void {
	mkdirSync(folder, { recursive: true });
	for (const [name, png] of pictures) writeFileSync(fileOf(name), png);
}

function kept(name: string): Buffer {
	try {
		return readFileSync(fileOf(name));
	} catch {
		throw new Error(`docs/pictures/${name}.png is missing; make it with UPDATE_PICTURES=1`);
	}
}

describe("pictures of screens and paper", () => {
	it("are those in docs/pictures, to the pixel", async () => {
		const pictures = new Map([...(await screenPictures()), ...(await paperPictures())]);
		for (const [name, png] of pictures) made.set(name, png);
		if (updates) return write(pictures);
		const changed = [...pictures].filter(([name, png]) => !isSamePicture(png, kept(name))).map(([name]) => name);
		expect(changed, "look at what changed, then make the pictures with UPDATE_PICTURES=1").toEqual([]);
	});
});

describe.skipIf(chromiumPath === undefined)(chromiumPath === undefined ? noChromium : "pictures of the pages", () => {
	let browser: Browser;
	beforeAll(async () => void (browser = await launch(chromiumPath!)));
	afterAll(() => browser?.close());

	it("are those in docs/pictures, but for how a font is drawn", async ({ skip }) => {
		const here = await madeWith(browser);
		if (!updates) {
			const there = JSON.parse(readFileSync(fontsFile, "utf8")) as MadeWith;
			if (JSON.stringify(here) !== JSON.stringify(there))
				skip(`the pictures were made with other fonts or another Chromium (${JSON.stringify(there)})`);
		}
		const pictures = new Map<string, Buffer>();
		await pagePictures(browser, (name, png) => void pictures.set(name, png));
		for (const [name, png] of pictures) made.set(name, png);
		if (updates) {
			writeFileSync(fontsFile, `${JSON.stringify(here)}\n`);
			return write(pictures);
		}
		const changed = [...pictures]
			.map(([name, png]) => ({ name, ...differenceOf(png, kept(name)) }))
			.filter(({ share, longestRun }) => share > shareMax || longestRun > runMax);
		expect(changed, "look at what changed, then make the pictures with UPDATE_PICTURES=1").toEqual([]);
	});

	it("would show a lost border, however faint", async () => {
		const page = await browser.newPage({ viewport: { width: 400, height: 300 }, colorScheme: "light" });
		const shot = async (style: string): Promise<Buffer> => {
			await page.setContent(
				"<style>body { background: #eef2f0; font: 16px system-ui } " +
					`p { border: 1px solid #d5dfda; ${style} }</style><p>a border</p>`,
			);
			return page.screenshot();
		};
		const whole = await shot("");
		expect(differenceOf(whole, await shot(""))).toEqual({ share: 0, longestRun: 0 });
		expect(differenceOf(whole, await shot("border-color: transparent")).longestRun).toBeGreaterThan(runMax);
		expect(differenceOf(whole, await shot("border-inline-start-color: transparent")).longestRun).toBeGreaterThan(
			runMax,
		);
		// Another weight of the text is a matter of the font.
		expect(differenceOf(whole, await shot("font-weight: 500")).longestRun).toBeLessThanOrEqual(runMax);
		await page.close();
	});

	it("are all the pictures there are, each made by a test", ({ skip }) => {
		if (made.size === 0 || ![...made.keys()].some((name) => name.startsWith("simulator")))
			skip("the pictures of the pages were not made");
		const files = readdirSync(folder).filter((name) => !madeElsewhere.test(name));
		const stray = files.filter((name) => !made.has(name.replace(/\.png$/, "")));
		if (updates) return stray.forEach((name) => rmSync(join(folder, name)));
		expect(stray).toEqual([]);
	});
});

describe("a difference of pictures", () => {
	const panel = (change: (png: PNG) => void): Buffer => {
		const png = new PNG({ width: 60, height: 40 });
		png.data.fill(255);
		change(png);
		return PNG.sync.write(png);
	};
	const line = (x: number, y: number, length: number, isColumn: boolean) => (png: PNG) => {
		for (let i = 0; i < length; i++) {
			const at = isColumn ? (y + i) * png.width + x : y * png.width + x + i;
			png.data.fill(230, at * 4, at * 4 + 3);
		}
	};

	it("counts pixels, and the longest run of them in a row or a column", () => {
		const blank = panel(() => undefined);
		expect(differenceOf(blank, blank)).toEqual({ share: 0, longestRun: 0 });
		expect(differenceOf(panel(line(3, 5, 30, false)), blank)).toEqual({ share: 30 / 2_400, longestRun: 30 });
		expect(differenceOf(panel(line(3, 5, 25, true)), blank)).toEqual({ share: 25 / 2_400, longestRun: 25 });
		expect(isSamePicture(panel(line(3, 5, 1, true)), blank)).toBe(false);
		const smaller = PNG.sync.write(new PNG({ width: 59, height: 40 }));
		expect(differenceOf(smaller, blank).share).toBe(1);
	});
});
