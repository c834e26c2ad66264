// The names of the flags that rules can depend on, such as rain.
import { useState } from "preact/hooks";
import { put, sentence } from "../api.js";
import { Problem } from "../parts.js";
import type { Rules } from "../types.js";
import { Field } from "./fields.js";
import { Chip } from "./rule-form.js";

export function FlagNames({ rules, onDone }: { readonly rules: Rules; onDone(): void }) {
	const [name, setName] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const { flags, revision } = rules;
	const keep = async (names: readonly string[]): Promise<void> => {
		try {
			await put("/api/rules/flags", { flags: names, revision });
			setProblem(undefined);
			setName("");
			onDone();
		} catch (error) {
			setProblem(sentence(error));
		}
	};
	return (
		<form
			class="form"
			onSubmit={(event) => {
				event.preventDefault();
				if (name.trim() !== "") void keep([...flags, name.trim()]);
			}}
		>
			<ul class="chips" aria-label="Names of flags">
				{flags.map((flag) => (
					<Chip key={flag} text={flag} onRemove={() => void keep(flags.filter((each) => each !== flag))} />
				))}
				{flags.length === 0 ? <li class="quiet">No flags. Rules can depend on some, such as rain.</li> : null}
			</ul>
			<Field label="Name of a new flag" value={name} onChange={setName} />
			<button type="submit" class="button">
				Add the flag
			</button>
			<Problem text={problem} />
		</form>
	);
}
