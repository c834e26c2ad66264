// The people who sign in at terminals.
import { Type } from "typebox";
import type { PeopleContext, PersonChange as Change } from "../../context.js";
import type { App } from "../app.js";
import { Person, PersonChange, Problem } from "../schemas.js";

const Numbered = Type.Object({ number: Type.Integer({ minimum: 1, maximum: 0xffff }) });
const refused = { 404: Problem, 409: Problem, 422: Problem };

export function peopleRoutes(app: App, context: PeopleContext): void {
	app.get(
		"/api/people",
		{
			schema: {
				summary: "The people who sign in at terminals, or did, by number",
				response: { 200: Type.Array(Person) },
			},
		},
		async () => (await context.people()).map((person) => ({ ...person, rights: [...person.rights] })),
	);

	app.post(
		"/api/people",
		{
			schema: {
				summary: "Add a person, and publish who signs in with the latest catalog",
				body: PersonChange,
				response: { 200: Numbered, ...refused },
			},
		},
		async (request) => ({ number: await context.savePerson(undefined, changeOf(request.body)) }),
	);

	app.post(
		"/api/people/:number",
		{
			schema: {
				summary: "Change a person, and publish who signs in with the latest catalog",
				params: Numbered,
				body: PersonChange,
				response: { 200: Numbered, ...refused },
			},
		},
		async (request) => ({
			number: await context.savePerson(request.params.number, changeOf(request.body)),
		}),
	);
}

interface Body extends Omit<Change, "isRetired" | "digits"> {
	readonly isRetired?: boolean;
	readonly pin?: string;
}

function changeOf({ name, rights, isRetired = false, pin }: Body): Change {
	return { name, rights, isRetired, digits: pin };
}
