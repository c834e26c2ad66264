// The `tillmark` command line (tools/commands.ts).
import { runProcess } from "./command.js";
import { tillmark } from "./commands.js";

await runProcess(tillmark);
