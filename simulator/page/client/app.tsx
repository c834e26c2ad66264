// The page: terminal, paper, controls and host on top, flash and records below. Nothing scrolls at 1280 × 800; smaller
// windows get fewer columns (style/layout.css).
import { useEffect, useRef, useState } from "preact/hooks";
import { useConnection, type Connection } from "./connection.js";
import { Controls } from "./controls.js";
import { FlashMap } from "./flash-map.js";
import { HostPanel } from "./host-panel.js";
import { Keypad } from "./keypad.js";
import { Lamp } from "./lamp.js";
import { KeysHelp, openKeysHelp } from "./keys-help.js";
import { speedKeys, useKeys } from "./keys.js";
import { usePanelScale } from "./panel-scale.js";
import { Choices, KeyCap } from "./parts.js";
import { Printer } from "./printer.js";
import { Screen } from "./screen.js";
import { play } from "./sounds.js";
import { TapArea } from "./tap-area.js";
import { Timeline } from "./timeline.js";

const clock = new Intl.DateTimeFormat("en-GB", {
	weekday: "short",
	hour: "2-digit",
	minute: "2-digit",
	second: "2-digit",
});

export function App() {
	const [chosen, setChosen] = useState<string | undefined>();
	const [audible, setAudible] = useState(false);
	const connection = useConnection(chosen);
	const { world, terminal } = connection;
	const shown = chosen ?? world?.terminals[0]?.id;
	useKeys(connection);
	const lastSounds = useRef<number | undefined>(undefined);
	useEffect(() => {
		if (!terminal) return;
		if (audible && lastSounds.current !== undefined && terminal.sounds > lastSounds.current) play(terminal.sound);
		lastSounds.current = terminal.sounds;
	}, [terminal?.sounds]);
	return (
		<div class="bench" style={{ "--scale": usePanelScale() }}>
			<Header
				connection={connection}
				shown={shown}
				audible={audible}
				onChoose={setChosen}
				onAudible={() => setAudible((last) => !last)}
			/>
			<main>
				<section class="case" aria-label="Terminal">
					<Lamp signal={terminal?.lamp ?? "off"} />
					<Screen
						screen={connection.screen}
						isOn={terminal?.isOn ?? false}
						backlight={terminal?.backlight ?? 1}
						act={connection.act}
					/>
					<Keypad typed={terminal?.typed ?? ""} act={connection.act} />
					<TapArea barcodes={world?.barcodes ?? []} held={terminal?.heldTags ?? []} act={connection.act} />
				</section>
				{shown === undefined ? (
					<section class="panel printer" aria-label="Printer" />
				) : (
					<Printer key={shown} connection={connection} terminal={shown} />
				)}
				<Controls connection={connection} />
				<HostPanel host={connection.host} world={world} timeline={connection.records} />
				<FlashMap flash={connection.flash} />
				<Timeline timeline={connection.records} />
			</main>
		</div>
	);
}

interface HeaderOptions {
	readonly connection: Connection;
	/** The terminal that the page shows. */
	readonly shown: string | undefined;
	readonly audible: boolean;
	readonly onChoose: (terminal: string) => void;
	readonly onAudible: () => void;
}

function Header({ connection, shown, audible, onChoose, onAudible }: HeaderOptions) {
	const { world, terminal } = connection;
	return (
		<header>
			<h1>
				<svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
					<rect width="32" height="32" rx="8" />
					<path d="M8 11h16M16 11v13M10 24h12" />
				</svg>
				Tillmark simulator
			</h1>
			<nav aria-label="Terminals" class="tabs">
				{world?.terminals.map((tab) => (
					<button key={tab.id} type="button" aria-pressed={tab.id === shown} onClick={() => onChoose(tab.id)}>
						{tab.name}
						{(tab.id === shown ? terminal?.isOn !== false : tab.isOn) ? null : <small> off</small>}
					</button>
				))}
			</nav>
			<span class={`status ${connection.connected ? "" : "lost"}`} role="status">
				{connection.problem ?? (connection.connected ? "" : "connecting to the simulator …")}
			</span>
			<span class="clock" data-testid="clock" data-now-ms={world?.nowMs}>
				{world ? clock.format(world.nowMs) : ""}
			</span>
			<Choices label="Speed of time" choices={speedKeys} chosen={world?.speed} onChoose={connection.setSpeed} />
			<button type="button" class="switch" aria-pressed={audible} onClick={onAudible}>
				sound
			</button>
			<button type="button" class="switch" onClick={openKeysHelp}>
				keys <KeyCap name="?" />
			</button>
			<KeysHelp />
		</header>
	);
}
