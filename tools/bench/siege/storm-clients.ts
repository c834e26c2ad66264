// The terminals of the storm, in their own process: node … storm-clients.ts PORT COUNT. All connect at once and
// subscribe to their topics. Sends the milliseconds until the last SUBACK.
import { connect } from "node:net";
import mqtt from "mqtt-packet";
import { downTopics, terminalTopic, terminalUsername, topicRoot } from "../../../firmware/wire/topics.js";
import { stormName, stormPassword } from "./storm-names.js";
import { connectPacket } from "./wire.js";

/** Connections being opened at a time: what a listening socket keeps for its process. */
const openingMax = 500;
const connackBytes = 4;

function terminalOf(index: number) {
	const root = topicRoot(index + 1);
	const subscriptions = downTopics.map((leaf) => ({ topic: terminalTopic(root, leaf), qos: 1 as const }));
	return {
		hello: connectPacket(terminalUsername("demo", stormName(index)), stormPassword),
		subscribe: mqtt.generate({ cmd: "subscribe", messageId: 1, subscriptions }),
		/** SUBACK: fixed header, packet identifier, a byte for each topic. */
		answerBytes: connackBytes + 4 + subscriptions.length,
	};
}

async function storm(port: number, count: number): Promise<number> {
	const terminals = Array.from({ length: count }, (_, i) => terminalOf(i));
	const startedAt = performance.now();
	let left = count;
	let next = 0;
	await new Promise<void>((resolve) => {
		const open = (index: number): void => {
			const { hello, subscribe, answerBytes } = terminals[index]!;
			let received = 0;
			const socket = connect({ port, host: "127.0.0.1", noDelay: true }).on("error", () => undefined);
			socket.once("connect", () => {
				socket.write(hello);
				if (next < count) open(next++);
			});
			socket.on("data", ({ length }) => {
				if (received < connackBytes && received + length >= connackBytes) socket.write(subscribe);
				received += length;
				if (received >= answerBytes && received - length < answerBytes && --left === 0) resolve();
			});
			// As a terminal does, though sooner.
			socket.once("close", () => setTimeout(() => open(index), 100));
		};
		while (next < Math.min(openingMax, count)) open(next++);
	});
	return performance.now() - startedAt;
}

const [, , port, count] = process.argv;
process.send?.(await storm(Number(port), Number(count)), () => process.exit());
