// The SQLite store in a dedicated thread, so that waiting for the disk does not block the host's event loop.
import { Worker } from "node:worker_threads";
import { type Call, storeOver } from "../parts.js";
import type { Store } from "../store.js";
import { type Reply, receivedError, type Request, type StoreOptions } from "./port.js";

interface Waiting {
	readonly resolve: (value: unknown) => void;
	readonly reject: (error: Error) => void;
}

type Asked = Request extends infer Each ? (Each extends Request ? Omit<Each, "id"> : never) : never;

class StoreThread {
	readonly #worker: Worker;
	readonly #waiting = new Map<number, Waiting>();
	/** Resolves when the folder is free again. */
	readonly exited: Promise<void>;
	#lastId = 0;
	/** Set once no further call can be answered. */
	#ended: Error | undefined;
	#opening: Waiting | undefined;

	/** The worker loads TypeScript through the same hook as this process, which may have been started without it. */
	constructor(options: StoreOptions) {
		const hook = new URL("../../../tools/resolve.mjs", import.meta.url).href;
		this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
			workerData: options,
			execArgv: ["--import", hook],
		});
		this.#worker.on("message", (message: Reply) => this.receive(message));
		this.#worker.on("error", (error) => this.end(error instanceof Error ? error : new Error(String(error))));
		this.exited = new Promise((resolve) => {
			this.#worker.once("exit", () => {
				this.end(new Error("the store's thread has ended"));
				resolve();
			});
		});
	}

	get hasEnded(): boolean {
		return this.#ended !== undefined;
	}

	/** Rejects with HostFault DATA_FOLDER_*. */
	opened(): Promise<unknown> {
		return new Promise((resolve, reject) => {
			if (this.#ended) reject(this.#ended);
			else this.#opening = { resolve, reject };
		});
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
		if (message.kind === "open") return this.#opening?.resolve(undefined);
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
	#isClosed = false;

	constructor(options: StoreOptions) {
		this.#options = options;
		this.#thread = new StoreThread(options);
	}

	/** Rejects with HostFault DATA_FOLDER_*. */
	opened(): Promise<unknown> {
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

	private async renew(): Promise<void> {
		await this.#thread.exited;
		const thread = new StoreThread(this.#options);
		await thread.opened();
		this.#thread = thread;
	}
}

/** Rejects with HostFault DATA_FOLDER_*. */
export async function openWorkerStore(folder: string, merchant: string): Promise<Store> {
	const thread = new RenewedThread({ folder, merchant });
	await thread.opened();
	const call: Call = (part, method, values) => thread.ask({ kind: "call", part, method, values });
	return storeOver(call, () => thread.close());
}
