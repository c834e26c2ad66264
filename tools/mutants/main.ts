import { runProcess } from "../command.js";
import { mutants } from "./command.js";

await runProcess(mutants);
