// `npm start`: the same as `tillmark sim`.
import { runProcess } from "./command.js";
import { sim } from "./sim.js";

await runProcess(sim);
