// The controls of one terminal: network, power, printer, card, clock and scanner.
import { useRef, useState } from "preact/hooks";
import type { Connection } from "./connection.js";
import type { TerminalState } from "../protocol.js";
import { hourMs, networkKeys } from "./keys.js";
import { Choices, Group, KeyCap, Switch } from "./parts.js";

export function Controls({ connection }: { readonly connection: Connection }) {
	const { terminal, world, act } = connection;
	return (
		<section class="panel controls" aria-label="World">
			<Group title="Network">
				<Choices
					label="Network"
					choices={networkKeys}
					chosen={terminal?.network}
					onChoose={(mode) => act({ kind: "network", mode })}
				/>
			</Group>
			<PowerControls terminal={terminal} act={act} />
			<PrinterAndCardControls terminal={terminal} act={act} />
			<Group title="Terminal’s clock" aside={skewText(terminal?.clockSkewMs ?? 0)}>
				<div class="row four">
					{clockSteps.map(({ name, stepMs, keyName }) => (
						<button
							key={name}
							type="button"
							class="switch"
							onClick={() =>
								act({ kind: "clock", skewMs: stepMs === 0 ? 0 : (terminal?.clockSkewMs ?? 0) + stepMs })
							}
						>
							{name} {keyName ? <KeyCap name={keyName} /> : null}
						</button>
					))}
				</div>
			</Group>
			<Group title="Scanner">
				<Scanner
					typed={terminal?.typed ?? ""}
					barcodes={world?.barcodes ?? []}
					scan={(code) => act({ kind: "scan", code })}
				/>
			</Group>
		</section>
	);
}

interface TerminalControlsOptions {
	readonly terminal: TerminalState | undefined;
	readonly act: Connection["act"];
}

function PowerControls({ terminal, act }: TerminalControlsOptions) {
	return (
		<Group title="Power" aside={terminal ? powerText(terminal) : ""}>
			<div class="row three">
				<Switch
					on={terminal?.isOn ?? false}
					keyName="p"
					onSwitch={() => act({ kind: "power", on: !terminal?.isOn })}
				>
					{terminal?.isOn ? "switch off" : "switch on"}
				</Switch>
				<Switch on={false} tone="stop" keyName="k" onSwitch={() => act({ kind: "cut", when: "now" })}>
					cut now
				</Switch>
				<Switch
					on={terminal?.cutArmed ?? false}
					tone="stop"
					keyName="w"
					onSwitch={() => act({ kind: "cut", when: "nextWrite" })}
				>
					{terminal?.cutArmed ? "cut is armed" : "cut in next write"}
				</Switch>
			</div>
			{terminal?.battery ? (
				<div class="row battery">
					<KeyCap name="," />
					<input
						type="range"
						min={0}
						max={100}
						step={1}
						value={terminal.battery.percent}
						aria-label="Charge of the battery in percent"
						onInput={(event) => act({ kind: "battery", percent: event.currentTarget.valueAsNumber })}
					/>
					<KeyCap name="." />
					<Switch
						on={terminal.battery.isCharging}
						keyName="i"
						onSwitch={() => act({ kind: "charger", isIn: !terminal.battery?.isCharging })}
					>
						charger
					</Switch>
				</div>
			) : null}
		</Group>
	);
}

function PrinterAndCardControls({ terminal, act }: TerminalControlsOptions) {
	return (
		<Group title="Printer and card">
			<div class="row three">
				<Switch
					on={terminal?.isPaperOut ?? false}
					tone="look"
					keyName="u"
					onSwitch={() => act({ kind: "paper", out: !terminal?.isPaperOut })}
				>
					paper out
				</Switch>
				<Switch
					on={terminal?.isCoverOpen ?? false}
					tone="look"
					keyName="v"
					onSwitch={() => act({ kind: "cover", open: !terminal?.isCoverOpen })}
				>
					cover open
				</Switch>
				<button
					type="button"
					class={`switch ${terminal?.isWaitingForCard ? "wanted" : ""}`}
					onClick={() => act({ kind: "card" })}
				>
					tap card <KeyCap name="a" />
				</button>
			</div>
		</Group>
	);
}

function powerText({ isOn, boots, battery }: TerminalState): string {
	const power = isOn ? `on, boot ${boots}` : "off";
	if (!battery) return power;
	const { percent, shownPercent = percent } = battery;
	const differs = shownPercent === percent ? "" : `, the till still says ${shownPercent} %`;
	return `${power} · battery ${percent} %${differs}`;
}

const clockSteps = [
	{ name: "−1 day", stepMs: -24 * hourMs, keyName: "" },
	{ name: "−1 h", stepMs: -hourMs, keyName: "[" },
	{ name: "correct", stepMs: 0, keyName: "" },
	{ name: "+1 h", stepMs: hourMs, keyName: "]" },
];

function skewText(skewMs: number): string {
	if (skewMs === 0) return "correct";
	const hours = Math.abs(skewMs) / hourMs;
	const size = hours >= 48 || hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
	return `${size} ${skewMs < 0 ? "slow" : "fast"}`;
}

interface ScannerOptions {
	readonly typed: string;
	readonly barcodes: ReadonlyArray<{ readonly code: string; readonly name: string }>;
	readonly scan: (code: string) => void;
}

function Scanner({ typed, barcodes, scan }: ScannerOptions) {
	const [code, setCode] = useState("");
	const field = useRef<HTMLInputElement>(null);
	return (
		<>
			<form
				class="row scan"
				onSubmit={(event) => {
					event.preventDefault();
					if (code.trim() !== "") scan(code.trim());
					setCode("");
				}}
			>
				<input
					ref={field}
					id="scan"
					aria-label="Code to scan"
					placeholder={typed === "" ? "code to scan" : `on the keypad: ${typed}`}
					value={code}
					maxLength={512}
					autocomplete="off"
					spellcheck={false}
					onInput={(event) => setCode(event.currentTarget.value)}
				/>
				<button type="submit" class="switch">
					scan <KeyCap name="/" />
				</button>
			</form>
			<div class="barcodes">
				{barcodes.map((barcode) => (
					<button
						key={barcode.code}
						type="button"
						class="barcode"
						title={barcode.code}
						aria-label={`scan ${barcode.name}`}
						onClick={() => scan(barcode.code)}
					>
						<span class="bars" aria-hidden="true" />
						{barcode.name}
					</button>
				))}
			</div>
		</>
	);
}
