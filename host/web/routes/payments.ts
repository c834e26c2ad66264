// Unsettled card payments, and operators' answers to them.
import { Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import type { PaymentsContext } from "../../context.js";
import type { App } from "../app.js";
import { Body, Identifier, Payment, Problem } from "../schemas.js";
import { paymentsView } from "../views.js";

const sequence = Type.Integer({ minimum: 1, maximum: 0xffffffff });
const Answer = Body({
	charged: Type.Boolean(),
	reference: Type.Optional(
		Type.String({
			maxLength: limits.referenceCharactersMax,
			description: "The acquirer's, never a card number",
		}),
	),
});

export function paymentRoutes(app: App, context: PaymentsContext): void {
	app.get(
		"/api/payments",
		{
			schema: {
				summary: "Unsettled payment attempts, oldest first",
				response: { 200: Type.Array(Payment) },
			},
		},
		async () => paymentsView(context),
	);

	app.post(
		"/api/payments/:terminal/:epoch/:sequence/answer",
		{
			schema: {
				summary: "Answer whether a payment was charged; the answer is signed and sent to the terminal",
				params: Type.Object({ terminal: Identifier, epoch: sequence, sequence }),
				body: Answer,
				response: { 204: Type.Null(), 404: Problem, 409: Problem, 422: Problem },
			},
		},
		async (request, reply) => {
			const { terminal, epoch, sequence } = request.params;
			const { charged, reference = "" } = request.body;
			const answer = { isCharged: charged, reference: reference.trim() };
			await context.answerPayment(terminal, { epoch, sequence }, answer);
			return reply.status(204).send(null);
		},
	);
}
