// How the host exchanges messages with terminals, as a port. A folder beside this file holds one implementation each:
// `embedded/` is a broker inside this process; one that talks to a broker of the operator's fits the same interface.
import type { Duplex } from "node:stream";
import type { SecurePort } from "../../firmware/wire/enrolment.js";
import type { DownTopic, UpTopic } from "../../firmware/wire/topics.js";

/** A message from a terminal, or from a device that enrols as one. */
export type Delivery =
	| {
			readonly kind: "terminal";
			readonly terminal: string;
			readonly leaf: UpTopic;
			readonly payload: Uint8Array;
	  }
	| { readonly kind: "enrolment"; readonly codeId: string; readonly payload: Uint8Array };

/** Tells the sender that its message was taken. With an error it was not, and the sender has to send it again. */
export type Acknowledge = (error?: Error) => void;

export interface TransportHandlers {
	/**
	 * `acknowledge` is called once; until then the sender's next message waits, which is the backpressure.
	 */
	deliver(delivery: Delivery, acknowledge: Acknowledge): void;
	/** A terminal has connected or is gone. */
	presence(terminal: string, isOnline: boolean): void;
}

/** What the broker has to admit from now on. */
export type Account =
	/** A terminal with new credentials. Whoever still holds a session under the old ones is disconnected. */
	| {
			readonly kind: "terminal";
			readonly terminal: string;
			/** As the terminal sends it: ASCII. Never kept in the clear. */
			readonly password: Uint8Array;
			/** The branch of topics that it may use and no others. */
			readonly topicRoot: string;
	  }
	/** A device that knows an enrolment code, until the code expires. */
	| { readonly kind: "enrolment"; readonly codeId: string; readonly expiresMs: number };

/** Where terminals reach the broker; written into enrolment codes and grants. */
export interface Endpoint {
	readonly host: string;
	readonly port: number;
	/** With it terminals speak TLS once they are enrolled. */
	readonly secure: SecurePort | undefined;
}

/** Calls take effect in their order: nothing is sent before an earlier `provision` holds. */
export interface Transport {
	/** Known once `open` has returned. */
	readonly endpoint: Endpoint;
	/** Begins to take messages. Called once. Throws HostFault TLS_UNUSABLE, or what listening on a port throws. */
	open(handlers: TransportHandlers): Promise<void>;
	/** False where the terminal is known not to be there or not to listen. */
	send(terminal: string, leaf: DownTopic, payload: Uint8Array): boolean;
	/** Answers a request to enrol. False as for `send`. */
	reply(codeId: string, payload: Uint8Array): boolean;
	/** The terminals that are connected now. */
	online(): string[];
	isOnline(terminal: string): boolean;
	provision(account: Account): void;
	/** Connects a byte stream that carries a client's MQTT, for worlds without a network. */
	attach(stream: Duplex): void;
	/** Idempotent. Disconnects everybody; nothing is delivered afterwards. */
	close(): Promise<void>;
}
