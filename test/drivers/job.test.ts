// A ticket goes to the printer in segments. docs/printing.md says why they are short.
import { expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import { Encoder } from "../../firmware/drivers/escpos/encoder.js";
import { Job } from "../../firmware/drivers/escpos/job.js";
import { english } from "../../firmware/words/english.js";
import { textRaster } from "../../simulator/peripherals/text-raster.js";
import { longSale } from "./tickets.js";

it("asks for a confirmation after no more bytes than a segment may have", () => {
	const job = new Job(longSale, false, 0);
	const encoder = new Encoder({ textRaster });
	job.begin([], { columns: 32, words: english.ticket, isCopy: false });
	const segments: number[] = [];
	while (!job.isAtEnd) {
		job.beginSegment(encoder, `S${segments.length}`);
		let bytes = 0;
		for (let next = job.nextCommands(encoder, "byId"); next !== undefined; next = job.nextCommands(encoder, "byId"))
			if (!job.isAsked) bytes += next.reduce((sum, piece) => sum + piece.length, 0);
		segments.push(bytes);
	}
	expect(segments.length).toBeGreaterThan(1);
	expect(Math.max(...segments)).toBeLessThanOrEqual(limits.printerSegmentBytesMax);
});
