// Card payments that are not settled, or not confirmed. The operator looks each one up at the acquirer and enters the
// result here, which is then sent to the terminal if its sale waits for it.
import { useId, useState } from "preact/hooks";
import { post, sentence } from "./api.js";
import { duration, money, tenderName } from "./format.js";
import { Problem } from "./parts.js";
import { receiptAddress, terminalAddress } from "./route.js";
import type { Payment } from "./types.js";

/** A younger open payment may still be in progress at the card reader. */
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
							{payment.receipt === null ? null : (
								<>
									<a href={receiptAddress(payment.terminal, payment.receipt)}>
										receipt {String(payment.receipt).padStart(4, "0")}
									</a>
									,{" "}
								</>
							)}
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
	if (state === "unconfirmed") return "A reader took this card without the bank. Look it up at the card acquirer.";
	if (state === "approved") return "The card was charged. The sale waits for the rest of the payment.";
	if (replaced) return "A replaced terminal has left a card payment open. Look it up at the card acquirer.";
	if (state === "open") return "A card payment is in progress.";
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
				You answered:{" "}
				{answer.charged ? `the card was charged ${answer.reference}`.trimEnd() : "the card was not charged"}.
				The answer is sent to the terminal as soon as it is online.
			</p>
		);
	if (state === "approved" || (state === "open" && nowMs - sinceMs < underWayMs)) return null;
	const send = async (charged: boolean): Promise<void> => {
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
			<button type="button" class="button small" disabled={busy} onClick={() => void send(true)}>
				The card was charged
			</button>
			<button type="button" class="button small" disabled={busy} onClick={() => void send(false)}>
				The card was not charged
			</button>
			<Problem text={problem} />
		</div>
	);
}
