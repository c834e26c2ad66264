// Publishes the draft, now or at a time, and shows what is planned.
import { useState } from "preact/hooks";
import { post, remove, sentence } from "../api.js";
import { duration } from "../format.js";
import { Problem } from "../parts.js";
import type { Rules } from "../types.js";
import { useTimes } from "../zone.js";
import { Field } from "./fields.js";

interface PublishOptions {
	readonly rules: Rules;
	onDone(): void;
}

/** Rules that were published later than planned by more are said to be late. */
const lateMs = 60_000;

export function PublishForm({ rules, onDone }: PublishOptions) {
	const [at, setAt] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const { revision, planned } = rules;
	const attempt = async (work: () => Promise<unknown>): Promise<void> => {
		setBusy(true);
		setProblem(undefined);
		try {
			await work();
			onDone();
		} catch (error) {
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	const publish = (when: object): void => void attempt(() => post("/api/rules/publish", { revision, ...when }));
	const revert = (): void => void attempt(() => post("/api/rules/revert", { revision }));
	return (
		<div class="card form">
			<State rules={rules} />
			{planned ? (
				<button
					type="button"
					class="button"
					disabled={busy}
					onClick={() => void attempt(() => remove("/api/rules/publish"))}
				>
					Withdraw the planned rules
				</button>
			) : null}
			<div class="answer">
				<button
					type="button"
					class="button primary"
					disabled={busy || rules.problem !== "" || !rules.isChanged}
					onClick={() => publish({})}
				>
					Publish now
				</button>
				{rules.isChanged ? (
					<button type="button" class="button" disabled={busy} onClick={revert}>
						Discard the changes
					</button>
				) : null}
			</div>
			<Field label="Or at (stall’s time)" type="datetime-local" value={at} onChange={setAt} />
			<button
				type="button"
				class="button"
				disabled={busy || rules.problem !== "" || at === ""}
				onClick={() => publish({ at: at.slice(0, 16) })}
			>
				Publish at this time
			</button>
			<Problem text={problem} />
		</div>
	);
}

function State({ rules }: { readonly rules: Rules }) {
	const { dateTime } = useTimes();
	const { planned, published, failed, problem, isChanged, revision } = rules;
	const isLate = published !== null && published.plannedMs !== null && published.atMs - published.plannedMs > lateMs;
	return (
		<>
			<p role="status">{isChanged ? "The draft differs from the rules in effect." : "The draft is in effect."}</p>
			{problem === "" ? null : <Problem text={`It cannot be published: ${problem}.`} />}
			{planned ? (
				<p>
					To be published at <strong>{dateTime(planned.atMs)}</strong>
					{planned.revision === revision ? "." : ", as the draft was when this was planned."}
				</p>
			) : null}
			{published ? (
				<p class="quiet">
					{published.version === 0
						? "They go with the first catalog."
						: `Published with catalog ${published.version} at ${dateTime(published.atMs)}.`}
					{isLate
						? ` That was ${duration(published.atMs - published.plannedMs!)} late: the host was not running.`
						: ""}
				</p>
			) : null}
			{failed ? <Problem text={`Nothing was published at ${dateTime(failed.atMs)}: ${failed.problem}.`} /> : null}
		</>
	);
}
