// Variants with encrypted flash and with bad sectors.
import { describePowerCuts } from "./power-cut-sweep.js";

describePowerCuts([5, 6, 7, 8]);
