// Builds the page's client code into the cache, like the dashboard.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildClient } from "../../host/web/dashboard/build.js";

const client = join(dirname(fileURLToPath(import.meta.url)), "client");

/** The folder with the page's `index.html`, `app.js` and `style.css`. */
export function buildPage(): Promise<string> {
	return buildClient({
		name: "page",
		script: join(client, "main.tsx"),
		style: join(client, "style", "main.css"),
		page: join(client, "index.html"),
	});
}
