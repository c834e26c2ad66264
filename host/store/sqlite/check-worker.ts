// Entry point of the thread that checks a large database while it is used. Posts what it finds wrong, or nothing.
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import Database from "better-sqlite3";
import { storeFault } from "./fault.js";
import { checkIntegrity } from "./integrity.js";
import { sentError, type StoreOptions } from "./port.js";

const { folder = "" } = workerData as StoreOptions;
const database = new Database(join(folder, "host.db"), { readonly: true });
try {
	checkIntegrity(database);
} catch (error) {
	parentPort!.postMessage(sentError(storeFault(error)));
} finally {
	database.close();
}
