// The host's live figures, and a link to its dashboard.
import { amount, count } from "../../../host/web/dashboard/format.js";
import { receiptAddress } from "../../../host/web/dashboard/route.js";
import type { HostState, TimelineState, WorldState } from "../protocol.js";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const terminalsShown = 4;

export interface HostPanelOptions {
	readonly host: HostState | undefined;
	readonly world: WorldState | undefined;
	readonly timeline: TimelineState | undefined;
}

export function HostPanel({ host, world, timeline }: HostPanelOptions) {
	const queued = timeline?.queued ?? 0;
	return (
		<section class="panel host" aria-label="Host">
			<h2>
				Host
				<a class="aside" href={world?.dashboardAddress ?? "#"} target="_blank" rel="noreferrer">
					open the dashboard
				</a>
			</h2>
			{host ? (
				<>
					<p class="takings">
						{host.takingsToday.map(({ amountMinor, currency, decimals }, index) => (
							<span key={currency}>
								<span data-testid={index === 0 ? "host-takings" : undefined}>
									{amount(amountMinor, decimals)}
								</span>{" "}
								<small>{currency} </small>
							</span>
						))}
						<small>today</small>
					</p>
					<dl>
						<div>
							<dt>sales</dt>
							<dd data-testid="host-sales">{count(host.salesToday)}</dd>
						</div>
						<div>
							<dt>still at the terminal</dt>
							<dd data-testid="queued">{count(queued)}</dd>
						</div>
						<div>
							<dt>alarms</dt>
							<dd>{count(host.alarms)}</dd>
						</div>
					</dl>
					<h3>As the host sees it</h3>
					<dl>
						{host.terminals.slice(0, terminalsShown).map((terminal) => (
							<div key={terminal.terminal}>
								<dt>{terminal.name}</dt>
								<dd class={terminal.state}>
									<span aria-hidden="true">{terminal.state === "online" ? "●" : "▲"}</span>{" "}
									{terminal.state === "never" ? "never seen" : terminal.state}
								</dd>
							</div>
						))}
					</dl>
					<h3>Latest receipts</h3>
					{host.receipts.length === 0 ? (
						<p class="hint">A sale shows here within two seconds of being paid while the network is on.</p>
					) : null}
					<LatestReceipts receipts={host.receipts} dashboardAddress={world?.dashboardAddress ?? ""} />
					<p class="hint hash" title="State hash over everything sold">
						state {host.stateHash.slice(0, 16)}…
					</p>
				</>
			) : (
				<p class="hint">Waiting for the host.</p>
			)}
		</section>
	);
}

interface LatestReceiptsOptions {
	readonly receipts: HostState["receipts"];
	readonly dashboardAddress: string;
}

function LatestReceipts({ receipts, dashboardAddress }: LatestReceiptsOptions) {
	return (
		<ol class="latest">
			{receipts.map((receipt) => (
				<li key={`${receipt.terminal}/${receipt.number}`}>
					<a
						href={dashboardAddress + receiptAddress(receipt.terminal, receipt.number)}
						target="_blank"
						rel="noreferrer"
					>
						{String(receipt.number).padStart(4, "0")}
					</a>
					<span>{clock.format(receipt.wallMs)}</span>
					<strong>{amount(receipt.total.amountMinor, receipt.total.decimals)}</strong>
				</li>
			))}
		</ol>
	);
}
