// The page's common components: groups, and switches labelled with their key.
import type { ComponentChildren } from "preact";

export function KeyCap({ name }: { readonly name: string }) {
	return <kbd>{name}</kbd>;
}

export interface Choice<Value extends string> {
	readonly value: Value;
	readonly name: string;
	readonly keyName: string;
}

export interface ChoicesOptions<Value extends string> {
	readonly label: string;
	readonly choices: ReadonlyArray<Choice<Value>>;
	readonly chosen: Value | undefined;
	readonly onChoose: (value: Value) => void;
}

/** A row of buttons of which one is pressed. */
export function Choices<Value extends string>({ label, choices, chosen, onChoose }: ChoicesOptions<Value>) {
	return (
		<div class="choices" role="group" aria-label={label}>
			{choices.map(({ value, name, keyName }) => (
				<button key={value} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
					{name} <KeyCap name={keyName} />
				</button>
			))}
		</div>
	);
}

export interface SwitchOptions {
	readonly on: boolean;
	readonly keyName: string;
	readonly onSwitch: () => void;
	readonly children: ComponentChildren;
	readonly tone?: "stop" | "look";
}

export function Switch({ on, keyName, onSwitch, children, tone }: SwitchOptions) {
	return (
		<button type="button" class={`switch ${tone ?? ""}`} aria-pressed={on} onClick={onSwitch}>
			{children} <KeyCap name={keyName} />
		</button>
	);
}

export function Group({
	title,
	aside,
	children,
}: {
	readonly title: string;
	readonly aside?: ComponentChildren;
	readonly children: ComponentChildren;
}) {
	return (
		<div class="group">
			<h2>
				{title}
				{aside === undefined ? null : <span class="aside">{aside}</span>}
			</h2>
			{children}
		</div>
	);
}
