// The schema of the page's actions: bounded and checked before use (invariant 9).
import { type Static, Type } from "typebox";
import { keypadKeys, networkModes, speeds, tagNames } from "./protocol.js";

const terminal = Type.String({ minLength: 1, maxLength: 32 });
/** Ten years in either direction. */
const skewMsMax = 10 * 365 * 86_400_000;

function oneOf<const Values extends readonly string[]>(values: Values) {
	return Type.Union(values.map((value) => Type.Literal(value as Values[number])));
}

export const actionSchema = Type.Union([
	Type.Object(
		{
			kind: Type.Literal("touch"),
			terminal,
			x: coordinate(),
			y: coordinate(),
			phase: oneOf(["down", "move", "up"]),
		},
		closed(),
	),
	Type.Object({ kind: Type.Literal("key"), terminal, key: oneOf(keypadKeys) }, closed()),
	Type.Object(
		{ kind: Type.Literal("scan"), terminal, code: Type.String({ minLength: 1, maxLength: 512 }) },
		closed(),
	),
	Type.Object({ kind: Type.Literal("card"), terminal }, closed()),
	Type.Object({ kind: Type.Literal("tag"), terminal, tag: oneOf(tagNames), held: Type.Boolean() }, closed()),
	Type.Object({ kind: Type.Literal("power"), terminal, on: Type.Boolean() }, closed()),
	Type.Object({ kind: Type.Literal("cut"), terminal, when: oneOf(["now", "nextWrite"]) }, closed()),
	Type.Object({ kind: Type.Literal("network"), terminal, mode: oneOf(networkModes) }, closed()),
	Type.Object({ kind: Type.Literal("paper"), terminal, out: Type.Boolean() }, closed()),
	Type.Object({ kind: Type.Literal("cover"), terminal, open: Type.Boolean() }, closed()),
	Type.Object(
		{ kind: Type.Literal("clock"), terminal, skewMs: Type.Integer({ minimum: -skewMsMax, maximum: skewMsMax }) },
		closed(),
	),
	Type.Object({ kind: Type.Literal("tear"), terminal }, closed()),
	Type.Object(
		{ kind: Type.Literal("battery"), terminal, percent: Type.Integer({ minimum: 0, maximum: 100 }) },
		closed(),
	),
	Type.Object({ kind: Type.Literal("charger"), terminal, isIn: Type.Boolean() }, closed()),
	Type.Object({ kind: Type.Literal("speed"), speed: oneOf(speeds) }, closed()),
]);
export type CheckedAction = Static<typeof actionSchema>;

function coordinate() {
	return Type.Integer({ minimum: 0, maximum: 4_095 });
}

function closed() {
	return { additionalProperties: false } as const;
}
