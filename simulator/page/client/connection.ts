// The connection to the simulator: receives its event stream and sends the user's actions. Actions are sent one after
// another, so that a touch's "up" never overtakes its "down".
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { PageAction, PageEvents, TerminalAction } from "../protocol.js";

export interface Connection {
	readonly connected: boolean;
	readonly world: PageEvents["world"] | undefined;
	readonly terminal: PageEvents["terminal"] | undefined;
	readonly screen: PageEvents["screen"] | undefined;
	readonly flash: PageEvents["flash"] | undefined;
	readonly records: PageEvents["records"] | undefined;
	readonly host: PageEvents["host"] | undefined;
	/** Calls back with each piece of paper. Returns how to stop. */
	onPaper(listener: (paper: PageEvents["paper"]) => void): () => void;
	/** Sends an action for the terminal that is shown. */
	act(action: TerminalAction): void;
	setSpeed(speed: PageEvents["world"]["speed"]): void;
	/** Why the last action was refused; undefined if it was not. */
	readonly problem: string | undefined;
}

type States = Omit<PageEvents, "paper">;
const stateNames = ["world", "terminal", "screen", "flash", "records", "host"] as const;

class ActionQueue {
	#waiting: PageAction[] = [];
	#busy = false;
	readonly #onProblem: (text: string | undefined) => void;

	constructor(onProblem: (text: string | undefined) => void) {
		this.#onProblem = onProblem;
	}

	add(action: PageAction): void {
		const last = this.#waiting.at(-1);
		// Of several queued moves only the latest is needed.
		if (action.kind === "touch" && action.phase === "move" && last?.kind === "touch" && last.phase === "move")
			this.#waiting.pop();
		this.#waiting.push(action);
		if (!this.#busy) void this.send();
	}

	private async send(): Promise<void> {
		this.#busy = true;
		for (let action = this.#waiting.shift(); action; action = this.#waiting.shift()) {
			try {
				const response = await fetch("/act", {
					method: "POST",
					headers: { "content-type": "application/json" },
					body: JSON.stringify(action),
				});
				if (response.ok) this.#onProblem(undefined);
				else {
					const answer = (await response.json().catch(() => ({}))) as { message?: string };
					this.#onProblem(answer.message ?? `The simulator answered ${response.status}.`);
				}
			} catch {
				this.#onProblem("The simulator does not answer. Check that npm start is still running.");
			}
		}
		this.#busy = false;
	}
}

const goneText = "The simulator has ended. This page continues by itself when npm start runs again.";

export function useConnection(terminal: string | undefined): Connection {
	const [states, setStates] = useState<Partial<States>>({});
	const [connected, setConnected] = useState(false);
	const [problem, setProblem] = useState<string | undefined>();
	const paper = useRef(new Set<(paper: PageEvents["paper"]) => void>());
	const queue = useMemo(() => new ActionQueue(setProblem), []);
	useEffect(() => {
		const address = terminal === undefined ? "/events" : `/events?terminal=${encodeURIComponent(terminal)}`;
		const events = new EventSource(address);
		events.addEventListener("open", () => {
			setConnected(true);
			setProblem(undefined);
		});
		events.addEventListener("error", () => {
			setConnected(false);
			setProblem(goneText);
		});
		for (const name of stateNames) {
			events.addEventListener(name, (event) => {
				const state: unknown = JSON.parse(event.data as string);
				setStates((last) => ({ ...last, [name]: state }));
			});
		}
		events.addEventListener("paper", (event) => {
			const piece = JSON.parse(event.data as string) as PageEvents["paper"];
			for (const listener of paper.current) listener(piece);
		});
		return () => events.close();
	}, [terminal]);
	const shown = terminal ?? states.world?.terminals[0]?.id;
	return {
		connected,
		problem,
		world: states.world,
		terminal: states.terminal,
		screen: states.screen,
		flash: states.flash,
		records: states.records,
		host: states.host,
		onPaper(listener) {
			paper.current.add(listener);
			return () => paper.current.delete(listener);
		},
		act(action) {
			if (shown !== undefined) queue.add({ ...action, terminal: shown });
		},
		setSpeed(speed) {
			queue.add({ kind: "speed", speed });
		},
	};
}
