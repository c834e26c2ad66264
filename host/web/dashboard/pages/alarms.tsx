import { Alarms, ClosedAlarms } from "../alarms.js";
import { useApi } from "../api.js";
import { PageHead, Problem, Section, Skeleton } from "../parts.js";
import type { ClosedAlarm } from "../types.js";
import { useTimes } from "../zone.js";
import type { PageOptions } from "./options.js";

export function AlarmsPage({ overview, version }: PageOptions) {
	const closed = useApi<readonly ClosedAlarm[]>("/api/alarms/closed", version);
	const { dateTime } = useTimes();
	return (
		<main id="main" class="page">
			<PageHead title="Alarms" back="#/">
				<p class="quiet">Sorted by money at risk.</p>
			</PageHead>
			{overview ? (
				<Alarms alarms={overview.alarms} nowMs={overview.wallMs} terminals={overview.terminals} />
			) : (
				<Skeleton lines={4} label="Alarms are loading" />
			)}
			<Section title="Closed alarms">
				<Problem text={closed.error} />
				{closed.value ? <ClosedAlarms alarms={closed.value} dateTime={dateTime} /> : null}
			</Section>
		</main>
	);
}
