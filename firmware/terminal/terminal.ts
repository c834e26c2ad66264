// The terminal, which every engine and board runs. Takes its ports, shows the enrolment screen or the till, and routes
// touches and scans to them.
import {
	type NameDrawings,
	type BatteryGauge,
	type BatteryListener,
	ClockQuality,
	type LampSignal,
	type Timer,
	type TouchListener,
	type TouchSample,
} from "../core/ports.js";
import { Fault } from "../core/fault.js";
import { limits } from "../core/limits.js";
import { fromUtf8, toUtf8 } from "../core/utf8.js";
import { printerProfileNames } from "../core/printer-profiles.js";
import { EscPosPrinter, type PrinterListener } from "../drivers/escpos/printer.js";
import type { TagScanner, TagTaker } from "../drivers/pn532/tag-scanner.js";
import { Scanner, type ScannerListener } from "../drivers/scanner/scanner.js";
import { Dimmer } from "../power/dimmer.js";
import { lampSignal } from "../power/signal.js";
import { countsWhenWaking } from "../power/waking.js";
import { Screens } from "../screens/screens.js";
import type { Journal } from "../journal/journal.js";
import { type Credentials, loadCredentials } from "../sync/credentials.js";
import { Enrolment, type EnrolmentListener } from "../sync/enrolment.js";
import { noteBoot, noteRest } from "./boot.js";
import { type EnrolledListener, EnrolledTerminal, openJournal } from "./enrolled.js";
import type { TerminalPorts } from "./ports.js";
import { SelfTest, type SelfTestListener } from "./self-test/self-test.js";
import { TerminalSigner } from "./signer.js";
import { TapGuard } from "./tap-guard.js";
import { openTags } from "./tags.js";
import { Trial } from "./trial.js";
import { bareView } from "./view.js";
import type { StartStatus } from "../till/options.js";
import type { Action, Body, Preferences } from "../till/view.js";
import { CborCodec } from "../wire/cbor.js";
import { defaultLanguage, languages, languageTags } from "../words/languages.js";

const noBytes = Uint8Array.of();
const preferencesKey = "preferences";
const statusRefreshMs = 60_000;
/** Prefix of enrolment codes; no product barcode starts with it. */
const enrolmentPrefix = "TM1:";
/** Scanned before enrolment, begins the self-test of a board whose touch panel does not work yet. */
const selfTestCode = "TILLMARK SELF-TEST";

