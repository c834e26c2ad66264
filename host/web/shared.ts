// Work whose result everybody who asks at the same time can share.

export class Shared<Result> {
	readonly #work: () => Promise<Result>;
	#running: Promise<Result> | undefined;
	#next: Promise<Result> | undefined;

	constructor(work: () => Promise<Result>) {
		this.#work = work;
	}

	/** A result that is no older than this call: whoever comes while the work runs gets the result of the next run. */
	get(): Promise<Result> {
		if (!this.#running) return this.run();
		this.#next ??= this.#running
			.then(
				() => undefined,
				() => undefined,
			)
			.then(() => {
				this.#next = undefined;
				return this.run();
			});
		return this.#next;
	}

	private run(): Promise<Result> {
		const running = this.#work().finally(() => {
			if (this.#running === running) this.#running = undefined;
		});
		this.#running = running;
		return running;
	}
}
