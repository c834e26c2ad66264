// What is wrong with a field of a request, in words: the validator's own speak of its schemas.
import type { FastifyError, FastifySchemaValidationError } from "fastify";
import { dayPattern, identifierPattern } from "./schemas.js";

const patternWords: Readonly<Record<string, string>> = {
	[identifierPattern]: "takes lower case letters, digits and hyphens, such as stall-1",
	[dayPattern]: "takes a date such as 2026-05-02",
};

const typeWords: Readonly<Record<string, string>> = {
	integer: "takes a whole number",
	number: "takes a number",
	boolean: "takes true or false",
	string: "takes a text",
	object: "takes an object",
	array: "takes a list",
};

/** By fastify's code of an error that it raises before a request is validated. */
const bodyWords: Readonly<Record<string, string>> = {
	FST_ERR_CTP_EMPTY_JSON_BODY: "the body is empty, but JSON is needed",
	FST_ERR_CTP_INVALID_JSON_BODY: "the body is not valid JSON",
	FST_ERR_CTP_INVALID_CONTENT_LENGTH: "the body is not as long as announced",
	FST_ERR_CTP_INVALID_MEDIA_TYPE: "this content type is not taken here",
	FST_ERR_CTP_BODY_TOO_LARGE: "the body is too large",
	FST_ERR_BAD_URL: "the address cannot be read",
	FST_ERR_ASYNC_CONSTRAINT: "the address cannot be read",
};

/** Of an error that fastify raises for a request, such as "limit takes at most 200". */
export function wordsOf({ validation, validationContext, code, message }: FastifyError): string {
	const [first] = validation ?? [];
	if (first) return fieldWords(first, validationContext ?? "body");
	// JSON.parse's own words name a place in the text.
	return bodyWords[code] ?? (/JSON/.test(message) ? bodyWords["FST_ERR_CTP_INVALID_JSON_BODY"]! : "");
}

function fieldWords({ keyword, instancePath, params }: FastifySchemaValidationError, context: string): string {
	const field = instancePath.slice(1).replaceAll("/", ".");
	const name = field === "" ? (context === "body" ? "the body" : "the address") : field;
	const inside = (child: unknown): string => (field === "" ? String(child) : `${field}.${String(child)}`);
	const limit = String(params["limit"]);
	switch (keyword) {
		case "required":
			return `${inside(params["missingProperty"])} is missing`;
		case "additionalProperties":
			return `there is no field "${inside(params["additionalProperty"]).slice(0, 40)}"`;
		case "type":
			return `${name} ${typeWords[String(params["type"])] ?? "has a value of the wrong type"}`;
		case "pattern":
			return `${name} ${patternWords[String(params["pattern"])] ?? "has characters that are not taken"}`;
		case "minLength":
			return `${name} takes at least ${counted(limit, "character")}`;
		case "maxLength":
			return `${name} takes at most ${counted(limit, "character")}`;
		case "minimum":
			return `${name} takes at least ${limit}`;
		case "maximum":
			return `${name} takes at most ${limit}`;
		default:
			return `${name} has a value that is not taken`;
	}
}

function counted(limit: string, noun: string): string {
	return `${limit} ${noun}${limit === "1" ? "" : "s"}`;
}
