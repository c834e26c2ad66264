// `npm start`: a stall to try out in the browser.
import { sim } from "./sim.js";

process.exitCode = await sim.run(process.argv.slice(2));
