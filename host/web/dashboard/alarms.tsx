// Open alarms, sorted by money at risk, each with a form that closes it with a reason, and the log of closed ones.
import { useId, useState } from "preact/hooks";
import { post, sentence } from "./api.js";
import { counted, duration, money } from "./format.js";
import { Empty, Problem } from "./parts.js";
import { terminalAddress } from "./route.js";
import type { Alarm, ClosedAlarm, TerminalSummary } from "./types.js";

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
						<CloseAlarm alarm={alarm} />
					</div>
					<AtRisk alarm={alarm} />
				</li>
			))}
		</ul>
	);
}

function AtRisk({ alarm }: { readonly alarm: Pick<Alarm, "moneyAtRiskMinor" | "currency"> }) {
	if (alarm.moneyAtRiskMinor <= 0) return <span class="at-risk none">no money at risk</span>;
	return <strong class="at-risk">{money(alarm.moneyAtRiskMinor, alarm.currency)}</strong>;
}

const nameKey = "tillmark-operator";

function CloseAlarm({ alarm }: { readonly alarm: Alarm }) {
	const id = useId();
	const [by, setBy] = useState("");
	const [reason, setReason] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const close = async (event: Event): Promise<void> => {
		event.preventDefault();
		setBusy(true);
		setProblem(undefined);
		try {
			localStorage.setItem(nameKey, by);
			await post(`/api/alarms/${alarm.id}/close`, { by, reason, count: alarm.count });
		} catch (error) {
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	// Another alarm may have been closed since this one was drawn.
	const fill = (): void => setBy((typed) => typed || (localStorage.getItem(nameKey) ?? ""));
	return (
		<details class="closing" onToggle={fill}>
			<summary>Close with a reason</summary>
			<form class="answer" onSubmit={(event) => void close(event)}>
				<label for={`${id}-reason`}>What was found</label>
				<input
					id={`${id}-reason`}
					required
					maxLength={400}
					value={reason}
					onInput={(event) => setReason(event.currentTarget.value)}
				/>
				<label for={`${id}-by`}>Your name</label>
				<input
					id={`${id}-by`}
					required
					maxLength={64}
					value={by}
					onInput={(event) => setBy(event.currentTarget.value)}
				/>
				<button type="submit" class="button small" disabled={busy}>
					Close the alarm
				</button>
				<Problem text={problem} />
			</form>
		</details>
	);
}

export interface ClosedAlarmsOptions {
	readonly alarms: readonly ClosedAlarm[];
	dateTime(ms: number): string;
}

export function ClosedAlarms({ alarms, dateTime }: ClosedAlarmsOptions) {
	if (alarms.length === 0)
		return <Empty>Alarms that were closed stay here, with the reason and who closed them.</Empty>;
	return (
		<ul class="alarms">
			{alarms.map((alarm) => (
				<li key={alarm.id} class="alarm">
					<span class="alarm-mark" aria-hidden="true">
						✓
					</span>
					<div>
						<p>
							{alarm.reason} <span class="quiet">({alarm.closedBy})</span>
						</p>
						<p class="quiet">
							{alarm.terminal === null ? "" : `${alarm.terminal}, `}
							{dateTime(alarm.closedMs)}{" "}
							<small class="code">
								{alarm.code} {alarm.detail}
							</small>
						</p>
					</div>
					<AtRisk alarm={alarm} />
				</li>
			))}
		</ul>
	);
}
