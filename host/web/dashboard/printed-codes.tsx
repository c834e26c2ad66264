// Codes of coupons and cards as QR codes, to be printed or saved as a table.
import { encode } from "uqr";
import { writeCsv } from "../../csv-writer.js";
import { download } from "./download.js";
import { Section } from "./parts.js";
import type { PrintedCode } from "./types.js";

export function PrintedCodes({ codes }: { readonly codes: readonly PrintedCode[] }) {
	const save = (): void => {
		const rows = [["name", "code"], ...codes.map(({ name, code }) => [name, code])];
		download("codes.csv", writeCsv(rows), "text/csv");
	};
	return (
		<Section title={`${codes.length} codes to print`}>
			<button type="button" class="button small" onClick={() => print()}>
				Print
			</button>
			<button type="button" class="button small" onClick={save}>
				CSV
			</button>
			<ul class="printed-codes">
				{codes.map((each) => (
					<li key={each.name}>
						<QrCode code={each} />
						<span>{each.name}</span>
					</li>
				))}
			</ul>
		</Section>
	);
}

function QrCode({ code: { name, code } }: { readonly code: PrintedCode }) {
	const { data, size } = encode(code, { border: 2 });
	const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
	return (
		<svg viewBox={`0 0 ${size} ${size}`} role="img" aria-label={`Code of ${name}`} shape-rendering="crispEdges">
			<rect width={size} height={size} fill="#fff" />
			<path d={path} fill="#000" />
		</svg>
	);
}
