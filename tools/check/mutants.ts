// Refuses mutants that cannot be planted: the code they change is gone, a header is missing, a test does not exist. The
// tests themselves run in `npm run mutants`.
import { pathToFileURL } from "node:url";
import { readMutants } from "../mutants/mutant.js";

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
	const broken = readMutants(process.cwd()).filter(({ problem }) => problem !== "");
	for (const { path, problem } of broken) process.stderr.write(`${path}: ${problem}\n`);
	process.exitCode = broken.length > 0 ? 1 : 0;
}
