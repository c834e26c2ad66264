// Combines frames of the desktop simulator side by side for docs/; saved with UPDATE_PICTURES=1.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";

const width = 240;
const height = 320;
const gap = 12;
const ground = 0xd0;

export class FramesPicture {
	readonly #frames: Uint16Array[] = [];

	/** RGB565. */
	add(frame: Uint16Array): void {
		this.#frames.push(frame);
	}

	save(name: string): void {
		if (process.env["UPDATE_PICTURES"] !== "1" || this.#frames.length === 0) return;
		const png = new PNG({ width: this.#frames.length * (width + gap) - gap, height });
		png.data.fill(ground);
		for (let alpha = 3; alpha < png.data.length; alpha += 4) png.data[alpha] = 0xff;
		this.#frames.forEach((frame, index) =>
			frame.forEach((pixel, at) => {
				const x = index * (width + gap) + (at % width);
				const place = (Math.floor(at / width) * png.width + x) * 4;
				const [red, green, blue] = [pixel >> 11, (pixel >> 5) & 0x3f, pixel & 0x1f];
				png.data.set([(red << 3) | (red >> 2), (green << 2) | (green >> 4), (blue << 3) | (blue >> 2)], place);
			}),
		);
		writeFileSync(join(import.meta.dirname, "..", "..", "docs", "pictures", `${name}.png`), PNG.sync.write(png));
	}
}
