// Sets flags such as rain at all stalls or at one, for some hours, and shows which stalls have them.
import { useState } from "preact/hooks";
import { put, remove, sentence, useApi } from "../api.js";
import { Problem } from "../parts.js";
import type { FlagStates, Overview } from "../types.js";
import { useTimes } from "../zone.js";
import { Field, Select } from "./fields.js";

interface FlagsOptions {
	readonly overview: Overview | undefined;
	readonly version: number;
}

export function Flags({ overview, version }: FlagsOptions) {
	const [changes, setChanges] = useState(0);
	const [problem, setProblem] = useState<string | undefined>();
	const flags = useApi<FlagStates>("/api/flags", version + changes).value;
	const attempt = async (work: Promise<unknown>): Promise<void> => {
		try {
			await work;
			setProblem(undefined);
			setChanges((last) => last + 1);
		} catch (error) {
			setProblem(sentence(error));
		}
	};
	if (!flags) return null;
	return (
		<div class="card form">
			<SetFlags flags={flags} overview={overview} onUnset={(address) => void attempt(remove(address))} />
			{flags.names.length === 0 ? (
				<p class="quiet">The published rules have no flags. Name one below, and publish it.</p>
			) : (
				<FlagForm
					flags={flags}
					onSet={(flag, body) => void attempt(put(`/api/flags/${encodeURIComponent(flag)}`, body))}
				/>
			)}
			<Problem text={problem} />
			<Stalls flags={flags} />
		</div>
	);
}

interface SetOptions {
	readonly flags: FlagStates;
	readonly overview: Overview | undefined;
	onUnset(address: string): void;
}

function SetFlags({ flags, overview, onUnset }: SetOptions) {
	const { dateTime } = useTimes();
	if (flags.set.length === 0) return <p class="quiet">No flag is set.</p>;
	const nameOf = (terminal: string | null): string =>
		terminal === null
			? "all stalls"
			: overview?.terminals.find((one) => one.terminal === terminal)?.name || terminal;
	return (
		<ul class="rules" aria-label="Flags that are set">
			{flags.set.map(({ flag, terminal, untilMs }) => (
				<li key={`${flag} ${terminal}`}>
					<span class="rule-text">
						<strong>{flag}</strong> at {nameOf(terminal)} until {dateTime(untilMs)}
					</span>
					<button type="button" class="button small" onClick={() => onUnset(addressOf(flag, terminal))}>
						Unset <span class="unseen">{flag}</span>
					</button>
				</li>
			))}
		</ul>
	);
}

function addressOf(flag: string, terminal: string | null): string {
	return `/api/flags/${encodeURIComponent(flag)}${terminal === null ? "" : `?terminal=${terminal}`}`;
}

interface FormOptions {
	readonly flags: FlagStates;
	onSet(flag: string, body: object): void;
}

function FlagForm({ flags, onSet }: FormOptions) {
	const [flag, setFlag] = useState(flags.names[0] ?? "");
	const [terminal, setTerminal] = useState("");
	const [hours, setHours] = useState("2");
	const [wrong, setWrong] = useState<string | undefined>();
	const choices = flags.terminals.map((one): [string, string] => [one.terminal, one.name || one.terminal]);
	const submit = (event: Event): void => {
		event.preventDefault();
		const duration = Number(hours.replace(",", "."));
		const isSound = duration > 0 && duration <= 168;
		setWrong(isSound ? undefined : "It takes a number of hours up to 168.");
		if (isSound) onSet(flag, { hours: duration, ...(terminal !== "" && { terminal }) });
	};
	return (
		<form class="form" onSubmit={submit}>
			<div class="fields">
				<Select
					label="Flag"
					value={flag}
					choices={flags.names.map((name): [string, string] => [name, name])}
					onChange={setFlag}
				/>
				<Select label="At" value={terminal} choices={[["", "all stalls"], ...choices]} onChange={setTerminal} />
				<Field
					label="For hours"
					mode="decimal"
					maxLength={5}
					value={hours}
					onChange={setHours}
					problem={wrong}
				/>
			</div>
			<button type="submit" class="button">
				Set the flag
			</button>
		</form>
	);
}

function Stalls({ flags: { terminals, set } }: { readonly flags: FlagStates }) {
	const lacking = terminals.filter(({ has }) => !has).map(({ terminal, name }) => name || terminal);
	if (terminals.length === 0 || (set.length === 0 && lacking.length === 0)) return null;
	return (
		<p class="quiet" role="status">
			{lacking.length === 0
				? "All stalls have recorded them."
				: `Not known of ${lacking.join(", ")}: a stall without a network goes on without new flags.`}
		</p>
	);
}
