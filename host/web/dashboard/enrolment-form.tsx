// Requests a one-time enrolment code and shows it as text and as a QR code for the terminal's scanner.
import { useId, useMemo, useState } from "preact/hooks";
import { encode } from "uqr";
import { post, sentence } from "./api.js";
import { Problem } from "./parts.js";
import { useTimes } from "./zone.js";

interface Enrolment {
	readonly code: string;
	readonly expiresMs: number;
}

export function EnrolmentForm() {
	const id = useId();
	const [terminal, setTerminal] = useState("");
	const [name, setName] = useState("");
	const [enrolment, setEnrolment] = useState<Enrolment | undefined>();
	const [problem, setProblem] = useState<string | undefined>();
	const submit = async (event: Event): Promise<void> => {
		event.preventDefault();
		setProblem(undefined);
		try {
			setEnrolment(await post<Enrolment>("/api/enrolments", { terminal: terminal.trim(), name: name.trim() }));
		} catch (error) {
			setProblem(sentence(error));
		}
	};
	return (
		<form class="card form" onSubmit={(event) => void submit(event)}>
			<label for={`${id}t`}>Terminal (small letters, digits and dashes)</label>
			<input
				id={`${id}t`}
				required
				maxLength={32}
				pattern="[a-z0-9][a-z0-9\-]*"
				value={terminal}
				onInput={(event) => setTerminal(event.currentTarget.value)}
			/>
			<label for={`${id}n`}>Name of the terminal</label>
			<input
				id={`${id}n`}
				required
				maxLength={40}
				value={name}
				onInput={(event) => setName(event.currentTarget.value)}
			/>
			<button type="submit" class="button primary">
				Make a code
			</button>
			<Problem text={problem} />
			{enrolment ? (
				<Code enrolment={enrolment} />
			) : (
				<p class="quiet">The code is valid for 15 minutes and 5 tries, and enrols one terminal.</p>
			)}
		</form>
	);
}

function Code({ enrolment }: { readonly enrolment: Enrolment }) {
	const { timeOfDay } = useTimes();
	const code = useMemo(() => encode(enrolment.code, { border: 2 }), [enrolment.code]);
	const path = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join("");
	return (
		<div class="enrolment" role="status">
			<svg
				viewBox={`0 0 ${code.size} ${code.size}`}
				role="img"
				aria-label="Enrolment code to scan at the terminal"
				shape-rendering="crispEdges"
			>
				<path d={path} fill="#000" />
			</svg>
			<p class="hash" data-testid="enrolment-code">
				{enrolment.code}
			</p>
			<p class="quiet">Scan it at the terminal before {timeOfDay(enrolment.expiresMs)}.</p>
		</div>
	);
}
