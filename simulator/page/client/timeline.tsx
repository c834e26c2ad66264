// The newest records and their progress: a column for each record, a row for each stage.
import { useState } from "preact/hooks";
import { recordStages, type TimelineRecord, type TimelineState } from "../protocol.js";
import { recordMarks, unknownMark } from "./record-marks.js";

const columns = 26;

export function Timeline({ timeline }: { readonly timeline: TimelineState | undefined }) {
	const [chosen, setChosen] = useState<string | undefined>();
	const records = timeline?.records.slice(-columns) ?? [];
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
					<ol>
						{records.map((record, column) => (
							<li key={keyOf(record)} class={record === shown ? "chosen" : ""}>
								<button
									type="button"
									aria-label={describe(record)}
									onMouseEnter={() => setChosen(keyOf(record))}
									onFocus={() => setChosen(keyOf(record))}
								>
									<span class="mark">{(record.name && recordMarks[record.name]) ?? unknownMark}</span>
									{recordStages.map((stage, index) => (
										<span key={stage} class={`cell ${index <= record.stage ? `s${index}` : ""}`} />
									))}
									<span class="number">
										{(records.length - 1 - column) % 4 === 0 ? record.sequence : ""}
									</span>
								</button>
							</li>
						))}
					</ol>
				</div>
			)}
		</section>
	);
}

function keyOf(record: TimelineRecord): string {
	return `${record.epoch}/${record.sequence}`;
}

function describe(record: TimelineRecord): string {
	const label = record.label === "" ? "" : `, ${record.label}`;
	return `${record.sequence}: ${record.kind}${label}, ${recordStages[record.stage]}`;
}