export class Terminal
	implements
		PrinterListener,
		ScannerListener,
		TagTaker,
		EnrolmentListener,
		EnrolledListener,
		TouchListener,
		BatteryListener,
		SelfTestListener
{
	readonly #ports: TerminalPorts;
	readonly #cbor = new CborCodec();
	readonly #trial: Trial | undefined;
	readonly #battery: BatteryGauge | undefined;
	readonly #dimmer: Dimmer | undefined;
	readonly #screens: Screens;
	readonly #taps: TapGuard;
	readonly #touch: { close(): void };
	readonly #scanner: Scanner | undefined;
	readonly #tags: TagScanner | undefined;
	readonly #printer: EscPosPrinter;
	#enrolled: EnrolledTerminal | undefined;
	#enrolment: Enrolment | undefined;
	#selfTest: SelfTest | undefined;
	#body: Body = { kind: "enrol", state: "waiting" };
	#preferences: Preferences;
	#starting: Timer | undefined;
	#redraw: Timer | undefined;
	#refresh: Timer | undefined;
	#starts: StartStatus | undefined;
	/** The battery is empty: nothing is open or written. */
	#isResting = false;
	#isWaking = false;
	#signal: LampSignal | undefined;
	/** The version that is being installed and occupies the screen. */
	#installing: number | undefined;
	#closed = false;

	/** Boots. If the memory has a fault, it is shown on the screen and nothing is written. */
	constructor(ports: TerminalPorts) {
		this.#ports = ports;
		// Created first, because the time limit of a trial starts here.
		this.#trial = ports.update && new Trial(ports.update, ports, this.#cbor);
		const stored = ports.keyStore.read(preferencesKey);
		this.#preferences = {
			palette: stored?.[0] === 1 ? "sun" : "day",
			paperMillimetres: stored?.[1] === 1 ? 80 : 58,
			printer: printerProfileNames[stored?.[2] ?? 0] ?? "automatic",
			isTraining: stored?.[3] === 1,
			// Those of an earlier version end here, and a version with other languages may have stored another one.
			language: languageTags.find((tag) => tag === fromUtf8(stored?.subarray(4) ?? noBytes)) ?? defaultLanguage,
		};
		const words = languages[this.#preferences.language];
		this.#screens = new Screens({
			renderer: ports.renderer,
			fonts: ports.fonts,
			grayPictures: ports.grayPictures,
			qr: ports.qrEncoder,
			timers: ports.timers,
			words,
		});
		this.#taps = new TapGuard(ports.timers);
		this.#printer = new EscPosPrinter({
			serial: ports.printer,
			timers: ports.timers,
			raster: ports.textRaster,
			words: words.ticket,
			paperMillimetres: this.#preferences.paperMillimetres,
			profile: this.#preferences.printer,
			listener: this,
		});
		this.#scanner = ports.scanner && new Scanner(ports.scanner, this);
		this.#tags = openTags(ports, this);
		this.#touch = new ports.touch.io(this);
		const { backlight, battery, timers } = ports;
		this.#dimmer = backlight && new Dimmer({ backlight, timers });
		this.#battery = battery && new battery.io(this);
		if (this.#battery) this.#dimmer?.useBattery(this.#battery.state.level);
		if (this.#battery?.state.level === "empty") this.rest(false);
		else this.beginSoon();
		this.refreshLater();
	}

	/** Stops all timers and closes all streams. Idempotent. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#trial?.close();
		this.#starting?.cancel();
		this.#redraw?.cancel();
		this.#refresh?.cancel();
		this.#enrolment?.close();
		this.#selfTest?.close();
		this.#enrolled?.close();
		this.#scanner?.close();
		this.#tags?.close();
		this.#printer.close();
		this.#touch.close();
		this.#screens.close();
		this.#dimmer?.close();
		this.#battery?.close();
	}

	/**
	 * From here on the terminal may write. Runs in a separate turn of the event loop: opening the journal takes most of
	 * the stack.
	 */
	private beginSoon(): void {
		this.#starting = this.#ports.timers.start(0, () => {
			this.#starting = undefined;
			const starts = noteBoot(this.#ports);
			this.#starts = this.#trial?.isOpen ? { ...starts, cause: "update" } : starts;
			const credentials = this.credentials();
			if (credentials) this.open(credentials, this.#starts);
			if (!this.#starting) this.draw();
		});
	}

	/** The battery is empty and everything was closed in order. The screen shows this until power returns. */
	private rest(isSaleLost: boolean): void {
		this.#starting?.cancel();
		this.#starting = undefined;
		this.#enrolment?.close();
		this.endSelfTest();
		this.#enrolment = this.#enrolled = this.#installing = undefined;
		this.#isResting = true;
		this.show({
			kind: "lowPower",
			percent: this.#battery?.state.percent ?? 0,
			hoursLeft: 0,
			isEnd: true,
			isSaleLost,
		});
	}

	batteryChanged(): void {
		const { level } = this.#battery!.state;
		this.#dimmer?.useBattery(level);
		if (!this.#isResting) {
			if (this.#enrolled) this.#enrolled.batteryChanged();
			else if (level === "empty") this.rest(false);
		} else if (level !== "empty") {
			// A board that was switched on with an empty battery has not opened anything yet and starts now. Otherwise
			// a restart recovers the state from flash.
			if (this.#starts) return this.#ports.restart?.();
			this.#isResting = false;
			this.#body = { kind: "enrol", state: "waiting" };
			this.beginSoon();
		}
	}

	private credentials(): Credentials | undefined {
		try {
			return loadCredentials(this.#ports.keyStore, this.#cbor);
		} catch (error) {
			this.showFault(error);
			return undefined;
		}
	}

	/** In two turns, so that touch and scanner are served in between: mounting a journal takes half of the time. */
	private open(credentials: Credentials, starts: StartStatus): void {
		const ports = this.#ports;
		try {
			const signer = new TerminalSigner(ports.ed25519, credentials.seed);
			const journal = openJournal(ports, credentials, signer);
			this.#starting = ports.timers.start(0, () => {
				this.#starting = undefined;
				this.openTill(credentials, starts, journal, signer);
				this.draw();
			});
		} catch (error) {
			this.showFault(error);
		}
	}

	private openTill(credentials: Credentials, starts: StartStatus, journal: Journal, signer: TerminalSigner): void {
		try {
			this.#enrolled = new EnrolledTerminal({
				ports: this.#ports,
				cbor: this.#cbor,
				credentials,
				starts,
				battery: this.#battery,
				trial: this.#trial,
				printer: this.#printer,
				preferences: this.#preferences,
				journal,
				signer,
				listener: this,
			});
		} catch (error) {
			this.showFault(error);
		}
	}

	viewChanged(): void {
		this.drawSoon();
	}

	installing(version: number | undefined): void {
		this.endSelfTest();
		this.#installing = version;
		if (version === undefined) this.#enrolled?.till.refuse("UPDATE_DAMAGED");
		this.drawSoon();
	}

	restarting(): void {
		this.#enrolled?.restart();
		this.close();
	}

	ended(isSaleLost: boolean): void {
		noteRest(this.#ports);
		this.rest(isSaleLost);
	}

	namesChanged(names: NameDrawings | undefined): void {
		this.#screens.names = names;
		this.#printer.names = names;
	}

	preferencesChanged(preferences: Preferences): void {
		const { palette, paperMillimetres, printer, isTraining, language } = preferences;
		if (language !== this.#preferences.language) this.#screens.words = languages[language];
		this.#preferences = preferences;
		this.#printer.words = languages[language].ticket;
		this.#printer.paperMillimetres = paperMillimetres;
		this.#printer.profile = printer;
		this.#ports.keyStore.write(
			preferencesKey,
			Uint8Array.of(
				palette === "sun" ? 1 : 0,
				paperMillimetres === 80 ? 1 : 0,
				printerProfileNames.indexOf(printer),
				isTraining ? 1 : 0,
				...toUtf8(language),
			),
		);
	}

	onSample(sample: TouchSample): void {
		if (sample.phase === "down") {
			this.#isWaking = this.#dimmer?.use() ?? false;
			this.#enrolled?.used();
			// The touch is judged by the screen that is due, even if it could not be drawn yet.
			if (this.#redraw) this.drawNow();
		}
		if (this.#isWaking) this.drawSoon();
		if (!this.#taps.follows(sample)) return;
		const action = this.#screens.touch(sample);
		if (action) {
			if (this.#taps.allows(action) && (!this.#isWaking || countsWhenWaking(action))) this.act(action);
		} else this.#selfTest?.touched(sample);
	}

	private act(action: Action): void {
		if (this.#selfTest) this.#selfTest.act(action);
		else if (this.#enrolled) this.#enrolled.till.act(action);
		else if (action.kind === "selfTest") this.selfTestWanted();
		else if (action.kind === "nextLanguage" && this.waitsForEnrolment) this.useNextLanguage();
	}

	private useNextLanguage(): void {
		const { language } = this.#preferences;
		const next = languageTags[(languageTags.indexOf(language) + 1) % languageTags.length]!;
		this.preferencesChanged({ ...this.#preferences, language: next });
		this.drawSoon();
	}

	/** Never while a shift is open, an enrolment is under way, or the memory has a fault. */
	selfTestWanted(): void {
		const mayTest = this.#enrolled
			? this.#enrolled.till.mayTest && this.#installing === undefined
			: this.waitsForEnrolment && this.#enrolment === undefined;
		if (!mayTest || this.#selfTest || this.#isResting) return;
		this.#selfTest = new SelfTest(
			{
				ports: this.#ports,
				printer: this.#printer,
				tags: this.#tags,
				battery: this.#battery,
				enrolled: this.#enrolled,
			},
			this,
		);
	}

	/** Without credentials: neither starting nor between the two turns of `open`, and the memory has no fault. */
	private get waitsForEnrolment(): boolean {
		return this.#starts !== undefined && this.#starting === undefined && this.#body.kind === "enrol";
	}

	private endSelfTest(): void {
		this.#selfTest?.close();
		this.#selfTest = undefined;
	}

	selfTestChanged(): void {
		this.drawSoon();
	}

	selfTestEnded(): void {
		this.#selfTest = undefined;
		this.drawSoon();
	}

	printerChanged(): void {
		this.#enrolled?.printerChanged();
	}

	scanRefused(): void {
		this.#ports.buzzer.play("refused");
		this.#selfTest?.scanRefused();
	}

	scanned(text: string): void {
		this.#dimmer?.use();
		this.#enrolled?.used();
		if (this.#installing !== undefined) return;
		if (this.#selfTest) this.#selfTest.scanned();
		else if (this.#enrolled) this.#enrolled.till.scan(text);
		else if (text === selfTestCode) this.selfTestWanted();
		else if (text.startsWith(enrolmentPrefix) && this.waitsForEnrolment) this.enrol(text);
		else this.#ports.buzzer.play("refused");
	}

	lists(code: string): boolean {
		return this.#enrolled?.till.lists(code) ?? false;
	}

	get takesTags(): boolean {
		if (this.#selfTest) return true;
		return this.#enrolled ? this.#enrolled.till.takesScans : this.#enrolment === undefined;
	}

	takeTag(text: string): void {
		if (this.#ports.joinNetwork?.(text)) this.#ports.buzzer.play("accepted");
		else if (!this.#selfTest) this.scanned(text);
		this.#selfTest?.tagged();
	}

	/**
	 * The tag on the reader could not be used as a scan. A fault page stays on the screen, because replacing it could
	 * confirm an image on trial.
	 */
	refuseTag(fault: Fault): void {
		if (this.#selfTest) {
			// A tag that is blank or of another kind was seen all the same.
			if (fault.code === "TAG_UNSUPPORTED") this.#selfTest.tagged();
			return;
		}
		if (this.#enrolled) return this.#enrolled.till.refuse(fault.code);
		this.#ports.buzzer.play("refused");
		if (this.#enrolment === undefined && this.waitsForEnrolment)
			this.show({ kind: "enrol", state: "refused", fault: fault.code });
	}

	private enrol(code: string): void {
		this.#enrolment?.close();
		this.show({ kind: "enrol", state: "connecting" });
		try {
			this.#enrolment = new Enrolment({
				ports: this.#ports,
				cbor: this.#cbor,
				code,
				listener: this,
			});
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.enrolmentRefused(error);
		}
	}

	enrolled(credentials: Credentials, wallMs: number): void {
		this.#enrolment = undefined;
		const { wallClock } = this.#ports;
		const { ms, quality } = wallClock.read();
		// No record has used the clock yet, so that nothing has to mark the jump.
		const isWrong = quality === ClockQuality.unset || Math.abs(wallMs - ms) > limits.clockStepMsMax;
		if (isWrong && wallMs >= limits.hostWallMsMin) wallClock.set(wallMs, ClockQuality.network);
		this.#ports.buzzer.play("accepted");
		this.open(credentials, this.#starts!);
		this.drawSoon();
	}

	enrolmentRefused(fault: Fault): void {
		this.#enrolment = undefined;
		this.#ports.trace(`enrolment: ${fault.message}`);
		this.#ports.buzzer.play("refused");
		this.show({ kind: "enrol", state: "refused", fault: fault.code });
	}

	/** Shows faults of the field; rethrows programming errors to the port. */
	private showFault(error: unknown): void {
		if (!(error instanceof Fault)) throw error;
		this.#ports.trace(`boot: ${error.message}`);
		this.show({ kind: "fault", code: error.code });
	}

	private show(body: Body): void {
		this.#body = body;
		this.drawSoon();
	}

	/** Draws once for all changes in one turn of the event loop. */
	private drawSoon(): void {
		this.#redraw ??= this.#ports.timers.start(0, () => {
			this.#redraw = undefined;
			this.draw();
		});
	}

	private drawNow(): void {
		this.#redraw?.cancel();
		this.#redraw = undefined;
		this.draw();
	}

	/** Redraws every minute, for durations and the clock in the status bar. */
	private refreshLater(): void {
		this.#refresh = this.#ports.timers.start(statusRefreshMs, () => {
			if (this.#installing === undefined) this.#enrolled?.till.checkClock();
			this.draw();
			this.refreshLater();
		});
	}

	/** A fault while creating or drawing the view is shown as a page. Throws if that page cannot be drawn either. */
	private draw(): void {
		try {
			this.paint();
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#ports.trace(`screen: ${error.message}`);
			this.endSelfTest();
			if (this.#enrolled && this.#installing === undefined) this.#enrolled.till.fail(error);
			else this.#body = { kind: "fault", code: error.code };
			this.paint();
		}
	}

	private paint(): void {
		const version = this.#installing;
		const body: Body = version === undefined ? this.#body : { kind: "installing", version };
		let view =
			version === undefined && this.#enrolled ? this.#enrolled.till.view() : bareView(body, this.#preferences);
		if (this.#selfTest) view = { ...view, body: this.#selfTest.body(), notice: undefined };
		// Tags are not read while the shift is closed or the battery is empty.
		if (this.#tags)
			this.#tags.isResting = view.body.kind === "closed" || this.#isResting || this.#dimmer?.isSparing === true;
		if (this.#taps.show(view)) this.#screens.letGo();
		this.#screens.draw(view);
		// The till or the enrolment screen is shown, the memory is open and there is no fault.
		if (this.#starts && (this.#enrolled || this.#body.kind === "enrol") && view.body.kind !== "fault")
			this.#trial?.ready();
		const { lamp } = this.#ports;
		if (!lamp) return;
		const signal = lampSignal(view.status, view.body.kind, this.#battery?.state.level ?? "ok");
		if (signal === this.#signal) return;
		this.#signal = signal;
		lamp.show(signal);
	}
}
