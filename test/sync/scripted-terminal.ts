// A terminal's sync whose broker and host are the test itself, which decides what arrives and when.
import { generate, type IPublishPacket, type Packet } from "mqtt-packet";
import { Journal } from "../../firmware/journal/journal.js";
import { MqttFramer } from "../../firmware/sync/framer.js";
import { parsePacket } from "../../simulator/network/packet.js";
import { Sync } from "../../firmware/sync/sync.js";
import { decodeStatus, type SessionOpening } from "../../firmware/wire/status.js";
import { type DownTopic, terminalTopic, type UpTopic } from "../../firmware/wire/topics.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { HandClock, ScriptedTcp } from "./scripted-tcp.js";
import { allGranted, subackPacket } from "./suback.js";
import { cbor, credentials, digest, ed25519, MemoryCatalog, signerOf } from "./world-terminal.js";

export class ScriptedTerminal {
	readonly clock = new HandClock();
	readonly tcp = new ScriptedTcp();
	readonly traces: string[] = [];
	readonly times: number[] = [];
	readonly journal: Journal;
	readonly sync: Sync;

	constructor() {
		const signer = signerOf(credentials.seed);
		this.journal = new Journal({
			flash: new NorFlash({ sizeBytes: 16 * 4_096 }),
			digest,
			signer,
			identity: credentials,
		});
		this.sync = new Sync({
			credentials,
			journal: this.journal,
			signer,
			catalog: new MemoryCatalog(),
			cbor,
			ports: {
				network: this.tcp.source,
				timers: this.clock,
				random: new SeededRandom(1),
				digest,
				ed25519,
				keyStore: new SimulatedKeyStore(),
				trace: (line) => this.traces.push(line),
			},
			listener: {
				terminalReport: () => ({ batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 0, bootCount: 1 }),
				linkChanged: () => undefined,
				quarantined: () => undefined,
				mayApply: () => true,
				catalogApplied: () => undefined,
				timeReceived: (wallMs) => this.times.push(wallMs),
				rightsReceived: () => undefined,
				flagsReceived: () => undefined,
				paymentAnswered: () => undefined,
			},
		});
	}

	/**
	 * Connects and subscribes. Returns how the terminal opens its session. `suback`: the broker's return code for each
	 * topic.
	 */
	open(suback: readonly number[] = allGranted): SessionOpening {
		this.connect();
		this.deliver(subackPacket(suback));
		return decodeStatus(cbor, this.published("status")[0]!).session!;
	}

	/** Connects up to, but not including, the SUBACK. */
	connect(): void {
		this.clock.pass(1_000);
		this.tcp.writable();
		this.deliver(Uint8Array.of(0x20, 2, 0, 0));
	}

	send(leaf: DownTopic, payload: Uint8Array): void {
		const topic = terminalTopic(credentials.topicRoot, leaf);
		const packet = {
			cmd: "publish",
			topic,
			payload: Buffer.from(payload),
			qos: 0,
			retain: false,
			dup: false,
		} as const;
		this.deliver(new Uint8Array(generate(packet)));
	}

	/** What the terminal has published on a topic since its connection opened. */
	published(leaf: UpTopic): Uint8Array[] {
		const packets: Packet[] = [];
		new MqttFramer(100_000, { takePacket: (bytes) => packets.push(parsePacket(bytes)) }).push(this.tcp.written);
		return packets
			.filter(
				(packet): packet is IPublishPacket =>
					packet.cmd === "publish" && packet.topic === terminalTopic(credentials.topicRoot, leaf),
			)
			.map(({ payload }) => new Uint8Array(payload as Buffer));
	}

	deliver(bytes: Uint8Array): void {
		this.tcp.deliver(bytes);
	}
}
