import { describe, expect, it } from "vitest";
import { NameRenderer } from "../../firmware/screens/name-renderer.js";
import type { NameDrawings, NamePicture } from "../../firmware/core/ports.js";
import { scriptPictures } from "../../simulator/fixtures/script-catalog.js";
import { grayPictures } from "../../simulator/peripherals/panel/gray-picture.js";
import { Panel } from "../../simulator/peripherals/panel/panel.js";
import { loadRasteriser } from "../../simulator/peripherals/panel/rasteriser.js";

const names = (await scriptPictures())!;
const rasteriser = await loadRasteriser();
const white = 0xffff;
const black = 0;

/** The columns of a line of 24 rows that is drawn at the top left. */
function drawn(text: string, room: number | undefined, drawings: NameDrawings = names): string[] {
	const panel = new Panel({ rasteriser });
	const { fonts, width } = panel;
	const renderer = new NameRenderer({ renderer: panel, fonts, grayPictures, names: drawings });
	renderer.begin(0, 0, width, 24);
	renderer.fillRectangle(white, 0, 0, width, 24);
	renderer.drawText(text, fonts.body, black, 0, 0, room);
	renderer.end();
	const pixels = panel.frame();
	return Array.from({ length: width }, (_, x) => Array.from({ length: 24 }, (__, y) => pixels[y * width + x]).join());
}

const pictureOf = (text: string): NamePicture => names.picture(text)!;

describe("a name that is drawn by its picture", () => {
	it("stands behind the quantity, and what follows stands behind it", () => {
		const { width } = pictureOf("□ M1");
		const panel = new Panel();
		const before = panel.fonts.body.measure("2 × ");
		const line = drawn("2 × □ M1 +2", undefined);
		expect(line.slice(before, before + width)).toEqual(drawn("□ M1", undefined).slice(0, width));
		expect(line.slice(before + width, 240)).toEqual(drawn(" +2", undefined).slice(0, 240 - before - width));
	});

	it("loses its end where there is no room: the right of Japanese, the left of Hebrew", () => {
		const dots = new Panel().fonts.body.measure("…");
		const room = 60;
		const [japanese, hebrew] = [drawn("□ O1", undefined), drawn("□ K1", undefined)];
		const { width } = pictureOf("□ K1");
		expect(drawn("□ O1", room).slice(0, room - dots)).toEqual(japanese.slice(0, room - dots));
		expect(drawn("□ K1", room).slice(dots, room)).toEqual(hebrew.slice(width - room + dots, width));
		for (const text of ["□ O1", "□ K1"]) expect(new Set(drawn(text, room).slice(room)).size, text).toBe(1);
	});

	it("is measured as wide as it is drawn, and any other text as by the board", () => {
		const panel = new Panel();
		const { fonts } = panel;
		const renderer = new NameRenderer({ renderer: panel, fonts, grayPictures, names });
		const { width } = pictureOf("□ A1");
		expect(renderer.getTextWidth("3 × □ A1", fonts.body)).toBe(fonts.body.measure("3 × ") + width);
		expect(renderer.getTextWidth("Café crème", fonts.small)).toBe(fonts.small.measure("Café crème"));
	});

	it("costs a bounded number of lookups, however many words there are", () => {
		let lookups = 0;
		const entry = names.picture.bind(names);
		names.picture = (text) => {
			lookups++;
			return entry(text);
		};
		expect(names.find(`${"a ".repeat(200)}□ X9${" b".repeat(200)}`)).toBeUndefined();
		expect(lookups).toBeLessThanOrEqual(25);
	});
});
