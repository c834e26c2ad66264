// The newest records and their progress: a column for each record, a row for each stage.
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { recordStages, type TimelineRecord, type TimelineState } from "../protocol.js";
import { useKeptFocus } from "./kept-focus.js";
import { recordMarks, unknownMark } from "./record-marks.js";

/** A list scrolled at most this far from its end follows new records. */
const endPx = 12;

export function Timeline({ timeline }: { readonly timeline: TimelineState | undefined }) {
	const [chosen, setChosen] = useState<string | undefined>();
	const records = timeline?.records ?? [];
	const shown = records.find((record) => keyOf(record) === chosen) ?? records.at(-1);
	return (
		<section class="panel timeline" aria-label="Records">
			<h2>
				Records
				<span class="aside">{shown ? describe(shown) : ""}</span>
			</h2>
			{records.length === 0 ? (
				<p class="hint">
					Each record appears here once it is on flash. Its cells fill when it is shipped, committed by the
					host and archived.
				</p>
			) : (
				<div class="lanes">
					<div class="lane-names" aria-hidden="true">
						<span />
						{recordStages.map((stage) => (
							<span key={stage}>{stage}</span>
						))}
						<span>number</span>
					</div>
					<RecordList records={records} shown={shown} onChoose={(record) => setChosen(keyOf(record))} />
				</div>
			)}
		</section>
	);
}

interface RecordListOptions {
	readonly records: readonly TimelineRecord[];
	readonly shown: TimelineRecord | undefined;
	readonly onChoose: (record: TimelineRecord) => void;
}

/** One stop of the tab key: arrows, Home and End move between the records. */
function RecordList({ records, shown, onChoose }: RecordListOptions) {
	const list = useRef<HTMLOListElement>(null);
	const isAtEnd = useRef(true);
	const newest = records.at(-1);
	useLayoutEffect(() => {
		if (list.current && isAtEnd.current) list.current.scrollLeft = list.current.scrollWidth;
	}, [newest && keyOf(newest)]);
	const keptFocus = useKeptFocus(list, () => list.current?.querySelector<HTMLElement>("button"));
	const move = (event: KeyboardEvent): void => {
		const buttons = [...(list.current?.querySelectorAll("button") ?? [])];
		const at = buttons.findIndex((button) => button === document.activeElement);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		buttons[Math.min(buttons.length - 1, Math.max(0, to))]?.focus();
	};
	return (
		<ol
			ref={list}
			onKeyDown={move}
			{...keptFocus}
			onScroll={({ currentTarget: { scrollLeft, clientWidth, scrollWidth } }) => {
				isAtEnd.current = scrollLeft + clientWidth >= scrollWidth - endPx;
			}}
		>
			{records.map((record, column) => (
				<li key={keyOf(record)} class={record === shown ? "chosen" : ""}>
					<button
						type="button"
						tabIndex={record === shown ? 0 : -1}
						aria-label={describe(record)}
						onClick={() => onChoose(record)}
						onMouseEnter={() => onChoose(record)}
						onFocus={() => onChoose(record)}
					>
						<span class="mark">{(record.name && recordMarks[record.name]) ?? unknownMark}</span>
						{recordStages.map((stage, index) => (
							<span key={stage} class={`cell ${index <= record.stage ? `s${index}` : ""}`} />
						))}
						<span class="number">{(records.length - 1 - column) % 4 === 0 ? record.sequence : ""}</span>
					</button>
				</li>
			))}
		</ol>
	);
}

function keyOf(record: TimelineRecord): string {
	return `${record.epoch}/${record.sequence}`;
}

function describe(record: TimelineRecord): string {
	const label = record.label === "" ? "" : `, ${record.label}`;
	return `${record.sequence}: ${record.kind}${label}, ${recordStages[record.stage]}`;
}
