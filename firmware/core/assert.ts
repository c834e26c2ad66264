/** Fails on our own mistakes only; what can happen in the field is a `Fault`. */
export function assert(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(`assertion failed: ${message}`);
}
