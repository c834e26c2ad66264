// Who may connect, and which topics they may publish and subscribe to. Topics are compared exactly.
import { timingSafeEqual } from "node:crypto";
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
} from "../../../firmware/wire/topics.js";
import { hashPassword } from "../../crypto.js";

/** The authenticated client of a connection. */
export type Identity =
	| {
			readonly kind: "terminal";
			readonly merchant: string;
			readonly terminal: string;
			readonly topicRoot: string;
			/** Of the password that it gave. */
			readonly passwordHash: Uint8Array;
	  }
	| { readonly kind: "enrolment"; readonly codeId: string };

/** A terminal's credentials as stored. */
export interface Credentials {
	/** SHA-256; undefined before enrolment. */
	readonly passwordHash: Uint8Array | undefined;
	/** Empty before enrolment. */
	readonly topicRoot: string;
}

export interface AccessOptions {
	readonly merchant: string;
	readonly findCredentials: (terminal: string) => Promise<Credentials | undefined>;
	/** Whether an enrolment code has not expired and has tries left. */
	readonly isCodeOpen: (codeId: string) => Promise<boolean>;
}

export class Access {
	readonly #options: AccessOptions;

	constructor(options: AccessOptions) {
		this.#options = options;
	}

	/** The client identifier must equal the username; otherwise a client could take over another's session. */
	async identify(
		clientId: string,
		username: string | undefined,
		password: Uint8Array | undefined,
	): Promise<Identity | undefined> {
		const { merchant, findCredentials, isCodeOpen } = this.#options;
		if (username === undefined || username !== clientId) return undefined;
		const [scope, name, ...rest] = username.split("/");
		if (!scope || !name || rest.length > 0) return undefined;
		if (username === enrolmentUsername(name))
			return (await isCodeOpen(name)) ? { kind: "enrolment", codeId: name } : undefined;
		if (username !== terminalUsername(merchant, name)) return undefined;
		const held = await findCredentials(name);
		if (!held?.passwordHash || held.topicRoot === "" || !password) return undefined;
		const { passwordHash, topicRoot } = held;
		if (!timingSafeEqual(passwordHash, hashPassword(password))) return undefined;
		return { kind: "terminal", merchant, terminal: name, topicRoot, passwordHash };
	}

	mayPublish(identity: Identity, topic: string): UpTopic | "request" | undefined {
		if (identity.kind === "enrolment")
			return topic === enrolmentTopic(identity.codeId, "request") ? "request" : undefined;
		const leaf = leafOf(identity.topicRoot, topic);
		return upTopics.find((name) => name === leaf);
	}

	/** The client's topic that is meant. Comparing for equality refuses wildcards and `$share`. */
	maySubscribe(identity: Identity, topic: string): DownTopic | "reply" | undefined {
		if (identity.kind === "enrolment")
			return topic === enrolmentTopic(identity.codeId, "reply") ? "reply" : undefined;
		return downTopics.find((leaf) => topic === terminalTopic(identity.topicRoot, leaf));
	}
}
