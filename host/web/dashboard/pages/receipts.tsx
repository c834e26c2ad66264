import { PageHead } from "../parts.js";
import { ReceiptsTable } from "../receipts-table.js";
import { terminalName, type PageOptions } from "./options.js";

export function ReceiptsPage({ overview, version }: PageOptions) {
	return (
		<main id="main" class="page">
			<PageHead title="Receipts" />
			<ReceiptsTable version={version} nameOf={terminalName(overview)} />
		</main>
	);
}
