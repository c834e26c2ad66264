// Measures a page as it is shown: what is wider than the window, which targets are small, which text has little
// contrast.
import type { Page } from "playwright-core";

/** Selectors of elements that need not be as large as a finger: they only mirror the till's own keys, or are hidden. */
const mirrored = ".screen-texts, .unseen, dialog";

/** Names and places of what reaches beyond the window; parts that scroll by themselves may. */
export function beyondWindow(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const found = [...document.querySelectorAll("body *")].filter((element) => {
			const { left, right, width } = element.getBoundingClientRect();
			if (width === 0 || (left >= -1 && right <= innerWidth + 1)) return false;
			for (let part = element.parentElement; part; part = part.parentElement)
				if (["auto", "scroll", "hidden"].includes(getComputedStyle(part).overflowX)) return false;
			return true;
		});
		const names = found.map(
			(element) => `${element.tagName}.${element.className} ${element.textContent.slice(0, 20)}`,
		);
		const { scrollWidth } = document.documentElement;
		return scrollWidth > innerWidth ? [`the page, ${scrollWidth} px`, ...names] : names;
	});
}

/** Names of buttons whose words do not fit in them; names of goods may be cut. */
export function cutWords(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		[...document.querySelectorAll("button:not(.tag, .barcode, .screen-texts *)")]
			.filter((button) => button.scrollWidth > button.clientWidth + 1)
			.map((button) => button.textContent),
	);
}

/** Links in a sentence have the height of its lines (WCAG 2.2, 2.5.8, "inline"). */
export function smallTargets(page: Page, sizePx: number): Promise<string[]> {
	return page.evaluate(
		([size, skipped]) => {
			const targets = [...document.querySelectorAll("a, button, input, select, summary")];
			return targets.flatMap((element) => {
				const { width, height } = element.getBoundingClientRect();
				const isInSentence =
					element.tagName === "A" &&
					getComputedStyle(element).display === "inline" &&
					element.parentElement?.textContent !== element.textContent;
				if (width === 0 || element.closest(skipped) || isInSentence) return [];
				// A field with a label around it is as large as the label.
				const label = element.closest("label")?.getBoundingClientRect();
				if (Math.min(Math.max(width, label?.width ?? 0), Math.max(height, label?.height ?? 0)) >= size - 0.5)
					return [];
				return [`${element.textContent.slice(0, 20)} ${Math.round(width)} × ${Math.round(height)}`];
			});
		},
		[sizePx, mirrored] as const,
	);
}

/** Texts whose contrast with the ground behind them is below a ratio, as WCAG computes it. */
export function faintTexts(page: Page, ratio: number): Promise<string[]> {
	return page.evaluate((wanted) => {
		type Colour = [number, number, number, number];
		const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
		const read = (colour: string): Colour => {
			canvas.clearRect(0, 0, 1, 1);
			canvas.fillStyle = colour;
			canvas.fillRect(0, 0, 1, 1);
			const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
			return [red!, green!, blue!, alpha! / 255];
		};
		const over = (top: Colour, below: Colour): Colour => {
			const mix = (i: 0 | 1 | 2): number => top[i] * top[3] + below[i] * (1 - top[3]);
			return [mix(0), mix(1), mix(2), 1];
		};
		const luminance = (colour: Colour): number => {
			const [red, green, blue] = colour.slice(0, 3).map((value) => {
				const share = value / 255;
				return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
			});
			return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
		};
		const contrast = (one: Colour, other: Colour): number => {
			const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
			return (light! + 0.05) / (dark! + 0.05);
		};
		/** Grounds that may be behind an element: more than one where it is a gradient. */
		const grounds = (element: Element | null): Colour[] => {
			if (!element)
				return [
					read(getComputedStyle(document.documentElement).colorScheme.includes("dark") ? "#000" : "#fff"),
				];
			const { backgroundColor, backgroundImage } = getComputedStyle(element);
			const stops = backgroundImage.match(/(?:rgba?|color|oklab)\([^()]*\)/g)?.map(read) ?? [
				read(backgroundColor),
			];
			if (stops.every((stop) => stop[3] === 1)) return stops;
			const below = grounds(element.parentElement);
			return stops.flatMap((stop) => below.map((ground) => over(stop, ground)));
		};
		const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		const faint = new Set<string>();
		for (let node = words.nextNode(); node; node = words.nextNode()) {
			const element = node.parentElement!;
			const text = node.textContent?.trim() ?? "";
			if (text === "" || element.closest(".screen-texts, .unseen, noscript, script, dialog:not([open])"))
				continue;
			if (element.getClientRects().length === 0) continue;
			const ink = read(getComputedStyle(element).color);
			const least = Math.min(...grounds(element).map((ground) => contrast(over(ink, ground), ground)));
			if (least < wanted) faint.add(`${text.slice(0, 30)} ${least.toFixed(1)}`);
		}
		return [...faint];
	}, ratio);
}
