// The type of the fastify instance, with route types from TypeBox schemas.
import type { FastifyBaseLogger, FastifyInstance, FastifyTypeProvider, RawServerDefault } from "fastify";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Static, TSchema } from "typebox";

export interface TypeBoxProvider extends FastifyTypeProvider {
	readonly validator: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
	readonly serializer: this["schema"] extends TSchema ? Static<this["schema"]> : unknown;
}

export type App = FastifyInstance<
	RawServerDefault,
	IncomingMessage,
	ServerResponse,
	FastifyBaseLogger,
	TypeBoxProvider
>;
