// Draws the wiring of each board for docs/hardware.md, from the pins in its manifest. Run by hand when a pin changes;
// its output is committed, and test/docs/hardware.test.ts says when it is old:
//   node --import ./tools/resolve.mjs tools/wiring/main.ts
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { wiredBoards, wiringPicture } from "./picture.js";

const pictures = join(dirname(dirname(import.meta.dirname)), "docs", "pictures");
for (const board of wiredBoards) writeFileSync(join(pictures, `wiring-${board}.svg`), wiringPicture(board));
