// Reads the recipes of docs/extending.md as a person would: the sentence before a block of code says what to do with
// it.
//
//     Create `path`:                          the block is the whole file
//     In `path`, below `line`, add:           the block goes below that line, indented as it is
//     Run `npx vitest run test/a.test.ts`.    the recipe's own tests
//     - `path` and `path`                     under "Registries": a file that recipes may add lines to

export interface Creation {
	readonly kind: "create";
	readonly path: string;
	readonly text: string;
}

export interface Insertion {
	readonly kind: "insert";
	readonly path: string;
	/** The line to insert below, without its indentation. */
	readonly below: string;
	readonly lines: readonly string[];
}

export interface Recipe {
	readonly title: string;
	readonly steps: readonly (Creation | Insertion)[];
	/** Arguments of `vitest run`. */
	readonly tests: readonly string[];
}

export interface ExtendingDocument {
	readonly registries: readonly string[];
	/** Those that name their tests; the others are described only. */
	readonly recipes: readonly Recipe[];
}

interface Block {
	/** The paragraph before it, on one line. */
	readonly sentence: string;
	readonly lines: readonly string[];
}

interface Section {
	readonly title: string;
	readonly blocks: readonly Block[];
	/** Paragraphs, each on one line. */
	readonly paragraphs: readonly string[];
}

/** Throws where a block of code follows no instruction, or nothing is under "Registries". */
export function readDocument(markdown: string): ExtendingDocument {
	const sections = readSections(markdown);
	const list = sections.find(({ title }) => title === "Registries")?.paragraphs.join(" ") ?? "";
	const registries = [...list.matchAll(/(?:- | and )`([^`]+)`/g)].map(([, path = ""]) => path);
	if (registries.length === 0) throw new Error('there is no list of files under "Registries"');
	const recipes = sections.map(readRecipe).filter((recipe) => recipe !== undefined);
	return { registries, recipes };
}

function readRecipe({ title, blocks, paragraphs }: Section): Recipe | undefined {
	const commands = [...paragraphs.join(" ").matchAll(/Run `npx vitest run ([^`]+)`/g)];
	if (commands.length === 0) return undefined;
	return {
		title,
		steps: blocks.map((block) => readStep(title, block)),
		tests: commands.flatMap(([, files = ""]) => files.split(" ")),
	};
}

function readStep(title: string, { sentence, lines }: Block): Creation | Insertion {
	const [, created] = /\bCreate `([^`]+)`:$/.exec(sentence) ?? [];
	if (created !== undefined) return { kind: "create", path: created, text: `${lines.join("\n")}\n` };
	const [, path, below] = /\bIn `([^`]+)`, below `([^`]+)`, add:$/.exec(sentence) ?? [];
	if (path === undefined || below === undefined)
		throw new Error(`${title}: nothing says what to do with the code behind "${sentence}"`);
	return { kind: "insert", path, below, lines };
}

function readSections(markdown: string): Section[] {
	const sections: { title: string; blocks: Block[]; paragraphs: string[] }[] = [];
	let paragraph: string[] = [];
	let code: string[] | undefined;
	const endParagraph = (): void => {
		if (paragraph.length > 0) sections.at(-1)?.paragraphs.push(paragraph.join(" "));
		paragraph = [];
	};
	for (const line of markdown.split("\n")) {
		const section = sections.at(-1);
		if (line.startsWith("```")) {
			if (code) section?.blocks.push({ sentence: section.paragraphs.at(-1) ?? "", lines: code });
			else endParagraph();
			code = code ? undefined : [];
		} else if (code) code.push(line);
		else if (line.startsWith("## ")) {
			endParagraph();
			sections.push({ title: line.slice(3).trim(), blocks: [], paragraphs: [] });
		} else if (line.trim() === "") endParagraph();
		else paragraph.push(line.trim());
	}
	endParagraph();
	return sections;
}
