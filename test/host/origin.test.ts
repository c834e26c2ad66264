// Names and origins that only look like this host's own.
import { expect, it } from "vitest";
import { foreignHeader, loopbackNames } from "../../host/web/origin.js";

const own = { hostNames: [...loopbackNames, "till.example.org"], port: 8_080 };

it.each(["notlocalhost", "xtill.example.org", "till.example.org.", "till.example", "127.0.0.11", "a@localhost"])(
	"the name %s is another host's",
	(name) => {
		expect(foreignHeader({ host: `${name}:8080` }, own)).toBe("host");
	},
);

it.each([
	"http://localhost:8081",
	"http://localhost",
	"http://localhost:80800",
	"http://localhost:8080.evil.example",
	"ftp://localhost:8080",
	"http://till.example.org:8080",
])("the origin %s is another program's", (origin) => {
	expect(foreignHeader({ host: "localhost:8080", origin }, own)).toBe("origin");
	expect(foreignHeader({ host: "localhost:8080", origin: "http://localhost:8080" }, own)).toBeUndefined();
});
