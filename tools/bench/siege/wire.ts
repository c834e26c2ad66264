// A plain MQTT 3.1.1 client over a socket, for honest terminals and for attackers.
import { connect, type Socket } from "node:net";
import mqtt, { type Packet } from "mqtt-packet";

interface Wanted {
	readonly matches: (packet: Packet) => boolean;
	readonly resolve: (packet: Packet | undefined) => void;
}

export class Wire {
	readonly socket: Socket;
	readonly #arrived: Packet[] = [];
	readonly #wanted: Wanted[] = [];
	#messageId = 0;
	#isClosed = false;

	constructor(port: number) {
		this.socket = connect({ port, host: "127.0.0.1", noDelay: true });
		const parser = mqtt.parser({ protocolVersion: 4 });
		parser.on("packet", (packet) => this.arrive(packet));
		this.socket.on("data", (bytes: Buffer) => parser.parse(bytes));
		this.socket.on("error", () => undefined);
		this.socket.on("close", () => {
			this.#isClosed = true;
			for (const { resolve } of this.#wanted.splice(0)) resolve(undefined);
		});
	}

	get isClosed(): boolean {
		return this.#isClosed;
	}

	send(packet: Packet): void {
		this.socket.write(mqtt.generate(packet, { protocolVersion: 4 }));
	}

	/** Whether the session has begun. */
	async connect(username: string, password: Uint8Array, topics: readonly string[]): Promise<boolean> {
		this.socket.write(connectPacket(username, password));
		const connack = await this.take((packet) => packet.cmd === "connack");
		if (connack?.cmd !== "connack" || connack.returnCode !== 0) return false;
		const messageId = this.nextId();
		this.send({ cmd: "subscribe", messageId, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
		return (await this.take((packet) => packet.cmd === "suback")) !== undefined;
	}

	publish(topic: string, payload: Uint8Array): void {
		this.socket.write(publishPacket(topic, payload, this.nextId()));
	}

	/** The next message on `topic`, acknowledged; undefined when the connection ends first. */
	async message(topic: string): Promise<Uint8Array | undefined> {
		const packet = await this.take((each) => each.cmd === "publish" && each.topic === topic);
		return packet?.cmd === "publish" ? new Uint8Array(packet.payload as Buffer) : undefined;
	}

	close(): void {
		this.socket.destroy();
	}

	private nextId(): number {
		this.#messageId = (this.#messageId % 65_535) + 1;
		return this.#messageId;
	}

	private arrive(packet: Packet): void {
		if (packet.cmd === "publish" && packet.qos === 1 && packet.messageId !== undefined)
			this.send({ cmd: "puback", messageId: packet.messageId });
		if (packet.cmd === "puback") return;
		const at = this.#wanted.findIndex(({ matches }) => matches(packet));
		if (at < 0) this.#arrived.push(packet);
		else this.#wanted.splice(at, 1)[0]!.resolve(packet);
	}

	private take(matches: Wanted["matches"]): Promise<Packet | undefined> {
		const at = this.#arrived.findIndex(matches);
		if (at >= 0) return Promise.resolve(this.#arrived.splice(at, 1)[0]);
		if (this.#isClosed) return Promise.resolve(undefined);
		return new Promise((resolve) => this.#wanted.push({ matches, resolve }));
	}
}

export function connectPacket(username: string, password: Uint8Array): Buffer {
	return mqtt.generate({
		...{ cmd: "connect", protocolId: "MQTT", protocolVersion: 4, clean: true, keepalive: 60 },
		...{ clientId: username, username, password: Buffer.from(password) },
	});
}

/** Of quality of service 1 with a message identifier, otherwise 0. */
export function publishPacket(topic: string, payload: Uint8Array, messageId?: number): Buffer {
	const packet = { cmd: "publish", topic, payload: Buffer.from(payload), dup: false, retain: false } as const;
	return mqtt.generate(messageId === undefined ? { ...packet, qos: 0 } : { ...packet, qos: 1, messageId });
}
