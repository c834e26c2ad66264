// Uploads a new catalog. The host checks all lines and changes nothing if one is invalid.
import { useId, useState } from "preact/hooks";
import { placesText, putCsv, sentence } from "./api.js";
import { Problem } from "./parts.js";
import type { Published } from "./types.js";

export function CatalogForm() {
	const id = useId();
	const [done, setDone] = useState<string | undefined>();
	const [problem, setProblem] = useState<string | undefined>();
	const [notes, setNotes] = useState<readonly string[]>([]);
	const upload = async (file: File | undefined): Promise<void> => {
		if (!file) return;
		setDone(undefined);
		setProblem(undefined);
		setNotes([]);
		try {
			const { version, warnings } = await putCsv<Published>("/api/catalog", file);
			setDone(`Version ${version} is on its way to the terminals. Each terminal applies it as a whole.`);
			setNotes(placesText(warnings));
		} catch (error) {
			setProblem(sentence(error));
		}
	};
	return (
		<div class="card form">
			<label for={id}>Items as CSV</label>
			<input
				id={id}
				type="file"
				accept=".csv,.tsv,.txt,text/csv"
				onChange={(event) => void upload(event.currentTarget.files?.[0])}
			/>
			<p class="quiet">
				Columns: <span class="code">sku, name, category, price_minor, currency, tax_class, barcodes</span>,
				separated by commas, semicolons or tabs. <span class="code">price_minor</span> is in minor units (250
				for 2.50); <span class="code">price</span> in its place takes 2.50 or 2,50. Prices are incl. or before
				tax as set when the host was started. <span class="code">barcodes</span> may be left out.
			</p>
			<Problem text={problem} />
			{done ? <p role="status">{done}</p> : null}
			{notes.length > 0 ? (
				<ul class="quiet">
					{notes.map((note) => (
						<li key={note}>{note}</li>
					))}
				</ul>
			) : null}
		</div>
	);
}
