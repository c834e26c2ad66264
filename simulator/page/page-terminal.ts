// One terminal on the page: the simulated terminal, a tap on its link, and the user's actions on it.
import { languages } from "../../firmware/words/languages.js";
import type { SimulatedTerminal } from "../terminal/terminal.js";
import { PaperRoll } from "./paper-roll.js";
import type { KeypadKey, TerminalAction, TerminalState } from "./protocol.js";
import { type TagContents, TagSet } from "./tag-set.js";
import { type Place, WireTap } from "./wire-tap.js";

const typedCharactersMax = 64;
/** Length of a new roll. */
const rollMm = 30_000;
const screenDigits = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"];
const deleteFace = "⌫";
/** In whatever language the terminal speaks. */
const backFaces = Object.values(languages).map(({ back }) => `‹ ${back}`);
const enterFaces = Object.values(languages).map(({ enter }) => enter);

export class PageTerminal {
	readonly id: string;
	readonly terminal: SimulatedTerminal;
	readonly tap: WireTap;
	readonly paper: PaperRoll;
	readonly #tags: TagSet;
	#cutArmed = false;
	#typed = "";
	#sound = "";
	#sounds = 0;
	#boots = 0;

	/** `acknowledged` is the last record that the host has committed so far; `contents` is the text of the tags. */
	constructor(id: string, terminal: SimulatedTerminal, acknowledged: Place, contents: TagContents) {
		this.id = id;
		this.terminal = terminal;
		this.tap = new WireTap(terminal.link, acknowledged);
		this.paper = new PaperRoll(terminal.printer);
		this.#tags = new TagSet(terminal.tagPad, contents);
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
		const { battery } = terminal;
		return {
			isOn: terminal.isOn,
			cutArmed: this.#cutArmed,
			network: terminal.link.mode,
			isPaperOut: terminal.printer.rollMm === 0,
			isCoverOpen: terminal.printer.isCoverOpen,
			// In whole seconds: the firmware sets the clock by the host's time, with an error of up to a round trip.
			clockSkewMs: Math.round(terminal.clock.errorMs / 1_000) * 1_000,
			isWaitingForCard: terminal.cardReader.isWaiting,
			heldTags: this.#tags.held,
			typed: this.#typed,
			drawerOpenings: terminal.drawerKicks,
			sound: this.#sound,
			sounds: this.#sounds,
			boots: this.#boots,
			backlight: terminal.panel.backlight,
			lamp: terminal.lamp ?? "off",
			battery: battery && {
				percent: battery.percent,
				shownPercent: battery.shownPercent,
				isCharging: battery.model.isCharging,
			},
		};
	}

	do(action: TerminalAction): void | Promise<void> {
		const { terminal } = this;
		switch (action.kind) {
			case "touch":
				return terminal.panel.touch({ x: action.x, y: action.y, phase: action.phase });
			case "key":
				return this.press(action.key);
			case "scan":
				return terminal.scan(action.code);
			case "card":
				return terminal.cardReader.tap();
			case "tag":
				return action.held ? this.#tags.hold(action.tag) : this.#tags.takeAway(action.tag);
			case "power":
				return terminal.power(action.on);
			case "cut":
				if (action.when === "now") return terminal.power(false);
				this.#cutArmed = terminal.isOn;
				if (terminal.isOn) terminal.cutPowerInNextFlashWrite();
				return;
			case "network":
				terminal.link.mode = action.mode;
				return;
			case "paper":
				terminal.printer.loadPaper(action.out ? 0 : rollMm);
				return;
			case "cover":
				terminal.printer.isCoverOpen = action.open;
				return;
			case "clock":
				return terminal.clock.skew(action.skewMs - terminal.clock.errorMs);
			case "tear":
				return this.paper.tear();
			case "battery":
				if (terminal.battery) terminal.battery.percent = action.percent;
				return;
			case "charger":
				return terminal.charger(action.isIn);
		}
	}

	/**
	 * Presses the same key on the screen when it shows a keypad; otherwise types a code, which "enter" scans and
	 * "clear" clears. With nothing typed, "clear" goes back.
	 */
	private press(key: KeypadKey): void {
		const { panel, isOn } = this.terminal;
		if (!isOn) return;
		const faces = panel.texts();
		const shows = (text: string): boolean => faces.some((face) => face.text === text);
		if (screenDigits.every(shows)) {
			if (key === "clear") return this.goBack();
			const face = key === "delete" ? deleteFace : key === "enter" ? enterFaces.find(shows) : key;
			if (face !== undefined && shows(face)) panel.tapText(face);
			return;
		}
		if (key === "enter") {
			if (this.#typed !== "") this.terminal.scan(this.#typed);
			this.#typed = "";
		} else if (key === "clear") {
			if (this.#typed === "") this.goBack();
			this.#typed = "";
		} else if (key === "delete") this.#typed = this.#typed.slice(0, -1);
		else this.#typed = (this.#typed + key).slice(0, typedCharactersMax);
	}

	private goBack(): void {
		const { panel } = this.terminal;
		const face = backFaces.find((each) => panel.shows(each));
		if (face !== undefined) panel.tapText(face);
	}
}
