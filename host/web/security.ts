// Who may use the API: requests addressed to this host by name, from its own pages, with the operator's token where one
// is set.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { HostFault } from "../faults.js";

export interface SecurityOptions {
	readonly operatorToken: string | undefined;
	/**
	 * Host names a browser may use for us. Checked against DNS rebinding; undefined allows any, which needs a token.
	 */
	readonly hostNames: readonly string[] | undefined;
	readonly now: () => number;
}

const cookieName = "tillmark";
const sessionLifeMs = 12 * 3_600_000;
const sessionsMax = 64;
const failuresPerMinuteMax = 10;

export class Security {
	readonly #options: SecurityOptions;
	readonly #sessions = new Map<string, number>();
	#failures = 0;
	#failuresSinceMs = 0;

	constructor(options: SecurityOptions) {
		this.#options = options;
	}

	/** Throws HostFault HTTP_FOREIGN_ORIGIN or HTTP_NOT_AUTHORISED. */
	check(request: FastifyRequest, isOpen: boolean): void {
		const { hostNames, operatorToken } = this.#options;
		const address = request.headers.host ?? "";
		if (hostNames && !hostNames.includes(hostNameOf(address))) throw new HostFault("HTTP_FOREIGN_ORIGIN", "host");
		const { origin } = request.headers;
		// A page of another origin may neither read nor write: browsers send Origin on every such request that could
		// matter.
		if (origin !== undefined && origin !== `http://${address}` && origin !== `https://${address}`)
			throw new HostFault("HTTP_FOREIGN_ORIGIN", "origin");
		if (isOpen || operatorToken === undefined) return;
		const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
		if (bearer !== undefined ? this.isToken(bearer) : this.isSession(cookieOf(request))) return;
		throw new HostFault("HTTP_NOT_AUTHORISED");
	}

	/** Exchanges the token for a session cookie. Throws HostFault HTTP_NOT_AUTHORISED or HTTP_TOO_MANY. */
	login(token: string, reply: FastifyReply): void {
		const nowMs = this.#options.now();
		if (!this.isToken(token)) throw this.failure(nowMs);
		const session = randomBytes(24).toString("base64url");
		const [oldest] = this.#sessions.keys();
		if (this.#sessions.size >= sessionsMax && oldest !== undefined) this.#sessions.delete(oldest);
		this.#sessions.set(session, nowMs + sessionLifeMs);
		void reply.header(
			"set-cookie",
			`${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${sessionLifeMs / 1_000}`,
		);
	}

	/** Others' failures never keep out whoever has the token: they only get a shorter answer. */
	private failure(nowMs: number): HostFault {
		if (Math.abs(nowMs - this.#failuresSinceMs) > 60_000) {
			this.#failures = 0;
			this.#failuresSinceMs = nowMs;
		}
		this.#failures++;
		return this.#failures > failuresPerMinuteMax
			? new HostFault("HTTP_TOO_MANY", "sessions")
			: new HostFault("HTTP_NOT_AUTHORISED");
	}

	private isToken(token: string): boolean {
		const { operatorToken } = this.#options;
		if (operatorToken === undefined) return true;
		// Hashes have one length, so the comparison tells nothing of the token's.
		const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
		return timingSafeEqual(hash(token), hash(operatorToken));
	}

	private isSession(session: string | undefined): boolean {
		const expiresMs = session === undefined ? undefined : this.#sessions.get(session);
		return expiresMs !== undefined && expiresMs > this.#options.now();
	}
}

/** Names by which a browser on this machine reaches a loopback listener. */
export const loopbackNames = ["localhost", "127.0.0.1", "[::1]"] as const;

export function isLoopback(host: string): boolean {
	return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function hostNameOf(address: string): string {
	return address.replace(/:[0-9]+$/, "").toLowerCase();
}

function cookieOf(request: FastifyRequest): string | undefined {
	for (const part of (request.headers.cookie ?? "").split(";")) {
		const [name, value] = part.trim().split("=");
		if (name === cookieName) return value;
	}
	return undefined;
}
