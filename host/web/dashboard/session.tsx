// The login form. It exchanges the operator's token for a session cookie that scripts cannot read.
import { useId, useState } from "preact/hooks";
import { post, sentence } from "./api.js";
import { Problem } from "./parts.js";

export function SessionForm({ onOpen }: { readonly onOpen: () => void }) {
	const id = useId();
	const [token, setToken] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const submit = async (event: Event): Promise<void> => {
		event.preventDefault();
		setBusy(true);
		setProblem(undefined);
		try {
			await post("/api/session", { token: token.trim() });
			onOpen();
		} catch (error) {
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<main id="main" class="session">
			<form class="card" onSubmit={(event) => void submit(event)}>
				<h1>Tillmark</h1>
				<p class="quiet">
					Log in with the operator’s token. It is in the file operator-token in the host’s data folder.
				</p>
				<label for={id}>Operator token</label>
				<input
					id={id}
					type="password"
					autocomplete="current-password"
					required
					maxLength={200}
					value={token}
					onInput={(event) => setToken(event.currentTarget.value)}
				/>
				<Problem text={problem} />
				<button type="submit" class="button primary" disabled={busy}>
					{busy ? "Opening …" : "Open the dashboard"}
				</button>
			</form>
		</main>
	);
}
