// docs/architecture.md names folders, and files with what in them does the work: each exists, and each file holds what
// is named after it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const document = readFileSync(join(root, "docs/architecture.md"), "utf8");

function section(title: string): string {
	const [, text] = document.split(`\n## ${title}\n`);
	if (text === undefined) throw new Error(`docs/architecture.md has no section "${title}"`);
	return text.split("\n## ")[0]!;
}

interface Named {
	readonly step: string;
	readonly file: string;
	/** "price" or "Basket.addItem". */
	readonly name: string;
}

const filePattern = /^[\w-]+(\/[\w.-]+)+\.tsx?$/;
const namePattern = /^[A-Za-z]\w*(\.[a-z]\w*)?$/;

/** What the steps of the walk name in backticks: a name belongs to the file named last before it. */
function namedIn(text: string): Named[] {
	const steps = text.split(/\n(?=\d+\. )/).slice(1);
	return steps.flatMap((each) => {
		const step = each.split(".")[0]!;
		let file = "";
		return [...each.matchAll(/`([^`]+)`/g)].flatMap(([, quoted]) => {
			if (filePattern.test(quoted!)) file = quoted!;
			else if (namePattern.test(quoted!) && file !== "") return [{ step, file, name: quoted! }];
			return [];
		});
	});
}

/** Whether the source declares a function, class or constant of that name, or a method of a class in it. */
function declares(source: string, name: string): boolean {
	const [owner, method] = name.split(".");
	const isThere = new RegExp(`^(export )?(abstract )?(async )?(class|function|const) ${owner}\\b`, "m").test(source);
	return (
		isThere && (method === undefined || new RegExp(`^\\t((private|static|async) )*${method}[(<]`, "m").test(source))
	);
}

describe("the walk through the code", () => {
	const named = namedIn(section("A sale walked through the code"));

	it("names a file with what does the work in every step", () => {
		const steps = new Set(named.map(({ step }) => Number(step)));
		expect([...steps]).toEqual(Array.from(steps, (_, index) => index + 1));
		expect(steps.size).toBeGreaterThanOrEqual(20);
	});

	it.each(named)("step $step: $file has $name", ({ file, name }) => {
		expect(existsSync(join(root, file)), file).toBe(true);
		expect(declares(readFileSync(join(root, file), "utf8"), name), `${file}: ${name}`).toBe(true);
	});
});

describe("the rooms", () => {
	const text = section("Rooms");
	const items = text.split(/\n- /);
	const folders = ["firmware", "host", "simulator", "tools"].flatMap((top) =>
		readdirSync(join(root, top), { withFileTypes: true })
			.filter((entry) => entry.isDirectory())
			.map((entry) => ({ top, name: entry.name })),
	);

	it.each(folders)("have $top/$name", ({ top, name }) => {
		const isNamed = items.some(
			(item) =>
				item.startsWith(`\`${top}/${name}/\``) ||
				(item.startsWith(`\`${top}/\``) && item.includes(`\`${name}\``)),
		);
		expect(isNamed).toBe(true);
	});

	it("have every flow of the till, and name nothing that is gone", () => {
		const flows = readdirSync(join(root, "firmware/till/flows"), { withFileTypes: true });
		for (const flow of flows) if (flow.isDirectory()) expect(text).toContain(`\`${flow.name}\``);
		for (const [, path] of text.matchAll(/^- `([^`]+)`/gm)) expect(existsSync(join(root, path!)), path).toBe(true);
	});
});
