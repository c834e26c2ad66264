// The parts of forms about prices: a labelled field with its problem beneath it, choices, weekdays.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface FieldOptions {
	readonly label: string;
	readonly value: string;
	onChange(value: string): void;
	readonly problem?: string | undefined;
	readonly type?: "text" | "date" | "time" | "datetime-local";
	readonly mode?: "text" | "decimal" | "numeric";
	readonly unit?: string;
	readonly maxLength?: number;
	readonly placeholder?: string;
}

export function Field(options: FieldOptions) {
	const { label, value, onChange, problem, type = "text", mode = "text", unit = "", maxLength = 40 } = options;
	const id = useId();
	const common = {
		...{ id, maxLength, value, placeholder: options.placeholder ?? "" },
		"aria-invalid": problem !== undefined,
		"aria-describedby": problem === undefined ? undefined : `${id}p`,
		onInput: (event: { readonly currentTarget: HTMLInputElement }): void => onChange(event.currentTarget.value),
	};
	return (
		<div class="field">
			<label for={id}>{unit === "" ? label : `${label} (${unit})`}</label>
			{type === "text" ? <input {...common} type="text" inputMode={mode} /> : <input {...common} type={type} />}
			<FieldProblem id={`${id}p`} text={problem} />
		</div>
	);
}

export function FieldProblem({ id, text }: { readonly id?: string; readonly text: string | undefined }) {
	return text === undefined ? null : (
		<p id={id} class="field-problem" role="alert">
			{text[0]?.toUpperCase()}
			{text.slice(1)}
			{/[.!?]$/.test(text) ? "" : "."}
		</p>
	);
}

interface SelectOptions<Value extends string> {
	readonly label: string;
	readonly value: Value;
	readonly choices: ReadonlyArray<readonly [value: Value, text: string]>;
	onChange(value: Value): void;
	readonly problem?: string | undefined;
}

export function Select<Value extends string>({ label, value, choices, onChange, problem }: SelectOptions<Value>) {
	const id = useId();
	const choose = (text: string): void => {
		const chosen = choices.find(([each]) => each === text);
		if (chosen) onChange(chosen[0]);
	};
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
				{choices.map(([each, text]) => (
					<option key={each} value={each}>
						{text}
					</option>
				))}
			</select>
			<FieldProblem text={problem} />
		</div>
	);
}

interface CheckOptions {
	readonly label: string;
	readonly checked: boolean;
	onChange(checked: boolean): void;
}

export function Check({ label, checked, onChange }: CheckOptions) {
	return (
		<label class="check">
			<input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />{" "}
			{label}
		</label>
	);
}

interface SeveralOptions {
	readonly legend: string;
	readonly choices: readonly string[];
	readonly chosen: readonly string[];
	onChange(chosen: readonly string[]): void;
	readonly children?: ComponentChildren;
}

/** Several of a few choices, in their order. */
export function Several({ legend, choices, chosen, onChange, children }: SeveralOptions) {
	const toggle = (choice: string, isOn: boolean): void =>
		onChange(choices.filter((each) => (each === choice ? isOn : chosen.includes(each))));
	return (
		<fieldset>
			<legend>{legend}</legend>
			<div class="checks">
				{choices.map((choice) => (
					<Check
						key={choice}
						label={choice}
						checked={chosen.includes(choice)}
						onChange={(isOn) => toggle(choice, isOn)}
					/>
				))}
			</div>
			{children}
		</fieldset>
	);
}
