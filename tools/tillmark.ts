// The `tillmark` command line (tools/commands.ts).
import { tillmark } from "./commands.js";

process.exitCode = await tillmark.run(process.argv.slice(2));
