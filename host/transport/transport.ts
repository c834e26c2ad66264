// The port by which the host exchanges messages with terminals. Each folder beside this file is an implementation:
// `embedded/` is a broker in this process. An implementation for an external broker would have the same interface.
import type { Duplex } from "node:stream";
import type { SecurePort } from "../../firmware/wire/enrolment.js";
import type { DownTopic, UpTopic } from "../../firmware/wire/topics.js";

/** A message from a terminal, or from a device during enrolment. */
export type Delivery =
	| {
			readonly kind: "terminal";
			readonly terminal: string;
			readonly leaf: UpTopic;
			readonly payload: Uint8Array;
	  }
	| { readonly kind: "enrolment"; readonly codeId: string; readonly payload: Uint8Array };

/** Acknowledges a message to its sender. With an error it was not accepted, and the sender has to send it again. */
export type Acknowledge = (error?: Error) => void;

export interface TransportHandlers {
	/** `acknowledge` is called once. Until then the sender's next message waits, which provides backpressure. */
	deliver(delivery: Delivery, acknowledge: Acknowledge): void;
	/** A terminal has connected or disconnected. */
	presence(terminal: string, isOnline: boolean): void;
}

/** An account that the broker has to accept from now on. */
export type Account =
	/** A terminal with new credentials. A session under its old credentials is disconnected. */
	| {
			readonly kind: "terminal";
			readonly terminal: string;
			/** In ASCII, as the terminal sends it. Must not be stored in plain text. */
			readonly password: Uint8Array;
			/** The only topic branch that it may use. */
			readonly topicRoot: string;
	  }
	/** A device that knows an enrolment code, until the code expires. */
	| { readonly kind: "enrolment"; readonly codeId: string; readonly expiresMs: number };

/** The broker's address for terminals, which is part of enrolment codes and grants. */
export interface Endpoint {
	readonly host: string;
	readonly port: number;
	/** If defined, terminals use TLS once they are enrolled. */
	readonly secure: SecurePort | undefined;
}

/** Calls take effect in order: nothing is sent before an earlier `provision` is effective. */
export interface Transport {
	/** Available once `open` has returned. */
	readonly endpoint: Endpoint;
	/** Starts accepting messages. Called once. Throws HostFault TLS_UNUSABLE or an error of listening on a port. */
	open(handlers: TransportHandlers): Promise<void>;
	/** Returns false when the terminal is known to be offline or not subscribed. */
	send(terminal: string, leaf: DownTopic, payload: Uint8Array): boolean;
	/** Answers an enrolment request. Returns false as for `send`. */
	reply(codeId: string, payload: Uint8Array): boolean;
	/** The terminals that are connected now. */
	online(): string[];
	isOnline(terminal: string): boolean;
	provision(account: Account): void;
	/** Serves a client's MQTT over a connected stream, for simulations without a network. */
	attach(stream: Duplex): void;
	/** Disconnects all clients; nothing is delivered afterwards. Idempotent. */
	close(): Promise<void>;
}
