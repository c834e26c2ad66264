// One terminal on the page's bench: the simulated terminal with an ear on its line, and what a hand can do to it.
import { english } from "../../firmware/words/english.js";
import type { SimulatedTerminal } from "../terminal/terminal.js";
import { PaperRoll } from "./paper-roll.js";
import type { KeypadKey, TerminalAct, TerminalState } from "./protocol.js";
import { type TagContents, TagShelf } from "./tag-shelf.js";
import { type Place, WireTap } from "./wire-tap.js";

const typedCharactersMax = 64;
/** A fresh roll. */
const rollMm = 30_000;
const screenDigits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const deleteFace = "⌫";

export class PageStall {
	readonly id: string;
	readonly terminal: SimulatedTerminal;
	readonly tap: WireTap;
	readonly paper: PaperRoll;
	readonly #tags: TagShelf;
	#cutArmed = false;
	#typed = "";
	#sound = "";
	#sounds = 0;
	#boots = 0;

	/** `acknowledged` is how far the host has this terminal's records now; `contents` is what its tags say. */
	constructor(id: string, terminal: SimulatedTerminal, acknowledged: Place, contents: TagContents) {
		this.id = id;
		this.terminal = terminal;
		this.tap = new WireTap(terminal.link, acknowledged);
		this.paper = new PaperRoll(terminal.printer);
		this.#tags = new TagShelf(terminal.tagPad, contents);
		this.#boots = terminal.isOn ? 1 : 0;
		terminal.buzzer.onPlay = (sound) => {
			this.#sound = sound;
			this.#sounds++;
		};
		terminal.onPower = (isOn) => {
			this.#cutArmed = false;
			this.#typed = "";
			if (isOn) this.#boots++;
		};
	}

	state(): TerminalState {
		const { terminal } = this;
		const cell = terminal.battery?.model;
		return {
			isOn: terminal.isOn,
			cutArmed: this.#cutArmed,
			network: terminal.link.mode,
			isPaperOut: terminal.printer.rollMm === 0,
			isCoverOpen: terminal.printer.isCoverOpen,
			// In whole seconds: the firmware sets it by the host's word, as near as a round trip lets it.
			clockSkewMs: Math.round(terminal.clock.errorMs / 1_000) * 1_000,
			wantsCard: terminal.cardReader.isWaiting,
			heldTags: this.#tags.held,
			typed: this.#typed,
			drawerOpenings: terminal.drawerKicks,
			sound: this.#sound,
			sounds: this.#sounds,
			boots: this.#boots,
			backlight: terminal.panel.backlight,
			lamp: terminal.lamp ?? "off",
			battery: cell && { percent: Math.round(cell.charge * 100), isCharging: cell.isCharging },
		};
	}

	do(act: TerminalAct): void | Promise<void> {
		const { terminal } = this;
		switch (act.kind) {
			case "touch":
				return terminal.panel.touch({ x: act.x, y: act.y, phase: act.phase });
			case "key":
				return this.press(act.key);
			case "scan":
				return terminal.scan(act.code);
			case "card":
				return terminal.cardReader.tap();
			case "tag":
				return act.held ? this.#tags.hold(act.tag) : this.#tags.takeAway(act.tag);
			case "power":
				return terminal.power(act.on);
			case "cut":
				if (act.when === "now") return terminal.power(false);
				this.#cutArmed = terminal.isOn;
				if (terminal.isOn) terminal.cutPowerInNextFlashWrite();
				return;
			case "network":
				terminal.link.mode = act.mode;
				return;
			case "paper":
				terminal.printer.loadPaper(act.out ? 0 : rollMm);
				return;
			case "cover":
				terminal.printer.isCoverOpen = act.open;
				return;
			case "clock":
				return terminal.clock.skew(act.skewMs - terminal.clock.errorMs);
			case "tear":
				return this.paper.tear();
			case "battery":
				if (terminal.battery) terminal.battery.model.charge = act.percent / 100;
				return;
			case "charger":
				return terminal.charger(act.isIn);
		}
	}

	/** A key presses its twin on the screen where a keypad is shown; otherwise it types a code, which enter scans. */
	private press(key: KeypadKey): void {
		const { panel } = this.terminal;
		const faces = panel.texts();
		const shows = (text: string): boolean => faces.some((face) => face.text === text);
		if (screenDigits.every(shows)) {
			const face =
				key === "delete" ? deleteFace : key === "enter" ? english.enter : key === "clear" ? english.back : key;
			if (shows(face)) panel.tapText(face);
			return;
		}
		if (key === "enter") {
			if (this.#typed !== "") this.terminal.scan(this.#typed);
			this.#typed = "";
		} else if (key === "clear") this.#typed = "";
		else if (key === "delete") this.#typed = this.#typed.slice(0, -1);
		else this.#typed = (this.#typed + key).slice(0, typedCharactersMax);
	}
}
