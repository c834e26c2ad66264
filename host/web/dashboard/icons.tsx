// Line icons for the navigation, always shown with a text.

const paths = {
	today: "M4 19V5M4 19h16M8 15l4-5 3 3 5-7",
	receipt: "M6 3h12v18l-3-2-3 2-3-2-3 2zM9 8h6M9 12h6",
	shift: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
	ledger: "M5 4h14v16H5zM9 4v16M12 9h4M12 13h4",
	voucher: "M4 8h16v3a2 2 0 0 0 0 4v3H4v-3a2 2 0 0 0 0-4zM14 8v10",
	price: "M4 4h8l8 8-8 8-8-8zM8.5 8.5h.01",
	people: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
	more: "M4.5 12h1.5M11.25 12h1.5M18 12h1.5",
	device: "M7 2h10v20H7zM10 6h4M11 18h2",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
	return (
		<svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" class="icon">
			<path d={paths[name]} />
		</svg>
	);
}
