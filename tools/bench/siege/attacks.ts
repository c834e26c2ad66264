// Every attack of the siege: what a stranger on the network, a terminal's owner, a page in a browser or another program
// on the machine can do to a host from outside. Each returns what ends it.
import { connect, type Socket } from "node:net";
import Database from "better-sqlite3";
import { encodeBatch } from "../../../firmware/wire/batch.js";
import { encodeChunkRequest } from "../../../firmware/wire/chunk.js";
import { encodeStatus, UpdateState } from "../../../firmware/wire/status.js";
import { enrolmentTopic, terminalTopic } from "../../../firmware/wire/topics.js";
import { bytesOf, cbor, type SeenEnrolment, Stall, type StallKeys } from "./stall.js";
import { connectPacket, publishPacket, Wire } from "./wire.js";

/** What attackers know. */
export interface Target {
	readonly mqttPort: number;
	readonly httpPort: number;
	readonly databasePath: string;
	readonly operatorToken: string;
	readonly imageDigestHex: string;
	readonly hostile: readonly StallKeys[];
	/** An enrolment that a later one has replaced. */
	readonly seen: SeenEnrolment;
}

type Attack = (target: Target) => () => void;

const loopMs = 5;
const noBytes = new Uint8Array(0);
/** Shaped like a batch, signed by nobody. */
const forged = encodeBatch(cbor, {
	...{ epoch: 1, firstSequence: 2, payloads: [Uint8Array.of(1, 2, 3)], signature: new Uint8Array(64).fill(7) },
});

/** Keeps `count` connections open. A connection that ends is opened again soon. */
function hold(port: number, count: number, greet: (socket: Socket) => void): () => void {
	const sockets = new Set<Socket>();
	const open = (): void => {
		const socket = connect({ port, host: "127.0.0.1" });
		sockets.add(socket);
		socket.on("error", () => undefined);
		socket.once("connect", () => greet(socket));
		socket.once("close", () => sockets.delete(socket));
		socket.resume();
	};
	const fill = (): void => {
		for (let i = 0; i < 500 && sockets.size < count; i++) open();
	};
	fill();
	const timer = setInterval(fill, 4 * loopMs);
	return () => {
		clearInterval(timer);
		for (const socket of sockets) socket.destroy();
	};
}

/** Every hostile terminal writes what `next` makes as fast as the host takes it. `reads` tells whether it reads. */
function floodBy(target: Target, reads: boolean, next: (stall: Stall, n: number) => Buffer): () => void {
	const sockets: Socket[] = [];
	let isOver = false;
	const begin = (stall: Stall): void => {
		if (isOver) return;
		const socket = connect({ port: target.mqttPort, host: "127.0.0.1", noDelay: true });
		sockets.push(socket);
		socket.on("error", () => undefined);
		socket.once("connect", () => socket.write(connectPacket(stall.username, stall.password)));
		socket.once("close", () => setTimeout(() => begin(stall), loopMs));
		let n = 0;
		const write = (): void => {
			for (let i = 0; i < 256 && !socket.destroyed; i++) if (!socket.write(next(stall, n++))) break;
			if (!socket.destroyed && !isOver) socket.once("drain", write);
		};
		socket.once("data", () => {
			if (reads) socket.resume();
			else socket.pause();
			write();
		});
	};
	for (const keys of target.hostile) begin(new Stall(keys));
	return () => {
		isOver = true;
		for (const socket of sockets) socket.destroy();
	};
}

/** Every hostile terminal connects and does something in its session, again and again. */
function sessions(target: Target, act: (wire: Wire, stall: Stall) => void): () => void {
	let isOver = false;
	const wires = new Set<Wire>();
	const run = async (stall: Stall): Promise<void> => {
		while (!isOver) {
			const wire = new Wire(target.mqttPort);
			wires.add(wire);
			if (await wire.connect(stall.username, stall.password, [stall.topic("ack")])) act(wire, stall);
			if (!wire.isClosed) await new Promise((resolve) => wire.socket.once("close", resolve));
			wires.delete(wire);
		}
	};
	for (const keys of target.hostile) void run(new Stall(keys));
	return () => {
		isOver = true;
		for (const wire of wires) wire.close();
	};
}

/** Requests to the API as fast as they are answered, `parallel` at a time. */
function requests(
	target: Target,
	parallel: number,
	make: (n: number) => [path: string, init: RequestInit],
): () => void {
	let isOver = false;
	const aborted = new AbortController();
	const run = async (worker: number): Promise<void> => {
		for (let n = worker; !isOver; n += parallel) {
			const [path, init] = make(n);
			const url = `http://127.0.0.1:${target.httpPort}${path}`;
			await fetch(url, { ...init, signal: aborted.signal })
				.then((answer) => answer.arrayBuffer())
				.catch(() => new Promise((resolve) => setTimeout(resolve, loopMs)));
		}
	};
	for (let worker = 0; worker < parallel; worker++) void run(worker);
	return () => {
		isOver = true;
		aborted.abort();
	};
}

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

function status(more: object): Uint8Array {
	const report = { sequence: 0, batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 9, bootCount: 1 };
	return encodeStatus(cbor, { ...report, epoch: 1, ...more });
}

function chunkRequest(digestHex: string, offset: number): Uint8Array {
	return encodeChunkRequest(cbor, { digest: bytesOf(digestHex), offset, length: 2_048 });
}

