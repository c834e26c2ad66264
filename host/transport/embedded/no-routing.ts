// What aedes asks of its router and of its storage, answered with nothing. Messages go from a terminal to the host and
// from the host to one terminal, never from client to client, and no session, will or retained message is kept. Aedes'
// own router and storage would hold five topics of every terminal and publish $SYS messages that nobody reads, which
// takes most of the time of a fleet that connects at once.

import { Readable } from "node:stream";

type Done = (error?: Error | null) => void;

/** In the place of mqemitter, which also calls back in a later turn when topics change. */
export class NoRouter {
	on(_topic: string, _listener: unknown, done?: Done): this {
		if (done) setImmediate(done);
		return this;
	}

	removeListener(_topic: string, _listener: unknown, done?: Done): void {
		if (done) setImmediate(done);
	}

	emit(_packet: object, done?: Done): void {
		done?.();
	}

	close(done?: Done): void {
		done?.();
	}
}

/** Of the retained messages, of which there are none, aedes calls only this. */
const noStream = { pipe: (): void => undefined };

/** In the place of aedes-persistence: the part of it that clean sessions of quality of service 0 and 1 use. */
export class NoStorage {
	/** Aedes demands a function that is declared as asynchronous. */
	async setup(): Promise<void> {
		await Promise.resolve();
	}

	async cleanSubscriptions(): Promise<void> {
		await Promise.resolve();
	}

	async subscriptionsByTopic(): Promise<readonly never[]> {
		return Promise.resolve([]);
	}

	delWill(): Promise<void> {
		return Promise.resolve();
	}

	streamWill(): readonly never[] {
		return [];
	}

	outgoingStream(): Readable {
		return Readable.from([]);
	}

	createRetainedStreamCombi(): object {
		return noStream;
	}

	outgoingEnqueueCombi(): Promise<void> {
		return Promise.resolve();
	}

	/** Of an acknowledged message: nothing is known of it. */
	outgoingClearMessageId(): Promise<void> {
		return Promise.resolve();
	}
}
