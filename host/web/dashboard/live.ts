// The live overview, by one event stream for the whole page. `version` rises with every change on the host, so that
// open tables fetch their rows again.
import { useEffect, useState } from "preact/hooks";
import { get, sentence } from "./api.js";
import type { Overview } from "./types.js";

/** Tables are refreshed at most this often, even during a burst of events such as a terminal catching up. */
const refreshMs = 500;
const retryMs = 3_000;

const goneText =
	"The host does not answer. What is shown may be out of date. This page continues by itself when the host is " +
	"back; terminals keep selling meanwhile.";

export interface Live {
	readonly overview: Overview | undefined;
	readonly connected: boolean;
	readonly error: string | undefined;
	readonly version: number;
}

/** `session` rises with each login. It is undefined while the login form is shown; then no requests are made. */
export function useLive(session: number | undefined): Live {
	const [live, setLive] = useState<Live>({ overview: undefined, connected: false, error: undefined, version: 0 });
	useEffect(() => {
		if (session === undefined) return undefined;
		const patch = (change: Partial<Live>): void => setLive((last) => ({ ...last, ...change }));
		let waiting: ReturnType<typeof setTimeout> | undefined;
		const refresh = (): void => {
			waiting ??= setTimeout(() => {
				waiting = undefined;
				setLive((last) => ({ ...last, version: last.version + 1 }));
			}, refreshMs);
		};
		const load = (): void => {
			get<Overview>("/api/overview").then(
				(overview) => patch({ overview, error: undefined }),
				(error: unknown) => patch({ error: sentence(error) }),
			);
		};
		let events: EventSource | undefined;
		let retry: ReturnType<typeof setTimeout> | undefined;
		const listen = (): void => {
			if (!events) load();
			events = new EventSource("/api/events");
			events.addEventListener("open", () => {
				patch({ connected: true, error: undefined });
				load();
				refresh();
			});
			events.addEventListener("error", () => {
				patch({ connected: false, error: goneText });
				// A browser retries after a lost connection, but not after an error response (host starting, session
				// expired).
				if (events?.readyState === EventSource.CLOSED) retry = setTimeout(listen, retryMs);
			});
			events.addEventListener("overview", (event) => {
				patch({ overview: JSON.parse(event.data as string) as Overview, error: undefined });
				refresh();
			});
			for (const name of ["receipt", "terminal", "alarm", "payment", "catalog", "flags"])
				events.addEventListener(name, refresh);
		};
		listen();
		return () => {
			events?.close();
			clearTimeout(waiting);
			clearTimeout(retry);
		};
	}, [session]);
	return live;
}
