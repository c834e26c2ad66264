// The terminal: what every engine and board runs. Takes its ports, shows the enrolment screen or the till, and turns touches and scans into deeds.
import { ClockQuality, type Timer } from "./core/ports.js";
import { Fault } from "./core/fault.js";
import { EscPosPrinter } from "./drivers/escpos/printer.js";
import { Scanner } from "./drivers/scanner/scanner.js";
import { Screens } from "./screens/screens.js";
import { type Credentials, loadCredentials } from "./sync/credentials.js";
import { Enrolment } from "./sync/enrolment.js";
import { countBoot, EnrolledTerminal } from "./terminal-enrolled.js";
import type { TerminalPorts } from "./terminal-ports.js";
import type { Action, Body, Preferences, View } from "./till/view.js";
import { CborCodec } from "./wire/cbor.js";

const preferencesKey = "preferences";
const statusRefreshMs = 60_000;
/** One code to scan: enrolment codes begin so, and no barcode does. */
const enrolmentPrefix = "TM1:";

export class Terminal {
	readonly #ports: TerminalPorts;
	readonly #cbor = new CborCodec();
	readonly #bootCount: number;
	readonly #screens: Screens;
	readonly #touch: { close(): void };
	readonly #scanner: Scanner;
	readonly #printer: EscPosPrinter;
	#enrolled: EnrolledTerminal | undefined;
	#enrolment: Enrolment | undefined;
	#body: Body = { kind: "enrol", state: "waiting", detail: "" };
	#preferences: Preferences;
	#redraw: Timer | undefined;
	#refresh: Timer | undefined;
	#closed = false;

	/** Boots. What is wrong with the memory shows on the screen, and nothing is written then. */
	constructor(ports: TerminalPorts) {
		this.#ports = ports;
		this.#bootCount = countBoot(ports);
		const [isSun, isWide] = ports.keyStore.read(preferencesKey) ?? [];
		this.#preferences = { palette: isSun === 1 ? "sun" : "day", paperMillimetres: isWide === 1 ? 80 : 58 };
		this.#screens = new Screens({ renderer: ports.renderer, fonts: ports.fonts, qr: ports.qrEncoder, timers: ports.timers });
		this.#printer = new EscPosPrinter({
			serial: ports.printer,
			timers: ports.timers,
			raster: ports.textRaster,
			paperMillimetres: this.#preferences.paperMillimetres,
			onChange: () => this.#enrolled?.printerChanged(),
		});
		this.#scanner = new Scanner({
			...ports.scanner,
			onScan: (text) => this.#scan(text),
			onFault: () => ports.buzzer.play("refused"),
		});
		this.#touch = new ports.touch.io({
			...ports.touch,
			onSample: (sample) => {
				const action = this.#screens.touch(sample);
				if (action) this.#act(action);
			},
		});
		const credentials = this.#credentials();
		if (credentials) this.#open(credentials);
		this.#draw();
		this.#refreshLater();
	}

	/** Idempotent; leaves no timer and no stream. */
	close(): void {
		if (this.#closed) return;
		this.#closed = true;
		this.#redraw?.cancel();
		this.#refresh?.cancel();
		this.#enrolment?.close();
		this.#enrolled?.close();
		this.#scanner.close();
		this.#printer.close();
		this.#touch.close();
		this.#screens.close();
	}

	#credentials(): Credentials | undefined {
		try {
			return loadCredentials(this.#ports.keyStore, this.#cbor);
		} catch (error) {
			this.#showFault(error);
			return undefined;
		}
	}

	#open(credentials: Credentials): void {
		try {
			this.#enrolled = new EnrolledTerminal({
				ports: this.#ports,
				cbor: this.#cbor,
				credentials,
				bootCount: this.#bootCount,
				printer: this.#printer,
				preferences: this.#preferences,
				onPreferences: (preferences) => this.#keep(preferences),
				onChange: () => this.#drawSoon(),
			});
		} catch (error) {
			this.#showFault(error);
		}
	}

	#keep(preferences: Preferences): void {
		const { palette, paperMillimetres } = preferences;
		this.#preferences = preferences;
		this.#printer.paperMillimetres = paperMillimetres;
		this.#ports.keyStore.write(preferencesKey, Uint8Array.of(palette === "sun" ? 1 : 0, paperMillimetres === 80 ? 1 : 0));
	}

	#act(action: Action): void {
		this.#enrolled?.till.act(action);
	}

	#scan(text: string): void {
		if (this.#enrolled) this.#enrolled.till.scan(text);
		else if (text.startsWith(enrolmentPrefix)) this.#enrol(text);
		else this.#ports.buzzer.play("refused");
	}

	#enrol(code: string): void {
		this.#enrolment?.close();
		this.#show({ kind: "enrol", state: "connecting", detail: "" });
		try {
			this.#enrolment = new Enrolment({
				...this.#ports,
				tcp: this.#ports.network,
				cbor: this.#cbor,
				code,
				onEnrolled: (credentials, wallMs) => this.#joined(credentials, wallMs),
				onRefused: (fault) => this.#refuse(fault),
			});
		} catch (error) {
			if (!(error instanceof Fault)) throw error;
			this.#refuse(error);
		}
	}

	#joined(credentials: Credentials, wallMs: number): void {
		this.#enrolment = undefined;
		if (this.#ports.wallClock.read().quality === ClockQuality.unset) this.#ports.wallClock.set(wallMs, ClockQuality.network);
		this.#ports.buzzer.play("accepted");
		this.#open(credentials);
		this.#drawSoon();
	}

	#refuse(fault: Fault): void {
		this.#enrolment = undefined;
		this.#ports.trace(`enrolment: ${fault.message}`);
		this.#ports.buzzer.play("refused");
		this.#show({ kind: "enrol", state: "refused", detail: fault.text });
	}

	/** For what the firmware expects of the field; our own mistakes go on to the port that catches them. */
	#showFault(error: unknown): void {
		if (!(error instanceof Fault)) throw error;
		this.#ports.trace(`boot: ${error.message}`);
		this.#show({ kind: "fault", code: error.code, text: error.text });
	}

	#show(body: Body): void {
		this.#body = body;
		this.#drawSoon();
	}

	/** Draws once for all that changes in one turn. */
	#drawSoon(): void {
		this.#redraw ??= this.#ports.timers.start(0, () => {
			this.#redraw = undefined;
			this.#draw();
		});
	}

	/** Durations and the clock in the status bar move on by themselves. */
	#refreshLater(): void {
		this.#refresh = this.#ports.timers.start(statusRefreshMs, () => {
			this.#draw();
			this.#refreshLater();
		});
	}

	#draw(): void {
		this.#screens.draw(this.#enrolled?.till.view() ?? this.#bareView());
	}

	#bareView(): View {
		return {
			status: {
				offlineSinceMs: undefined,
				queued: 0,
				etaSeconds: undefined,
				batteryPercent: undefined,
				paper: "ok",
				clockUnset: false,
				minutesOfDay: undefined,
			},
			currency: "EUR",
			decimals: 2,
			palette: this.#preferences.palette,
			notice: undefined,
			body: this.#body,
		};
	}
}
