// A plain MQTT 3.1.1 client for tests: mqtt-packet over any byte stream, independent of our firmware.
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import mqtt, { type Packet } from "mqtt-packet";

export interface Credentials {
	readonly clientId: string;
	readonly username?: string;
	readonly password?: Uint8Array;
	readonly keepalive?: number;
}

export class MqttClient {
	readonly stream: Duplex;
	readonly packets: Packet[] = [];
	closed = false;
	#waiting: (() => void)[] = [];
	#messageId = 0;

	constructor(stream: Duplex) {
		this.stream = stream;
		const parser = mqtt.parser({ protocolVersion: 4 });
		parser.on("packet", (packet) => {
			this.packets.push(packet);
			this.wake();
		});
		stream.on("data", (bytes: Buffer) => parser.parse(bytes));
		stream.on("error", () => undefined);
		stream.on("close", () => {
			this.closed = true;
			this.wake();
		});
	}

	static tcp(port: number): MqttClient {
		const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
		return new MqttClient(socket);
	}

	send(packet: Packet): void {
		this.stream.write(mqtt.generate(packet, { protocolVersion: 4 }));
	}

	/** The CONNACK's return code; −1 when the connection was closed instead. */
	async connect(credentials: Credentials, more: object = {}): Promise<number> {
		const { clientId, username, password, keepalive = 30 } = credentials;
		const packet: Packet = {
			cmd: "connect",
			protocolId: "MQTT",
			protocolVersion: 4,
			clean: true,
			clientId,
			keepalive,
		};
		if (username !== undefined) packet.username = username;
		if (password !== undefined) packet.password = Buffer.from(password);
		this.send({ ...packet, ...more });
		const connack = await this.take((p) => p.cmd === "connack");
		return connack?.cmd === "connack" ? (connack.returnCode ?? 0) : -1;
	}

	/** The granted quality of service of each topic; 128 is a refusal. */
	async subscribe(...topics: string[]): Promise<number[]> {
		const messageId = ++this.#messageId;
		this.send({ cmd: "subscribe", messageId, subscriptions: topics.map((topic) => ({ topic, qos: 1 })) });
		const suback = await this.take((p) => p.cmd === "suback" && p.messageId === messageId);
		return suback?.cmd === "suback" ? (suback.granted as number[]) : [];
	}

	/** Resolves to true on PUBACK, or to false if the connection was closed instead. */
	async publish(topic: string, payload: Uint8Array, more: object = {}): Promise<boolean> {
		const messageId = ++this.#messageId;
		this.send({
			cmd: "publish",
			topic,
			payload: Buffer.from(payload),
			qos: 1,
			dup: false,
			retain: false,
			messageId,
			...more,
		});
		return (await this.take((p) => p.cmd === "puback" && p.messageId === messageId)) !== undefined;
	}

	/** The next message on `topic`, acknowledged; undefined when the connection closes first. */
	async message(topic: string): Promise<Uint8Array | undefined> {
		const packet = await this.take((p) => p.cmd === "publish" && p.topic === topic);
		if (packet?.cmd !== "publish") return undefined;
		if (packet.qos === 1 && packet.messageId !== undefined)
			this.send({ cmd: "puback", messageId: packet.messageId });
		return new Uint8Array(packet.payload as Buffer);
	}

	async take(wanted: (packet: Packet) => boolean): Promise<Packet | undefined> {
		for (;;) {
			const index = this.packets.findIndex(wanted);
			if (index >= 0) return this.packets.splice(index, 1)[0];
			if (this.closed) return undefined;
			await new Promise<void>((resolve) => this.#waiting.push(resolve));
		}
	}

	async ended(): Promise<void> {
		while (!this.closed) await new Promise<void>((resolve) => this.#waiting.push(resolve));
	}

	async close(): Promise<void> {
		this.stream.destroy();
		await this.ended();
	}

	private wake(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		for (const resolve of waiting) resolve();
	}
}
