// Flags such as rain, which are set at stalls for a limited time.
import { type Static, Type } from "typebox";
import { limits } from "../../../firmware/core/limits.js";
import type { FlagsContext } from "../../context.js";
import { HostFault } from "../../faults.js";
import { hostLimits } from "../../limits.js";
import type { App } from "../app.js";
import { Body, FlagStates, Identifier, Problem } from "../schemas.js";

const hourMs = 3_600_000;
const Named = Type.Object({ flag: Type.String({ minLength: 1, maxLength: limits.itemNameCharactersMax }) });
const refused = { 404: Problem, 422: Problem };

export function flagRoutes(app: App, context: FlagsContext): void {
	app.get(
		"/api/flags",
		{ schema: { summary: "Flags that are set, and which stalls have them", response: { 200: FlagStates } } },
		() => view(context),
	);

	app.put(
		"/api/flags/:flag",
		{
			schema: {
				summary: "Set a flag at a stall, or at all, for some hours or until a time",
				params: Named,
				body: Body({
					terminal: Type.Optional(Identifier),
					hours: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: hostLimits.flagMsMax / hourMs })),
					untilMs: Type.Optional(Type.Integer({ minimum: 0 })),
				}),
				response: { 200: FlagStates, ...refused },
			},
		},
		async (request) => {
			const { terminal, hours, untilMs } = request.body;
			if ((hours === undefined) === (untilMs === undefined))
				throw new HostFault("HTTP_BAD_REQUEST", "either hours or untilMs is needed");
			const endMs = untilMs ?? context.clock.now() + Math.round(hours! * hourMs);
			await context.setFlag(request.params.flag, terminal, endMs);
			return view(context);
		},
	);

	app.delete(
		"/api/flags/:flag",
		{
			schema: {
				summary: "Unset a flag at a stall, or the one of all stalls",
				params: Named,
				querystring: Type.Object({ terminal: Type.Optional(Identifier) }),
				response: { 200: FlagStates, ...refused },
			},
		},
		async (request) => {
			await context.setFlag(request.params.flag, request.query.terminal, undefined);
			return view(context);
		},
	);
}

async function view(context: FlagsContext): Promise<Static<typeof FlagStates>> {
	const { names, state, terminals } = await context.flags();
	return {
		names: [...names],
		set: state.set.map(({ flag, terminal, untilMs }) => ({ flag, terminal: terminal || null, untilMs })),
		terminals: terminals.map(({ terminal, name, version }) => ({
			...{ terminal, name },
			has: state.version === 0 || version === state.version,
		})),
	};
}
