// The self-test of a terminal, for its first hour and whenever something seems broken: walks the parts one after the
// other, and shows, prints and encodes what it found. It exists while it runs and takes no heap at other times.
import type { SelfTestOutcome, SelfTestRow, SelfTestTask } from "../../core/self-test.js";
import { limits } from "../../core/limits.js";
import { localText } from "../../core/local-time.js";
import type { Timer, TouchSample } from "../../core/ports.js";
import type { Action, Body } from "../../till/view.js";
import { steps } from "./registry.js";
import { resultCode } from "./result.js";
import { type Bench, skipped, type Step } from "./step.js";

declare module "../../till/view.js" {
	interface Bodies {
		selfTest: {
			readonly part: SelfTestRow["part"];
			/** From 1. */
			readonly number: number;
			readonly count: number;
			readonly task: SelfTestTask;
			readonly secondsLeft: number;
			readonly isQuestion: boolean;
			/** The cross to be touched: an index of selfTestMarks. */
			readonly mark: number | undefined;
		};
		selfTestResult: {
			readonly rows: readonly SelfTestRow[];
			/** What the QR code says; undefined while it is not shown. */
			readonly code: string | undefined;
		};
	}
	interface Actions {
		selfTestYes: undefined;
		selfTestNo: undefined;
		selfTestSkip: undefined;
	}
}

export interface SelfTestListener {
	selfTestChanged(): void;
	/** It was left; it is closed already. */
	selfTestEnded(): void;
}

export class SelfTest {
	readonly #bench: Bench;
	readonly #listener: SelfTestListener;
	readonly #rows: SelfTestRow[] = [];
	/** Undefined once all are done. */
	#step: Step | undefined;
	#task: SelfTestTask = "checkPart";
	#taskAtMs = 0;
	#timer: Timer | undefined;
	#secondsShown = 0;
	/** The result, once all are done. */
	#code = "";
	#showsCode = false;
	/** Where the finger went down. */
	#downX = 0;
	#downY = 0;

	constructor(bench: Bench, listener: SelfTestListener) {
		this.#bench = bench;
		this.#listener = listener;
		this.begin();
	}

	body(): Body {
		const step = this.#step;
		const entry = steps[this.#rows.length];
		if (!step || !entry) {
			return { kind: "selfTestResult", rows: this.#rows, code: this.#showsCode ? this.#code : undefined };
		}
		const { task, isQuestion = false, mark } = step;
		const number = this.#rows.length + 1;
		const secondsLeft = this.#secondsShown;
		return { kind: "selfTest", part: entry.part, number, count: steps.length, task, secondsLeft, isQuestion, mark };
	}

	act(action: Action): void {
		const step = this.#step;
		if (action.kind === "back" && (step || !this.#showsCode)) return this.leave();
		if (this.#bench.ports.timers.uptimeMs() - this.#taskAtMs < limits.selfTestReadMs) return;
		if (step) {
			if (action.kind === "selfTestSkip") this.settle(skipped);
			else if (action.kind === "selfTestYes") this.take(step.answered?.(true));
			else if (action.kind === "selfTestNo") this.take(step.answered?.(false));
			return;
		}
		if (action.kind === "print") this.print();
		else if (action.kind === "showQr") this.#showsCode = true;
		else if (action.kind === "back") this.#showsCode = false;
		else if (action.kind === "next") {
			if (!this.#showsCode) return this.leave();
			this.#showsCode = false;
		}
		this.#listener.selfTestChanged();
	}

	/** A finger that is not on a button. */
	touched({ x, y, phase }: TouchSample): void {
		if (phase === "down") [this.#downX, this.#downY] = [x, y];
		// A panel that stops answering under a finger reports it outside.
		else if (phase === "up" && x >= 0) this.take(this.#step?.touched?.(this.#downX, this.#downY));
	}

	scanned(): void {
		this.take(this.#step?.scanned?.());
	}

	scanRefused(): void {
		this.#step?.scanRefused?.();
	}

	/** A tag was on the reader. */
	tagged(): void {
		this.take(this.#step?.tagged?.());
	}

	/** Idempotent. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
	}

	private begin(): void {
		this.#step = steps[this.#rows.length]?.begin(this.#bench);
		if (this.#step) this.beginTask(this.#step);
		else this.finish();
	}

	private beginTask(step: Step): void {
		this.#task = step.task;
		this.#taskAtMs = this.#bench.ports.timers.uptimeMs();
		this.#secondsShown = Math.ceil(step.limitMs / 1_000);
		this.#listener.selfTestChanged();
		this.wait(step);
	}

	private wait(step: Step): void {
		this.#timer?.cancel();
		const delayMs = step.isBusy === true ? 0 : limits.selfTestPollMs;
		this.#timer = this.#bench.ports.timers.start(delayMs, () => this.poll(step));
	}

	private poll(step: Step): void {
		this.#timer = undefined;
		const elapsedMs = this.#bench.ports.timers.uptimeMs() - this.#taskAtMs;
		const outcome = step.poll(elapsedMs) ?? (elapsedMs >= step.limitMs ? step.expire() : undefined);
		if (outcome) return this.settle(outcome);
		if (step.task !== this.#task) return this.beginTask(step);
		const secondsLeft = Math.ceil((step.limitMs - elapsedMs) / 1_000);
		if (secondsLeft !== this.#secondsShown) {
			this.#secondsShown = secondsLeft;
			this.#listener.selfTestChanged();
		}
		this.wait(step);
	}

	/** The outcome of an event; without one, the step goes on and may show something else. */
	private take(outcome: SelfTestOutcome | undefined): void {
		if (outcome) this.settle(outcome);
		else this.#listener.selfTestChanged();
	}

	private settle(outcome: SelfTestOutcome): void {
		this.close();
		const { part } = steps[this.#rows.length]!;
		this.#rows.push({ part, ...outcome });
		this.#bench.ports.buzzer.play(outcome.verdict === "pass" ? "accepted" : "refused");
		this.begin();
	}

	private finish(): void {
		const { ports, enrolled } = this.#bench;
		const { board = "", version = 0 } = ports.update ?? {};
		const { ms, quality } = ports.wallClock.read();
		const wallSeconds = quality === 0 ? 0 : Math.floor(ms / 1_000);
		this.#taskAtMs = ports.timers.uptimeMs();
		this.#code = resultCode({ terminal: enrolled?.terminal ?? "", board, version, wallSeconds }, this.#rows);
		ports.trace(`self-test: ${this.#code}`);
		this.print();
		this.#listener.selfTestChanged();
	}

	/** A printer that is missing now would print it to a customer later. */
	private print(): void {
		const { printer, ports, enrolled } = this.#bench;
		if (printer.paper === "offline") return;
		const { ms, quality } = ports.wallClock.read();
		const wallText = quality === 0 ? "" : localText(ms, []);
		const terminal = enrolled?.terminal ?? "";
		printer.print({ kind: "selfTest", terminal, wallText, rows: this.#rows, qrText: this.#code }, false);
	}

	private leave(): void {
		this.close();
		this.#listener.selfTestEnded();
	}
}
