// The frame of every page: header with the connection state, navigation and routing.
import { useEffect, useState } from "preact/hooks";
import { onUnauthorised, remove, useApi } from "./api.js";
import { useLive } from "./live.js";
import { AlarmsPage } from "./pages/alarms.js";
import { DevicesPage } from "./pages/devices.js";
import { LedgerPage } from "./pages/ledger.js";
import { PeoplePage } from "./pages/people.js";
import { PricesPage } from "./pages/prices.js";
import { ReceiptPage } from "./pages/receipt.js";
import { ReceiptsPage } from "./pages/receipts.js";
import { ShiftsPage } from "./pages/shifts.js";
import { TerminalPage } from "./pages/terminal.js";
import { TodayPage } from "./pages/today.js";
import { VouchersPage } from "./pages/vouchers.js";
import { Places } from "./places.js";
import { useRoute, type Route } from "./route.js";
import { SessionForm } from "./session.js";
import { useTheme } from "./theme.js";
import { Zone } from "./zone.js";
import type { Live } from "./live.js";

export function App() {
	const route = useRoute();
	const [theme, nextTheme] = useTheme();
	const [session, setSession] = useState(0);
	const [asked, setAsked] = useState(false);
	const live = useLive(asked ? undefined : session);
	useEffect(() => onUnauthorised(() => setAsked(true)), []);
	if (asked)
		return (
			<SessionForm
				onOpen={() => {
					setAsked(false);
					setSession((last) => last + 1);
				}}
			/>
		);
	return (
		<Zone.Provider value={live.overview?.zone ?? ""}>
			<a class="skip" href="#main" onClick={focusMain}>
				Skip to content
			</a>
			<header class="top">
				<a class="brand" href="#/">
					<svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
						<rect width="32" height="32" rx="8" />
						<path d="M8 11h16M16 11v13M10 24h12" />
					</svg>
					Tillmark
				</a>
				<LiveLabel live={live} />
				<button
					type="button"
					class="button small"
					onClick={nextTheme}
					title="Switch between auto, light and dark"
				>
					{theme}
				</button>
				<LogoutButton onEnd={() => setAsked(true)} />
			</header>
			<Places page={route.page} alarms={live.overview?.alarms.length ?? 0} />
			{live.error && !live.connected ? (
				<p class="problem banner" role="alert">
					{live.error}
				</p>
			) : null}
			<Page route={route} live={live} theme={theme} />
		</Zone.Provider>
	);
}

/** Shown where there are sessions. A host that does not answer has not ended one, so the page then stays as it is. */
function LogoutButton({ onEnd }: { readonly onEnd: () => void }) {
	const isNeeded = useApi<{ readonly needed: boolean }>("/api/session").value?.needed ?? false;
	if (!isNeeded) return null;
	const logout = (): Promise<void> => remove("/api/session").then(onEnd, () => undefined);
	return (
		<button type="button" class="button small" onClick={() => void logout()}>
			Log out
		</button>
	);
}

/** The router uses the hash, so the skip link moves the focus by script. */
function focusMain(event: Event): void {
	event.preventDefault();
	const main = document.getElementById("main");
	main?.setAttribute("tabindex", "-1");
	main?.focus();
}

function LiveLabel({ live }: { readonly live: Live }) {
	const [mark, state] = live.connected ? ["●", "live"] : live.overview ? ["▲", "reconnecting"] : ["○", "connecting"];
	return (
		<span class={`live ${live.connected ? "online" : "offline"}`} role="status">
			<span aria-hidden="true">{mark}</span> {state}
		</span>
	);
}

function Page({ route, live, theme }: { readonly route: Route; readonly live: Live; readonly theme: string }) {
	const { overview, version } = live;
	switch (route.page) {
		case "today":
			return <TodayPage overview={overview} theme={theme} />;
		case "terminal":
			return (
				<TerminalPage key={route.terminal} terminal={route.terminal} overview={overview} version={version} />
			);
		case "receipts":
			return <ReceiptsPage overview={overview} version={version} />;
		case "receipt":
			return (
				<ReceiptPage
					terminal={route.terminal}
					number={route.number}
					series={route.series}
					overview={overview}
					version={version}
				/>
			);
		case "shifts":
			return <ShiftsPage overview={overview} version={version} />;
		case "ledger":
			return <LedgerPage overview={overview} version={version} />;
		case "vouchers":
			return <VouchersPage overview={overview} version={version} />;
		case "prices":
			return <PricesPage overview={overview} version={version} />;
		case "people":
			return <PeoplePage overview={overview} version={version} />;
		case "devices":
			return <DevicesPage overview={overview} version={version} />;
		case "alarms":
			return <AlarmsPage overview={overview} version={version} />;
	}
}
