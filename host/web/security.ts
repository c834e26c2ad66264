// Protects the dashboard and the API. Each request must name this host, must not come from another site, and must carry
// the operator's token or a session, if a token is set.
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import { foreignHeader } from "./origin.js";

export interface SecurityOptions {
	readonly operatorToken: string | undefined;
	/** Host names by which browsers reach this host; undefined allows every name, which requires a token. */
	readonly hostNames: readonly string[] | undefined;
	/** The name in the links on receipts, which the public uses. Without a token it leads to the receipts' page only. */
	readonly receiptName: string | undefined;
	/** Whether browsers reach this host with TLS only. */
	readonly isSecure: boolean;
	readonly clock: Clock;
	/** Counts a wrong token. Returns true after too many from the request's address in the last minute. */
	readonly isFlood: (request: FastifyRequest) => Promise<boolean>;
}

/** What a request asks for. */
interface Wanted {
	/** Whether it needs no token. */
	readonly isOpen: boolean;
	/** Whether it is the page of a receipt. */
	readonly isReceipt: boolean;
}

/** The limit of wrong tokens from one address; of IPv6, from one network of 64 bits. */
export const wrongTokens = { max: 10, timeWindow: 60_000 } as const;

const cookieName = "tillmark";
const sessionLifeMs = 12 * 3_600_000;
const sessionsMax = 64;

export class Security {
	readonly #options: SecurityOptions;
	/** Sessions with the time at which each expires. */
	readonly #sessions = new Map<string, number>();
	/** Browsers take a cookie with the prefix only from this host itself, over TLS (RFC 6265bis, section 4.1.3.2). */
	readonly #cookieName: string;

	constructor(options: SecurityOptions) {
		this.#options = options;
		this.#cookieName = options.isSecure ? `__Host-${cookieName}` : cookieName;
	}

	/** Rejects with HostFault HTTP_FOREIGN_ORIGIN, HTTP_NOT_AUTHORISED, HTTP_TOKEN_WRONG or HTTP_TOO_MANY. */
	async check(request: FastifyRequest, { isOpen, isReceipt }: Wanted): Promise<void> {
		const { hostNames: own, receiptName } = this.#options;
		const hostNames =
			own && receiptName !== undefined && (isReceipt || this.needsToken) ? [...own, receiptName] : own;
		const foreign = foreignHeader(request.headers, { hostNames });
		if (foreign) throw new HostFault("HTTP_FOREIGN_ORIGIN", foreign);
		if (isOpen || !this.needsToken) return;
		const bearer = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? "")?.[1];
		if (bearer !== undefined) await this.demandToken(bearer, request);
		else if (!this.isSession(this.sessionOf(request))) throw new HostFault("HTTP_NOT_AUTHORISED");
	}

	get needsToken(): boolean {
		return this.#options.operatorToken !== undefined;
	}

	/** Whether an admitted request may still be answered later; false once its session has ended. */
	permit(request: FastifyRequest): () => boolean {
		if (!this.needsToken || request.headers.authorization !== undefined) return () => true;
		const session = this.sessionOf(request);
		return () => this.isSession(session);
	}

	/** Exchanges the token for a session cookie. Rejects with HostFault HTTP_TOKEN_WRONG or HTTP_TOO_MANY. */
	async login(token: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
		await this.demandToken(token, request);
		const session = randomBytes(24).toString("base64url");
		const [oldest] = this.#sessions.keys();
		if (this.#sessions.size >= sessionsMax && oldest !== undefined) this.#sessions.delete(oldest);
		this.#sessions.set(session, this.#options.clock.now() + sessionLifeMs);
		void reply.setCookie(this.#cookieName, session, { ...this.cookie, maxAge: sessionLifeMs / 1_000 });
	}

	/** Ends the request's session, if it has one, here as well as in the browser. */
	logout(request: FastifyRequest, reply: FastifyReply): void {
		const session = this.sessionOf(request);
		if (session !== undefined) this.#sessions.delete(session);
		void reply.clearCookie(this.#cookieName, this.cookie);
	}

	private get cookie() {
		return { path: "/", httpOnly: true, sameSite: "strict", secure: this.#options.isSecure } as const;
	}

	/**
	 * The right token is always accepted, so that wrong tokens of others lock nobody out, also where a proxy gives all
	 * the same address; beyond the limit a wrong token only gets another error.
	 */
	private async demandToken(token: string, request: FastifyRequest): Promise<void> {
		if (this.isToken(token)) return;
		const isFlood = await this.#options.isFlood(request);
		throw isFlood ? new HostFault("HTTP_TOO_MANY", "wrong tokens") : new HostFault("HTTP_TOKEN_WRONG");
	}

	private isToken(token: string): boolean {
		const { operatorToken } = this.#options;
		if (operatorToken === undefined) return true;
		// Hashes have equal lengths, so the time of the comparison does not reveal the length of the token.
		const hash = (text: string): Buffer => createHash("sha256").update(text).digest();
		return timingSafeEqual(hash(token), hash(operatorToken));
	}

	private sessionOf(request: FastifyRequest): string | undefined {
		return request.cookies[this.#cookieName];
	}

	private isSession(session: string | undefined): boolean {
		const expiresMs = session === undefined ? undefined : this.#sessions.get(session);
		return expiresMs !== undefined && expiresMs > this.#options.clock.now();
	}
}
