// Damage in the oldest segment is the remains of an erase only where its records are archived.
import { expect, it } from "vitest";
import { type Image, readImage } from "../../../tools/journal/image.js";
import { numberRecords } from "../../../tools/journal/records.js";
import { openJournal, payloadOf, smallFlash } from "../../journal/fixture.js";

/** A journal as it was when its oldest segment was about to be erased, and where that is. */
function aboutToErase(): { image: Uint8Array; offset: number } {
	const flash = smallFlash();
	const journal = openJournal(flash);
	let last = { image: flash.save(), offset: -1 };
	const erase = flash.erase.bind(flash);
	flash.erase = (offset) => {
		last = { image: flash.save(), offset };
		erase(offset);
	};
	for (let n = 1; n <= 500; n++) {
		journal.append(payloadOf(n));
		if (n % 40 === 0 && n > 90) journal.release(1, n - 90);
	}
	return last;
}

/** The image as if no record were archived. */
function withoutArchived(image: Image): Image {
	return {
		...image,
		segments: image.segments.map((segment) => ({
			...segment,
			frames: segment.frames.map((frame) =>
				frame.kind === "archivedMark" ? { ...frame, content: frame.content.slice().fill(0, 4, 8) } : frame,
			),
		})),
	};
}

function errorsIn(image: Image): string[] {
	return numberRecords(image).findings.flatMap(({ severity, code }) => (severity === "error" ? [code] : []));
}

it.each([1, 30, 56])("the first %i bytes of the oldest segment are no erase where it is not archived", (bytes) => {
	const { image, offset } = aboutToErase();
	expect(errorsIn(withoutArchived(readImage(image)))).toEqual([]);
	image.fill(0xff, offset, offset + bytes);
	expect(errorsIn(readImage(image))).toEqual([]);
	expect(errorsIn(withoutArchived(readImage(image)))).not.toEqual([]);
});
