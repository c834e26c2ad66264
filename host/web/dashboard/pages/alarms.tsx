import { Alarms } from "../alarms.js";
import { PageHead, Skeleton } from "../parts.js";
import type { Overview } from "../types.js";

export function AlarmsPage({ overview }: { readonly overview: Overview | undefined }) {
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
		</main>
	);
}
