// Runs the host's event handlers. What a handler throws or rejects with has no caller that could take it and would end
// the process, and with it every stall's connection. Here it is counted, logged with its handler's name, and over.
import { codeOf, type Refuse } from "./log.js";

export class Guard {
	readonly #refuse: Refuse;

	constructor(refuse: Refuse) {
		this.#refuse = refuse;
	}

	/** Runs `work` now. If it throws or rejects, that is reported and `onFailed` is called. */
	run(handler: string, work: () => unknown, onFailed?: (error: Error) => void): void {
		const fail = (error: unknown): void => {
			this.report(handler, error);
			if (onFailed) this.run(handler, () => onFailed(error instanceof Error ? error : new Error(String(error))));
		};
		try {
			const pending = work();
			if (pending instanceof Promise) pending.catch(fail);
		} catch (error) {
			fail(error);
		}
	}

	/** Awaits `work` and reports what it throws or rejects with. For what follows a deed that is already done. */
	async settle(handler: string, work: () => Promise<unknown>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.report(handler, error);
		}
	}

	/** The handler for an emitter of events: `handle` under this guard. */
	handler<Values extends readonly unknown[]>(
		name: string,
		handle: (...values: Values) => unknown,
	): (...values: Values) => void {
		return (...values) => this.run(name, () => handle(...values));
	}

	/** Reports an error that a handler or an emitter of events has come to. */
	report(handler: string, error: unknown): void {
		this.#refuse(codeOf(error), { handler, error });
	}
}
