// The people who sign in at the terminals: names, rights, PINs.
import { useId, useState } from "preact/hooks";
import type { RightName } from "../../../../firmware/policy/staff.js";
import { post, sentence, useApi } from "../api.js";
import { PageHead, Problem, Section } from "../parts.js";
import { askedRights, rightTexts } from "../rights.js";
import { type Column, DataTable } from "../table.js";
import type { Person } from "../types.js";
import type { PageOptions } from "./options.js";

export function PeoplePage({ version }: PageOptions) {
	const [changes, setChanges] = useState(0);
	const [chosen, setChosen] = useState<Person | undefined>();
	const people = useApi<readonly Person[]>("/api/people", version + changes);
	const columns: ReadonlyArray<Column<Person>> = [
		{ title: "Number", value: (row) => row.number, numeric: true },
		{ title: "Name", value: (row) => row.name },
		{ title: "May", value: rightsText, wide: true },
		{ title: "State", value: (row) => (row.isRetired ? "retired" : "signs in") },
		{
			title: "Change",
			value: () => "",
			cell: (row) => (
				<button type="button" class="button small" onClick={() => setChosen(row)}>
					Change <span class="unseen">{row.name}</span>
				</button>
			),
		},
	];
	return (
		<main id="main" class="page">
			<PageHead title="People">
				<p class="quiet">
					Whoever is here signs in at the terminals with a PIN, and records name the person. While nobody is
					here, nobody has to. Terminals hear of it with the next version of the catalog.
				</p>
			</PageHead>
			<Problem text={people.error} />
			<DataTable
				caption="People"
				columns={columns}
				rows={people.value}
				rowKey={(row) => String(row.number)}
				empty="Nobody signs in at the terminals."
			/>
			<Section title={chosen ? `Change ${chosen.name}` : "Add a person"}>
				<PersonForm
					key={chosen?.number ?? `new ${changes}`}
					person={chosen}
					onDone={() => {
						setChosen(undefined);
						setChanges((count) => count + 1);
					}}
				/>
			</Section>
		</main>
	);
}

function rightsText({ rights }: Person): string {
	return rights.length === 0 ? "sell" : rights.map((right) => rightTexts[right]).join(", ");
}

interface FormOptions {
	/** Undefined for a new one. */
	readonly person: Person | undefined;
	onDone(): void;
}

function PersonForm({ person, onDone }: FormOptions) {
	const id = useId();
	const [name, setName] = useState(person?.name ?? "");
	const [rights, setRights] = useState<readonly RightName[]>(person?.rights ?? []);
	const [pin, setPin] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const save = async (isRetired: boolean): Promise<void> => {
		setBusy(true);
		setProblem(undefined);
		try {
			const change = { name: name.trim(), rights, isRetired, ...(pin !== "" && { pin }) };
			await post(person ? `/api/people/${person.number}` : "/api/people", change);
			onDone();
		} catch (error) {
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	const submit = (event: Event): void => {
		event.preventDefault();
		void save(false);
	};
	return (
		<form class="card form" onSubmit={submit} autocomplete="off">
			<label for={`${id}n`}>Name, as terminals show it</label>
			<input
				id={`${id}n`}
				required
				maxLength={24}
				value={name}
				onInput={(event) => setName(event.currentTarget.value)}
			/>
			<RightsField rights={rights} onChange={setRights} />
			<label for={`${id}p`}>
				{person ? "New PIN (left empty, the present one stays)" : "PIN"}: 4 to 8 digits
			</label>
			<input
				id={`${id}p`}
				type="password"
				inputMode="numeric"
				autocomplete="new-password"
				required={!person}
				pattern="[0-9]{4,8}"
				maxLength={8}
				value={pin}
				onInput={(event) => setPin(event.currentTarget.value)}
			/>
			<button type="submit" class="button primary" disabled={busy}>
				{person?.isRetired ? "Save, and let sign in again" : "Save"}
			</button>
			{person && !person.isRetired ? (
				<button type="button" class="button" disabled={busy} onClick={() => void save(true)}>
					Retire
				</button>
			) : null}
			{person ? (
				<button type="button" class="button" disabled={busy} onClick={onDone}>
					Cancel
				</button>
			) : null}
			<Problem text={problem} />
		</form>
	);
}

interface RightsOptions {
	readonly rights: readonly RightName[];
	onChange(rights: readonly RightName[]): void;
}

function RightsField({ rights, onChange }: RightsOptions) {
	return (
		<fieldset>
			<legend>May, without asking somebody</legend>
			{askedRights.map((right) => (
				<label key={right} class="check">
					<input
						type="checkbox"
						checked={rights.includes(right)}
						onChange={(event) => onChange(toggled(rights, right, event.currentTarget.checked))}
					/>{" "}
					{rightTexts[right]}
				</label>
			))}
		</fieldset>
	);
}

function toggled(rights: readonly RightName[], right: RightName, isOn: boolean): readonly RightName[] {
	const others = rights.filter((one) => one !== right);
	return isOn ? [...others, right] : others;
}
