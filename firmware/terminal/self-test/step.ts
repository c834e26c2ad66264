// A step of the self-test: one part of the terminal. It is polled until it settles or its time is up, so that no part
// can hold up the others.
import type { SelfTestOutcome, SelfTestTask } from "../../core/self-test.js";
import type { BatteryGauge } from "../../core/ports.js";
import type { TicketPrinter } from "../../core/ticket.js";
import type { RecordAudit } from "../../till/session/record-log.js";
import type { TerminalPorts } from "../ports.js";

/** What an enrolled terminal adds. */
export interface EnrolledParts {
	readonly terminal: string;
	/** The host answers. */
	readonly isOnline: boolean;
	audit(): RecordAudit;
}

/** What the steps work on. */
export interface Bench {
	readonly ports: TerminalPorts;
	readonly printer: TicketPrinter;
	/** Undefined if the board has no line for a tag reader. */
	readonly tags: { readonly isPresent: boolean; readonly hasTag: boolean } | undefined;
	readonly battery: BatteryGauge | undefined;
	/** Undefined before enrolment. */
	readonly enrolled: EnrolledParts | undefined;
}

export interface Step {
	readonly task: SelfTestTask;
	/** How long the task may take. A step that changes its task begins anew. */
	readonly limitMs: number;
	/** The task is a question, answered by yes or no. */
	readonly isQuestion?: boolean;
	/** The cross to be shown: an index of selfTestMarks. */
	readonly mark?: number;
	/** The next poll follows at once: the step has work of its own to do. */
	readonly isBusy?: boolean;
	/** `elapsedMs` since the task began. The step is over once it returns an outcome; so with all methods below. */
	poll(elapsedMs: number): SelfTestOutcome | undefined;
	/** The time is up. */
	expire(): SelfTestOutcome;
	/** A finger that pressed no button was lifted; the place is where it went down. */
	touched?(x: number, y: number): SelfTestOutcome | undefined;
	scanned?(): SelfTestOutcome;
	/** The scanner sent something unreadable. */
	scanRefused?(): void;
	/** A tag was on the reader, whatever it holds. */
	tagged?(): SelfTestOutcome;
	answered?(isYes: boolean): SelfTestOutcome | undefined;
}

export const passed: SelfTestOutcome = { verdict: "pass" };
export const absent: SelfTestOutcome = { verdict: "absent" };
export const skipped: SelfTestOutcome = { verdict: "skipped" };
