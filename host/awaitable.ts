// Interfaces whose implementation may answer at once or later: whoever calls them awaits.

export type Awaitable<T> = T | Promise<T>;

/** The methods of `T`, each of which may also answer by a promise. */
export type Answering<T> = {
	readonly [Name in keyof T]: T[Name] extends (...given: infer Given) => infer Answer
		? (...given: Given) => Awaitable<Awaited<Answer>>
		: T[Name];
};
