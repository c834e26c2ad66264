/** The first `count` values, without reading further. */
export function take<Value>(values: Iterable<Value>, count: number): Value[] {
	const taken: Value[] = [];
	if (count <= 0) return taken;
	for (const value of values) if (taken.push(value) >= count) break;
	return taken;
}
