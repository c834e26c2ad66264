// The live overview: one event stream for the whole page. `version` rises with every change on the host, so that open tables fetch again.
import { useEffect, useState } from "preact/hooks";
import { get, sentence } from "./api.js";
import type { Overview } from "./types.js";

/** Bursts of events (a terminal catching up) refresh tables at most this often. */
const refreshMs = 500;

export interface Live {
	readonly overview: Overview | undefined;
	readonly connected: boolean;
	readonly error: string | undefined;
	readonly version: number;
}

export function useLive(session: number): Live {
	const [live, setLive] = useState<Live>({ overview: undefined, connected: false, error: undefined, version: 0 });
	useEffect(() => {
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
		load();
		const events = new EventSource("/api/events");
		events.addEventListener("open", () => {
			patch({ connected: true });
			load();
			refresh();
		});
		events.addEventListener("error", () => patch({ connected: false }));
		events.addEventListener("overview", (event) => {
			patch({ overview: JSON.parse(event.data as string) as Overview, error: undefined });
			refresh();
		});
		for (const name of ["receipt", "terminal", "alarm"]) events.addEventListener(name, refresh);
		return () => {
			events.close();
			clearTimeout(waiting);
		};
	}, [session]);
	return live;
}
