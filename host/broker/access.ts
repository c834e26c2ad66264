// Who may connect, publish and subscribe to what: made from the topic functions and nothing else, exact names only.
import { createHash, timingSafeEqual } from "node:crypto";
import {
	type DownTopic,
	downTopics,
	enrolmentTopic,
	enrolmentUsername,
	leafOf,
	terminalTopic,
	terminalUsername,
	type UpTopic,
	upTopics,
} from "../../firmware/wire/topics.js";
import type { Store } from "../store/store.js";

/** Whom a connection belongs to. */
export type Identity =
	| { readonly kind: "terminal"; readonly merchant: string; readonly terminal: string; readonly topicRoot: string }
	| { readonly kind: "enrolment"; readonly codeId: string };

export interface AccessOptions {
	readonly store: Pick<Store, "terminals">;
	readonly merchant: string;
	/** Whether an enrolment code may still be tried. */
	readonly isCodeOpen: (codeId: string) => Promise<boolean>;
}

export function hashPassword(password: Uint8Array): Uint8Array {
	return createHash("sha256").update(password).digest();
}

export class Access {
	readonly #options: AccessOptions;

	constructor(options: AccessOptions) {
		this.#options = options;
	}

	/** The client identifier must be the username: otherwise one client could take over another's session. */
	async identify(
		clientId: string,
		username: string | undefined,
		password: Uint8Array | undefined,
	): Promise<Identity | undefined> {
		const { merchant, store, isCodeOpen } = this.#options;
		if (username === undefined || username !== clientId) return undefined;
		const [scope, name, ...rest] = username.split("/");
		if (!scope || !name || rest.length > 0) return undefined;
		if (username === enrolmentUsername(name))
			return (await isCodeOpen(name)) ? { kind: "enrolment", codeId: name } : undefined;
		if (username !== terminalUsername(merchant, name)) return undefined;
		const row = await store.terminals.find(name);
		if (!row?.passwordHash || row.topicRoot === "" || !password) return undefined;
		if (!timingSafeEqual(row.passwordHash, hashPassword(password))) return undefined;
		return { kind: "terminal", merchant, terminal: name, topicRoot: row.topicRoot };
	}

	mayPublish(identity: Identity, topic: string): UpTopic | "request" | undefined {
		if (identity.kind === "enrolment")
			return topic === enrolmentTopic(identity.codeId, "request") ? "request" : undefined;
		const leaf = leafOf(identity.topicRoot, topic);
		return upTopics.find((name) => name === leaf);
	}

	/** Which of its topics a client asks for. Equality leaves no room for wildcards or `$share`. */
	maySubscribe(identity: Identity, topic: string): DownTopic | "reply" | undefined {
		if (identity.kind === "enrolment")
			return topic === enrolmentTopic(identity.codeId, "reply") ? "reply" : undefined;
		return downTopics.find((leaf) => topic === terminalTopic(identity.topicRoot, leaf));
	}
}
