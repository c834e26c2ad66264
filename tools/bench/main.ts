// `npm run -s bench -- NAME [options]` (tools/bench/benchmarks.ts).
import { runProcess } from "../command.js";
import { bench } from "./benchmarks.js";

await runProcess(bench);