/** Packets that break MQTT after CONNECT. */
const violations: readonly Buffer[] = [
	Buffer.from([0xf0, 0]),
	Buffer.from([0x82, 2, 0, 1]),
	Buffer.from([0x36, 5, 0, 1, 0x74, 0, 1]),
	Buffer.from([0x32, 5, 0, 1, 0x74, 0, 0]),
	Buffer.from([0x30, 4, 0, 2, 0x74, 0x23]),
	Buffer.from([0x10, 0]),
	Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]),
];

export const attacks: Readonly<Record<string, Attack>> = {
	chunksUnread: (target) =>
		floodBy(target, false, (stall, n) =>
			publishPacket(stall.topic("get"), chunkRequest(target.imageDigestHex, (n % 64) * 2_048)),
		),
	chunksRead: (target) =>
		floodBy(target, true, (stall, n) =>
			publishPacket(stall.topic("get"), chunkRequest(target.imageDigestHex, (n % 64) * 2_048)),
		),
	chunksOfNothing: (target) =>
		floodBy(target, true, (stall, n) =>
			publishPacket(stall.topic("get"), chunkRequest(n.toString(16).padStart(64, "0"), 0)),
		),
	statuses: (target) => floodBy(target, true, (stall) => publishPacket(stall.topic("status"), status({}))),
	alarms: (target) =>
		floodBy(target, true, (stall, n) => {
			const firmware = { board: "b", version: 1, state: UpdateState.refused, offered: (n % 60_000) + 2 };
			return publishPacket(stall.topic("status"), status({ firmware }));
		}),
	batchesForged: (target) =>
		floodBy(target, true, (stall, n) => {
			const batch = n === 0 ? stall.sell() : forged;
			return publishPacket(stall.topic("batch"), batch, (n % 60_000) + 1);
		}),
	batchesUnreadable: (target) =>
		floodBy(target, true, (stall, n) =>
			publishPacket(stall.topic("batch"), new Uint8Array(60_000).fill(n), (n % 60_000) + 1),
		),
	epochs: (target) =>
		floodBy(target, true, (stall, n) =>
			publishPacket(stall.topic("batch"), n === 0 ? stall.sell() : stall.openEpoch(), (n % 60_000) + 1),
		),
	foreignTopics: (target) =>
		sessions(target, (wire) => wire.publish(terminalTopic("t/9/9z", "batch"), Uint8Array.of(1))),
	violations: (target) => {
		let n = 0;
		return sessions(target, ({ socket }) => void socket.write(violations[n++ % violations.length]!));
	},
	oversizedPackets: (target) =>
		sessions(target, ({ socket }) => {
			socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
			socket.write(Buffer.alloc(262_144));
		}),
	churn: (target) => sessions(target, (wire) => wire.close()),
	halfOpen: ({ mqttPort }) => hold(mqttPort, 9_000, () => undefined),
	slowConnect: ({ mqttPort }) =>
		hold(mqttPort, 2_000, (socket) => {
			const bytes = connectPacket("demo/slow", noBytes);
			let at = 0;
			const timer = setInterval(() => socket.write(bytes.subarray(at, ++at)), 500);
			socket.once("close", () => clearInterval(timer));
		}),
	wrongPasswords: ({ mqttPort, hostile }) =>
		hold(mqttPort, 200, (socket) => {
			const { merchant, terminal } = hostile[0]!;
			socket.write(connectPacket(`${merchant}/${terminal}`, Uint8Array.of(1, 2, 3)));
		}),
	garbage: ({ mqttPort }) => hold(mqttPort, 200, (socket) => void socket.write("GET / HTTP/1.1\r\n\r\n")),
	enrolmentReplayed: ({ mqttPort, seen }) =>
		hold(mqttPort, 4, (socket) => {
			const request = bytesOf(seen.requestHex);
			socket.write(connectPacket(`enrol/${seen.codeId}`, noBytes));
			socket.once("data", () => socket.write(publishPacket(enrolmentTopic(seen.codeId, "request"), request, 1)));
		}),
	wrongTokens: (target) => requests(target, 16, (n) => ["/api/overview", { headers: bearer(`wrong ${n}`) }]),
	largeBodies: (target) =>
		requests(target, 8, () => [
			"/api/catalog",
			{ method: "PUT", body: "x".repeat(4_000_000), headers: bearer(target.operatorToken) },
		]),
	overviews: (target) => requests(target, 16, () => ["/api/overview", { headers: bearer(target.operatorToken) }]),
	eventsHoarded: ({ httpPort, operatorToken }) =>
		hold(httpPort, 500, (socket) => {
			socket.write(
				`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${operatorToken}\r\n\r\n`,
			);
			socket.pause();
		}),
	slowRequests: ({ httpPort }) =>
		hold(httpPort, 4_000, (socket) => {
			socket.write("GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n");
			const timer = setInterval(() => socket.write("X-a: b\r\n"), 1_000);
			socket.once("close", () => clearInterval(timer));
		}),
	lockHeld: ({ databasePath }) => {
		const database = new Database(databasePath, { timeout: 100 });
		const timer = setInterval(() => {
			try {
				database.exec(database.inTransaction ? "ROLLBACK" : "BEGIN IMMEDIATE");
			} catch {
				// The host writes at this moment.
			}
		}, 200);
		return () => {
			clearInterval(timer);
			database.close();
		};
	},
};
