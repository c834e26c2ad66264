// docs/hardware.md says how a terminal is wired and what its flash holds: pins, pictures and sizes are the manifests'.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { boardFlashBytes, boardNames, boardPartitions } from "../../tools/build/boards.js";
import { wiredBoards, wiringPicture } from "../../tools/wiring/picture.js";
import { chipName, partsOf } from "../../tools/wiring/parts.js";

const docs = join(import.meta.dirname, "..", "..", "docs");
const document = readFileSync(join(docs, "hardware.md"), "utf8");

/** The cells of the table's rows, without blanks; the row of dashes left out. */
function tableBelow(heading: string): string[][] {
	const text = document.slice(document.indexOf(`## ${heading}\n`));
	const rows = /(?:^\|.*\n)+/m.exec(text)?.[0].trim().split("\n") ?? [];
	return rows
		.filter((row) => !/^\|[ -]+\|/.test(row) || /[a-z]/i.test(row))
		.map((row) =>
			row
				.split("|")
				.slice(1, -1)
				.map((cell) => cell.trim()),
		);
}

describe("docs/hardware.md", () => {
	it.each(wiredBoards)("has the wiring of %s as its manifest says it", (board) => {
		expect(document).toContain(`(pictures/wiring-${board}.svg)`);
		const picture = readFileSync(join(docs, "pictures", `wiring-${board}.svg`), "utf8");
		expect(picture, "run tools/wiring/main.ts").toBe(wiringPicture(board));
	});

	it("has every pin of every board in its table", () => {
		const [head, ...rows] = tableBelow("Pins");
		expect(head).toEqual(["part", "line", ...wiredBoards.map(chipName)]);
		const inTable = (column: number): string[] =>
			rows.map((row) => [row[0], row[1], row[column]].join(": ")).filter((text) => !text.endsWith(": –"));
		wiredBoards.forEach((board, index) => {
			const { left, right } = partsOf(board);
			const wires = [...left, ...right].flatMap(({ name, wires: all }) =>
				all.map(({ signal, to }) => `${name.split(",")[0]}: ${signal}: ${to}`),
			);
			expect(inTable(index + 2).sort()).toEqual(wires.sort());
		});
	});

	it("has the flash layout of every board", () => {
		const [, ...rows] = tableBelow("Boards");
		const size = (bytes: number): string => `${bytes / 1_048_576} MiB`;
		const layouts = boardNames
			.filter((name) => name !== "desktop")
			.map((name) => {
				const bytesOf = (label: string) => boardPartitions(name).find((one) => one.name === label)!.sizeBytes;
				return [
					`\`${name}\``,
					...[size(boardFlashBytes(name)!), size(bytesOf("ota_0")), size(bytesOf("journal"))],
					`2 × ${bytesOf("catalog") / 2_048} KiB`,
				];
			});
		expect(rows.map(([board, , ...sizes]) => [board, ...sizes]).sort()).toEqual(layouts.sort());
	});
});
