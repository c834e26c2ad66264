// The places of the dashboard. All of them are in a row where there is room; elsewhere the rest is behind "More".
import { useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "./icons.js";
import type { Route } from "./route.js";

interface Place {
	readonly page: Route["page"];
	readonly name: string;
	readonly icon: IconName;
}

const first: readonly Place[] = [
	{ page: "today", name: "Today", icon: "today" },
	{ page: "receipts", name: "Receipts", icon: "receipt" },
	{ page: "shifts", name: "Shifts", icon: "shift" },
	{ page: "ledger", name: "Ledger", icon: "ledger" },
];
const rest: readonly Place[] = [
	{ page: "vouchers", name: "Vouchers", icon: "voucher" },
	{ page: "prices", name: "Prices", icon: "price" },
	{ page: "people", name: "People", icon: "people" },
	{ page: "devices", name: "Devices", icon: "device" },
];
const under: Partial<Record<Route["page"], Route["page"]>> = {
	terminal: "today",
	alarms: "today",
	receipt: "receipts",
};

export function Places({ page, alarms }: { readonly page: Route["page"]; readonly alarms: number }) {
	const [isOpen, setOpen] = useState(false);
	const more = useRef<HTMLButtonElement>(null);
	const here = under[page] ?? page;
	const link = ({ page: target, name, icon }: Place) => (
		<a
			key={target}
			href={target === "today" ? "#/" : `#/${target}`}
			aria-current={target === here ? "page" : undefined}
		>
			<Icon name={icon} />
			{name}
			{target === "today" && alarms > 0 ? (
				<span class="badge">
					{alarms}
					<span class="unseen"> alarms</span>
				</span>
			) : null}
		</a>
	);
	return (
		<nav
			class="places"
			aria-label="Pages"
			onKeyDown={(event) => {
				if (event.key !== "Escape" || !isOpen) return;
				setOpen(false);
				more.current?.focus();
			}}
		>
			{first.map(link)}
			<button
				ref={more}
				type="button"
				class={rest.some((place) => place.page === here) ? "more here" : "more"}
				aria-expanded={isOpen}
				aria-controls="more-places"
				onClick={() => setOpen(!isOpen)}
			>
				<Icon name="more" />
				More
			</button>
			<div id="more-places" class={isOpen ? "rest open" : "rest"} onClick={() => setOpen(false)}>
				{rest.map(link)}
			</div>
		</nav>
	);
}
