// Common components of the pages.
import type { ComponentChildren } from "preact";
import { duration } from "./format.js";
import type { TerminalSummary } from "./types.js";

/** Grey bars in place of content that is loading. */
export function Skeleton({ lines, label }: { readonly lines: number; readonly label: string }) {
	return (
		<div class="skeleton" role="status" aria-label={label}>
			{Array.from({ length: lines }, (_, index) => (
				<span key={index} class="bone" />
			))}
		</div>
	);
}

/** Shown instead of an empty list: says what will appear here, and when. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
	return <div class="empty">{children}</div>;
}

export function Problem({ text }: { readonly text: string | undefined }) {
	return text === undefined ? null : (
		<p class="problem" role="alert">
			{text}
		</p>
	);
}

export function Section({
	title,
	aside,
	children,
}: {
	readonly title: string;
	readonly aside?: ComponentChildren;
	readonly children: ComponentChildren;
}) {
	return (
		<section class="section">
			<div class="section-head">
				<h2>{title}</h2>
				{aside}
			</div>
			{children}
		</section>
	);
}

export function PageHead({
	title,
	back,
	children,
}: {
	readonly title: string;
	readonly back?: string;
	readonly children?: ComponentChildren;
}) {
	return (
		<header class="page-head">
			{back ? (
				<a class="back" href={back}>
					<span aria-hidden="true">‹</span> back
				</a>
			) : null}
			<h1>{title}</h1>
			{children}
		</header>
	);
}

/** The state of a terminal as text with a mark. The marks differ in shape, so that colour is not needed. */
export function StateLabel({
	terminal,
	nowMs,
}: {
	readonly terminal: Pick<TerminalSummary, "state" | "offlineSinceMs">;
	readonly nowMs: number;
}) {
	const mark = terminal.state === "online" ? "●" : terminal.state === "offline" ? "▲" : "○";
	const since =
		terminal.state === "offline" && terminal.offlineSinceMs !== null
			? ` ${duration(nowMs - terminal.offlineSinceMs)}`
			: "";
	return (
		<span class={`state ${terminal.state}`}>
			<span aria-hidden="true">{mark}</span>{" "}
			{terminal.state === "never" ? "never seen" : `${terminal.state}${since}`}
		</span>
	);
}

/** A figure with its name. */
export function Figure({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
	return (
		<div class="figure">
			<dt>{name}</dt>
			<dd>{children}</dd>
		</div>
	);
}
