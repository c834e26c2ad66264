// Uploads a new catalog: shows what the file would change, and publishes exactly that.
import { useId, useRef, useState } from "preact/hooks";
import { usualColumns } from "../../catalog-columns.js";
import { placesText, sendCsv, sentence, wrongPlaces } from "./api.js";
import { CatalogChanges } from "./catalog-changes.js";
import type { CatalogPreview, Published } from "./types.js";

interface Previewed {
	/** As it was read: the file on disk may change meanwhile. */
	readonly csv: Blob;
	readonly name: string;
	readonly preview: CatalogPreview;
}

interface Refused {
	readonly text: string;
	readonly places: readonly string[];
}

export function CatalogForm() {
	const id = useId();
	const input = useRef<HTMLInputElement>(null);
	const [previewed, setPreviewed] = useState<Previewed | undefined>();
	const [done, setDone] = useState<string | undefined>();
	const [refused, setRefused] = useState<Refused | undefined>();
	const [busy, setBusy] = useState(false);
	/** The same file can be chosen again afterwards. */
	const clear = (): void => {
		setPreviewed(undefined);
		setRefused(undefined);
		setDone(undefined);
		if (input.current) input.current.value = "";
	};
	const attempt = async (work: () => Promise<void>): Promise<void> => {
		setBusy(true);
		try {
			await work();
		} catch (error) {
			setRefused({ text: sentence(error), places: wrongPlaces(error) });
		} finally {
			setBusy(false);
		}
	};
	const look = (file: File | undefined): Promise<void> =>
		attempt(async () => {
			if (!file) return;
			clear();
			const csv = new Blob([await file.arrayBuffer()]);
			const preview = await sendCsv<CatalogPreview>("POST", "/api/catalog/preview", csv);
			setPreviewed({ csv, name: file.name, preview });
		});
	const publish = ({ csv, preview }: Previewed): Promise<void> =>
		attempt(async () => {
			clear();
			const { version } = await sendCsv<Published>("PUT", `/api/catalog?digest=${preview.digest}`, csv);
			setDone(`Version ${version} is on its way to the terminals. Each terminal applies it as a whole.`);
		});
	return (
		<div class="card form">
			<label for={id}>Items as CSV</label>
			<input
				id={id}
				ref={input}
				type="file"
				accept=".csv,.tsv,.txt,text/csv"
				onChange={(event) => void look(event.currentTarget.files?.[0])}
			/>
			<ColumnsNote />
			{refused ? (
				<div class="problem" role="alert">
					<p>{refused.text}</p>
					<Places places={refused.places} label="What is wrong" />
				</div>
			) : null}
			{previewed ? (
				<Preview {...previewed} busy={busy} onPublish={() => void publish(previewed)} onDiscard={clear} />
			) : null}
			{done ? <p role="status">{done}</p> : null}
		</div>
	);
}

interface PreviewOptions extends Previewed {
	readonly busy: boolean;
	onPublish(): void;
	onDiscard(): void;
}

function Preview({ name, preview, busy, onPublish, onDiscard }: PreviewOptions) {
	return (
		<div class="preview" role="region" aria-label={`What ${name} would change`}>
			<h3>{name}</h3>
			<CatalogChanges preview={preview} />
			<Places places={placesText(preview.warnings)} label="To check" />
			<div class="answer">
				<button type="button" class="button primary" disabled={busy} onClick={onPublish}>
					Publish
				</button>
				<button type="button" class="button" disabled={busy} onClick={onDiscard}>
					Discard
				</button>
			</div>
		</div>
	);
}

function ColumnsNote() {
	return (
		<p class="quiet">
			Columns: <span class="code">{usualColumns.join(", ")}</span>, in any order, separated by commas, semicolons
			or tabs. <span class="code">price</span> takes 2.50 or 2,50; <span class="code">price_minor</span> in its
			place takes minor units (250 for 2.50). Prices are incl. or before tax, as set at the host’s start.{" "}
			<span class="code">barcodes</span> may be left out. <a href="/api/catalog.csv">The items as CSV</a>
		</p>
	);
}

function Places({ places, label }: { readonly places: readonly string[]; readonly label: string }) {
	if (places.length === 0) return null;
	return (
		<ul class="places-list" tabIndex={0} aria-label={label}>
			{places.map((place) => (
				<li key={place}>{place}</li>
			))}
		</ul>
	);
}
