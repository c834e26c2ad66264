// The printer: it confirms a sample by its own status, and a person sees whether the sample can be read.
import { limits } from "../../core/limits.js";
import type { SelfTestOutcome } from "../../core/self-test.js";
import type { TicketPrinter } from "../../core/ticket.js";
import { absent, type Bench, passed, skipped, type Step } from "./step.js";

export class PrinterStep implements Step {
	readonly limitMs = limits.selfTestPersonMs;
	task: "waitPaper" | "loadPaper" | "seeSample" = "waitPaper";
	readonly #printer: TicketPrinter;

	constructor({ printer, enrolled }: Bench) {
		this.#printer = printer;
		const ticket = {
			kind: "selfTest",
			terminal: enrolled?.terminal ?? "",
			wallText: "",
			rows: [],
			qrText: "",
		} as const;
		printer.print(ticket, false);
	}

	get isQuestion(): boolean {
		return this.task === "seeSample";
	}

	poll(elapsedMs: number): SelfTestOutcome | undefined {
		if (this.isQuestion) return undefined;
		const { ticket, paper } = this.#printer;
		if (ticket === "printed") this.task = "seeSample";
		else if (paper === "out" || paper === "cover") this.task = "loadPaper";
		else if (paper === "offline" && elapsedMs >= limits.selfTestPartMs) return absent;
		return undefined;
	}

	expire(): SelfTestOutcome {
		switch (this.#printer.paper) {
			case "out":
				return { verdict: "fail", reason: "paperOut" };
			case "cover":
				return { verdict: "fail", reason: "coverOpen" };
			case "offline":
				return absent;
			default:
				return this.isQuestion ? skipped : { verdict: "fail", reason: "notPrinted" };
		}
	}

	answered(isYes: boolean): SelfTestOutcome {
		return isYes ? passed : { verdict: "fail", reason: "wrongPicture" };
	}
}
