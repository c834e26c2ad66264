// Types for interfaces whose implementation may be synchronous or asynchronous; callers await their results.

export type Awaitable<T> = T | Promise<T>;

/** `T` with methods that may also return a promise. */
export type AwaitableMethods<T> = {
	readonly [Name in keyof T]: T[Name] extends (...given: infer Given) => infer Answer
		? (...given: Given) => Awaitable<Awaited<Answer>>
		: T[Name];
};
