// Uploads a new catalog. The host checks all lines and changes nothing if one is invalid.
import { useId, useState } from "preact/hooks";
import { putCsv, sentence } from "./api.js";
import { Problem } from "./parts.js";

export function CatalogForm() {
	const id = useId();
	const [done, setDone] = useState<string | undefined>();
	const [problem, setProblem] = useState<string | undefined>();
	const upload = async (file: File | undefined): Promise<void> => {
		if (!file) return;
		setDone(undefined);
		setProblem(undefined);
		try {
			const { version } = await putCsv<{ version: number }>("/api/catalog", await file.text());
			setDone(`Version ${version} is on its way to the terminals. Each terminal applies it as a whole.`);
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
				accept=".csv,text/csv"
				onChange={(event) => void upload(event.currentTarget.files?.[0])}
			/>
			<p class="quiet">
				Columns: <span class="code">sku, name, category, price_minor, currency, tax_class</span>. Prices are in
				minor units, incl. or before tax as set when the host was started.
			</p>
			<Problem text={problem} />
			{done ? <p role="status">{done}</p> : null}
		</div>
	);
}
