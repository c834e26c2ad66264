// Access control of the API: requests must name this host, must not come from another site, and must carry the
// operator's token or a session, if a token is set.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import { foreignHeader } from "./origin.js";

export interface SecurityOptions {
	readonly operatorToken: string | undefined;
	/** Host names by which browsers reach this host; undefined allows every name, which requires a token. */
	readonly hostNames: readonly string[] | undefined;
	readonly clock: Clock;
	/** Counts a failed login. Returns true after too many failures in the last minute. */
	readonly isFlood: (request: FastifyRequest) => Promise<boolean>;
}

/** The limit of failed logins, from all addresses together. */
export const loginFailures = { max: 10, timeWindow: 60_000 } as const;

const cookieName = "tillmark";
const sessionLifeMs = 12 * 3_600_000;
const sessionsMax = 64;

export class Security {
	readonly #options: SecurityOptions;
	/** Sessions with the time at which each expires. */
	readonly #sessions = new Map<string, number>();

	constructor(options: SecurityOptions) {
		this.#options = options;
	}

	/** Throws HostFault HTTP_FOREIGN_ORIGIN or HTTP_NOT_AUTHORISED. */
	check(request: FastifyRequest, isOpen: boolean): void {
		const { hostNames, operatorToken } = this.#options;
		const foreign = foreignHeader(request.headers, { hostNames });
		if (foreign) throw new HostFault("HTTP_FOREIGN_ORIGIN", foreign);
		if (isOpen || operatorToken === undefined) return;
		const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
		if (bearer !== undefined ? this.isToken(bearer) : this.isSession(request.cookies[cookieName])) return;
		throw new HostFault("HTTP_NOT_AUTHORISED");
	}

	/**
	 * Exchanges the token for a session cookie. The right token is always accepted, so that failed logins of others
	 * lock nobody out; beyond the limit a wrong token only gets another error. Throws HostFault HTTP_NOT_AUTHORISED or
	 * HTTP_TOO_MANY.
	 */
	async login(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
		const { clock, isFlood } = this.#options;
		if (!this.isToken(token))
			throw (await isFlood(request))
				? new HostFault("HTTP_TOO_MANY", "sessions")
				: new HostFault("HTTP_NOT_AUTHORISED");
		const session = randomBytes(24).toString("base64url");
		const [oldest] = this.#sessions.keys();
		if (this.#sessions.size >= sessionsMax && oldest !== undefined) this.#sessions.delete(oldest);
		this.#sessions.set(session, clock.now() + sessionLifeMs);
		void reply.setCookie(cookieName, session, {
			path: "/",
			httpOnly: true,
			sameSite: "strict",
			maxAge: sessionLifeMs / 1_000,
		});
	}

	private isToken(token: string): boolean {
		const { operatorToken } = this.#options;
		if (operatorToken === undefined) return true;
		// Hashes have equal lengths, so the time of the comparison does not reveal the length of the token.
		const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
		return timingSafeEqual(hash(token), hash(operatorToken));
	}

	private isSession(session: string | undefined): boolean {
		const expiresMs = session === undefined ? undefined : this.#sessions.get(session);
		return expiresMs !== undefined && expiresMs > this.#options.clock.now();
	}
}
