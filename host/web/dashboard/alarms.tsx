// Open alarms, sorted by money at risk.
import { counted, duration, money } from "./format.js";
import { Empty } from "./parts.js";
import { terminalAddress } from "./route.js";
import type { Alarm, TerminalSummary } from "./types.js";

export interface AlarmsOptions {
	readonly alarms: readonly Alarm[];
	readonly nowMs: number;
	readonly terminals: readonly TerminalSummary[];
}

export function Alarms({ alarms, nowMs, terminals }: AlarmsOptions) {
	if (alarms.length === 0)
		return <Empty>No open alarms. When money may be at risk, it is listed here, the largest amount first.</Empty>;
	const ordered = [...alarms].sort((a, b) => b.moneyAtRiskMinor - a.moneyAtRiskMinor || b.atMs - a.atMs);
	return (
		<ul class="alarms">
			{ordered.map((alarm) => (
				<li key={alarm.id} class="alarm">
					<span class="alarm-mark" aria-hidden="true">
						!
					</span>
					<div>
						<p>{alarm.text}</p>
						<p class="quiet">
							{alarm.terminal === null ? null : (
								<>
									<a href={terminalAddress(alarm.terminal)}>
										{terminals.find((one) => one.terminal === alarm.terminal)?.name ??
											alarm.terminal}
									</a>
									,{" "}
								</>
							)}
							{duration(nowMs - alarm.atMs)} ago
							{alarm.count > 1 ? `, ${counted(alarm.count, "time")}` : ""}{" "}
							<small class="code">
								{alarm.code} {alarm.detail}
							</small>
						</p>
					</div>
					{alarm.moneyAtRiskMinor > 0 ? (
						<strong class="at-risk">{money(alarm.moneyAtRiskMinor, alarm.currency)}</strong>
					) : (
						<span class="at-risk none">no money at risk</span>
					)}
				</li>
			))}
		</ul>
	);
}
