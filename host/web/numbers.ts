// The numbers in an address, which consists of text only.

const whole = /^(0|[1-9][0-9]{0,15})$/;

/**
 * Replaces the texts of whole numbers in decimal digits by the numbers, where the schema wants numbers. All others
 * remain texts, which the schema then refuses: hexadecimal digits, exponents, blanks, and lists of several values.
 */
export function readNumbers(values: unknown, schema: unknown): void {
	if (!isRecord(values) || !isRecord(schema) || !isRecord(schema["properties"])) return;
	for (const [name, property] of Object.entries(schema["properties"])) {
		const text = values[name];
		if (isRecord(property) && property["type"] === "integer" && typeof text === "string" && whole.test(text))
			values[name] = Number(text);
	}
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}
