// Entry point of the store's thread: opens the engine, then answers calls in order.
import { parentPort, workerData } from "node:worker_threads";
import { SqliteEngine } from "./engine.js";
import { type Reply, type Request, sentError, type StoreOptions, transferables } from "./port.js";

const port = parentPort!;

function reply(message: Reply): void {
	port.postMessage(message, message.kind === "value" ? transferables(message.value) : []);
}

function serve(engine: SqliteEngine): void {
	port.on("message", (request: Request) => {
		const { id } = request;
		try {
			if (request.kind === "call") {
				reply({ kind: "value", id, value: engine.call(request.part, request.method, request.values) });
				return;
			}
			engine.close();
			reply({ kind: "value", id, value: undefined });
			port.close();
		} catch (error) {
			reply({ kind: "error", id, error: sentError(error) });
		}
	});
}

try {
	const engine = new SqliteEngine(workerData as StoreOptions);
	serve(engine);
	reply({ kind: "open", isChecked: engine.isChecked });
} catch (error) {
	reply({ kind: "error", id: undefined, error: sentError(error) });
	port.close();
}
