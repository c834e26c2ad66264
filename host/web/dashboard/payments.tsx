// Card payments that nobody has settled. An operator looks each up at the acquirer and enters the result here; the
// terminal is told.
import { useId, useState } from "preact/hooks";
import { post, sentence } from "./api.js";
import { duration, money, tenderName } from "./format.js";
import { Problem } from "./parts.js";
import { terminalAddress } from "./route.js";
import type { Payment } from "./types.js";

/** A reader may be asking for this one right now. */
const underWayMs = 120_000;

export interface PaymentsOptions {
	readonly payments: readonly Payment[];
	readonly nowMs: number;
	nameOf(terminal: string): string;
}

export function Payments({ payments, nowMs, nameOf }: PaymentsOptions) {
	const ago = (payment: Payment): string => `${duration(nowMs - payment.sinceMs)} ago`;
	return (
		<ul class="alarms">
			{payments.map((payment) => (
				<li key={`${payment.terminal}/${payment.epoch}/${payment.sequence}`} class="alarm">
					<span class="alarm-mark" aria-hidden="true">
						?
					</span>
					<div>
						<p>{stateText(payment)}</p>
						<p class="quiet">
							<a href={terminalAddress(payment.terminal)}>{nameOf(payment.terminal)}</a>,{" "}
							{tenderName(payment.tenderKind)}, shift {payment.shift}, {ago(payment)}{" "}
							<small class="code">
								{payment.terminal} {payment.epoch}/{payment.sequence}
							</small>
						</p>
						<Answer payment={payment} nowMs={nowMs} />
					</div>
					<strong class="at-risk">{money(payment.amountMinor, payment.currency)}</strong>
				</li>
			))}
		</ul>
	);
}

function stateText({ state, replaced }: Payment): string {
	if (state === "approved") return "A card was charged, and its sale waits for the rest.";
	if (replaced) return "A terminal that was replaced has left a card payment open. Look it up at the card acquirer.";
	if (state === "open") return "A card payment is under way.";
	return "It is not known whether this card was charged. Look it up at the card acquirer.";
}

function Answer({ payment, nowMs }: { readonly payment: Payment; readonly nowMs: number }) {
	const id = useId();
	const [reference, setReference] = useState("");
	const [problem, setProblem] = useState<string | undefined>();
	const [busy, setBusy] = useState(false);
	const { terminal, epoch, sequence, state, sinceMs, answer } = payment;
	if (answer)
		return (
			<p role="status">
				You said:{" "}
				{answer.charged ? `the card was charged ${answer.reference}`.trimEnd() : "the card was not charged"}.
				The terminal is told as soon as it is online.
			</p>
		);
	if (state === "approved" || (state === "open" && nowMs - sinceMs < underWayMs)) return null;
	const say = async (charged: boolean): Promise<void> => {
		setBusy(true);
		setProblem(undefined);
		try {
			const path = `/api/payments/${encodeURIComponent(terminal)}/${epoch}/${sequence}/answer`;
			await post(path, charged ? { charged, reference: reference.trim() } : { charged });
		} catch (error) {
			setProblem(sentence(error));
		} finally {
			setBusy(false);
		}
	};
	return (
		<div class="answer">
			<label for={id}>Reference at the acquirer, if it was charged</label>
			<input
				id={id}
				value={reference}
				maxLength={64}
				onInput={(event) => setReference(event.currentTarget.value)}
			/>
			<button type="button" class="button small" disabled={busy} onClick={() => void say(true)}>
				The card was charged
			</button>
			<button type="button" class="button small" disabled={busy} onClick={() => void say(false)}>
				The card was not charged
			</button>
			<Problem text={problem} />
		</div>
	);
}
