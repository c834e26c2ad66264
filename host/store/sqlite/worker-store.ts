// The SQLite store in a dedicated thread, so that waiting for the disk does not block the host's event loop.
import { Worker } from "node:worker_threads";
import { StoreFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import { storeOver } from "../parts.js";
import type { Store } from "../store.js";
import { type Call, type OnTrouble, StoreSupervisor } from "../supervisor.js";
import { type Reply, receivedError, type Request, type SentError, type StoreOptions } from "./port.js";

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

type Asked = Request extends infer Each ? (Each extends Request ? Omit<Each, "id"> : never) : never;

/** A thread loads TypeScript through the same hook as this process, which may have been started without it. */
function startThread(module: string, workerData: StoreOptions): Worker {
	const hook = new URL("../../../tools/resolve.mjs", import.meta.url).href;
	const resourceLimits = { maxYoungGenerationSizeMb: hostLimits.storeYoungHeapMb };
	return new Worker(new URL(module, import.meta.url), { workerData, execArgv: ["--import", hook], resourceLimits });
}

class StoreThread {
	readonly #worker: Worker;
	readonly #waiting = new Map<number, Waiting>();
	/** Resolves when the folder is free again. */
	readonly exited: Promise<void>;
	#lastId = 0;
	/** Set once no further call can be answered. */
	#ended: Error | undefined;
	#opening: Waiting | undefined;

	constructor(options: StoreOptions) {
		this.#worker = startThread("./worker.ts", options);
		this.#worker.on("message", (message: Reply) => this.receive(message));
		this.#worker.on("error", (error) =>
			this.end(new StoreFault("STORE_FAILED", `the store's thread: ${String(error)}`, { cause: error })),
		);
		this.exited = new Promise((resolve) => {
			this.#worker.once("exit", () => {
				this.end(new StoreFault("STORE_FAILED", "the store's thread has ended"));
				resolve();
			});
		});
	}

	get hasEnded(): boolean {
		return this.#ended !== undefined;
	}

	/** Whether the database was found whole. Rejects with HostFault DATA_FOLDER_* or STORE_*. */
	async opened(): Promise<boolean> {
		const isChecked = await new Promise<unknown>((resolve, reject) => {
			if (this.#ended) reject(this.#ended);
			else this.#opening = { resolve, reject };
		});
		return isChecked === true;
	}

	ask(request: Asked): Promise<unknown> {
		return new Promise((resolve, reject) => {
			if (this.#ended) return reject(this.#ended);
			const id = ++this.#lastId;
			this.#waiting.set(id, { resolve, reject });
			this.#worker.postMessage({ ...request, id });
		});
	}

	async close(): Promise<void> {
		if (!this.#ended) await this.ask({ kind: "close" });
		await this.exited;
	}

	private receive(message: Reply): void {
		if (message.kind === "open") return this.#opening?.resolve(message.isChecked);
		const waiting = message.id === undefined ? this.#opening : this.#waiting.get(message.id);
		if (message.id !== undefined) this.#waiting.delete(message.id);
		if (message.kind === "value") waiting?.resolve(message.value);
		else waiting?.reject(receivedError(message.error));
	}

	private end(error: Error): void {
		this.#ended ??= error;
		this.#opening?.reject(this.#ended);
		for (const { reject } of this.#waiting.values()) reject(this.#ended);
		this.#waiting.clear();
	}
}

/**
 * Calls pending in a thread that died are rejected; the next call opens the folder in a new thread. Its commits remain
 * stored, even if their callers were not informed.
 */
class RenewedThread {
	readonly #options: StoreOptions;
	#thread: StoreThread;
	#renewing: Promise<void> | undefined;
	/** Why the folder could not be opened again, and when to try next on the clock of `performance.now`. */
	#failed: { readonly error: unknown; readonly delayMs: number; readonly untilMs: number } | undefined;
	#isClosed = false;

	constructor(options: StoreOptions) {
		this.#options = options;
		this.#thread = new StoreThread(options);
	}

	/** As `StoreThread.opened`. */
	opened(): Promise<boolean> {
		return this.#thread.opened();
	}

	async ask(request: Asked): Promise<unknown> {
		if (this.#thread.hasEnded && !this.#isClosed)
			await (this.#renewing ??= this.renew().finally(() => (this.#renewing = undefined)));
		return this.#thread.ask(request);
	}

	async close(): Promise<void> {
		this.#isClosed = true;
		await this.#renewing?.catch(() => undefined);
		await this.#thread.close();
	}

	/** A folder that cannot be opened is tried again after growing delays; until then calls get the last error. */
	private async renew(): Promise<void> {
		await this.#thread.exited;
		if (this.#failed && performance.now() < this.#failed.untilMs) throw this.#failed.error;
		try {
			// The next incarnation has begun.
			const thread = new StoreThread({ ...this.#options, isRestored: false });
			await thread.opened();
			this.#thread = thread;
			this.#failed = undefined;
		} catch (error) {
			const delayMs = Math.min(
				2 * (this.#failed?.delayMs ?? hostLimits.storeProbeMs),
				hostLimits.storeProbeMsMax,
			);
			const cause =
				error instanceof StoreFault ? error : new StoreFault("STORE_FAILED", String(error), { cause: error });
			this.#failed = { error: cause, delayMs, untilMs: performance.now() + delayMs };
			throw cause;
		}
	}
}

/** Rejects with HostFault DATA_FOLDER_* or STORE_*. */
export async function openWorkerStore(options: StoreOptions, onTrouble?: OnTrouble): Promise<Store> {
	const thread = new RenewedThread(options);
	const isChecked = await thread.opened();
	const call: Call = (part, method, values) => thread.ask({ kind: "call", part, method, values });
	const supervisor = new StoreSupervisor(call, onTrouble);
	const check = isChecked ? undefined : checkInBackground(options, supervisor);
	return storeOver(supervisor, async () => {
		await check?.terminate();
		await thread.close();
	});
}

/** Checks a large database in a thread and over a connection of its own, so that no call waits for it. */
function checkInBackground(options: StoreOptions, supervisor: StoreSupervisor): Worker {
	const worker = startThread("./check-worker.ts", options);
	worker.on("message", (error: SentError) => {
		const fault = receivedError(error);
		supervisor.fail(fault instanceof StoreFault ? fault : new StoreFault("STORE_FAILED", fault.message));
	});
	worker.on("error", (error) => supervisor.fail(new StoreFault("STORE_FAILED", `check: ${String(error)}`)));
	worker.unref();
	return worker;
}
