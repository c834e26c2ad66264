// GS1 Digital Link URIs (GS1 Digital Link Standard: URI Syntax 1.6): "https://DOMAIN/[STEM/]01/GTIN[/10/LOT…][?17=…]",
// with any domain. What element strings say by identifiers, a link says by pairs in its path and in its query.
import { Elements, type ElementString } from "./element-string.js";
import { articleNumbers } from "./gtin.js";
import { limits } from "./limits.js";

/** The name that version 1.0 of the standard allowed for (01). */
const gtinName = "gtin";

/** Undefined when `text` is no link of an article, or what it says of the article is malformed. */
export function parseDigitalLink(text: string): ElementString | undefined {
	if (text.length > limits.scanCharactersMax || !/^https?:\/\/./i.test(text)) return undefined;
	const [link = ""] = text.split("#", 1);
	const queryAt = link.indexOf("?");
	const path = queryAt < 0 ? link : link.slice(0, queryAt);
	// Scheme, nothing, domain.
	const segments = path.split("/").slice(3);
	const at = segments.findIndex((segment, index) => isGtinKey(segment) && isGtin(segments[index + 1]));
	if (at < 0) return undefined;
	const elements = new Elements();
	for (let index = at; index + 1 < segments.length; index += 2) {
		const identifier = isGtinKey(segments[index]!) ? "01" : segments[index]!;
		if (!addPair(elements, identifier, segments[index + 1]!)) return undefined;
	}
	const pairs = queryAt < 0 ? [] : link.slice(queryAt + 1).split(/[&;]/);
	for (const pair of pairs) {
		const equals = pair.indexOf("=");
		if (equals > 0 && !addPair(elements, pair.slice(0, equals), pair.slice(equals + 1))) return undefined;
	}
	return elements;
}

function isGtinKey(segment: string): boolean {
	return segment === "01" || segment.toLowerCase() === gtinName;
}

function isGtin(segment: string | undefined): boolean {
	return segment !== undefined && articleNumbers(segment).length > 0;
}

/**
 * Keys that are no application identifiers belong to the domain's own services. Values stay percent-encoded: what is
 * read of them are digits, which never are.
 */
function addPair(elements: Elements, identifier: string, value: string): boolean {
	return !/^[0-9]{2,4}$/.test(identifier) || elements.add(identifier, value);
}
