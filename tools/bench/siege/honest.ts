// Honest terminals and the operator beside the attacks. Each request has a deadline; a terminal whose session ends
// connects again and goes on.
import { encodeChunkRequest } from "../../../firmware/wire/chunk.js";
import { openAck } from "../../../firmware/wire/ack.js";
import { bytesOf, cbor, ed25519, type Stall } from "./stall.js";
import { Wire } from "./wire.js";

const deadlineMs = 10_000;
const retryMs = 50;

export interface HonestOptions {
	readonly mqttPort: number;
	readonly httpPort: number;
	readonly operatorToken: string;
	readonly imageDigestHex: string;
	readonly hostKeyHex: string;
	readonly stalls: readonly Stall[];
}

export class Honest {
	readonly #options: HonestOptions;
	/** The newest verified ack of each stall, in the order of the stalls. */
	readonly acked: number[];
	requests = 0;
	acks = 0;
	timeouts = 0;
	/** Sessions that the host ended. */
	ended = 0;
	slowestMs = 0;
	#isOver = false;
	readonly #running: Promise<void>[];

	constructor(options: HonestOptions) {
		this.#options = options;
		this.acked = options.stalls.map(() => 0);
		this.#running = [...options.stalls.map((stall, i) => this.sell(stall, i)), this.look()];
	}

	/** Resolves when no request is under way. */
	async stop(): Promise<void> {
		this.#isOver = true;
		await Promise.all(this.#running);
	}

	private async sell(stall: Stall, index: number): Promise<void> {
		let batch = stall.sell();
		while (!this.#isOver) {
			const wire = new Wire(this.#options.mqttPort);
			const topics = [stall.topic("ack"), stall.topic("chunk")];
			if (!(await this.within(wire.connect(stall.username, stall.password, topics)))) {
				this.ended++;
				wire.close();
				await new Promise((resolve) => setTimeout(resolve, retryMs));
				continue;
			}
			while (!this.#isOver && !wire.isClosed) {
				const isAcked = await this.ship(wire, stall, index, batch);
				if (isAcked) batch = stall.sell();
				if (!isAcked || !(await this.pull(wire, stall))) break;
			}
			if (!this.#isOver) this.ended++;
			wire.close();
		}
	}

	private async ship(wire: Wire, stall: Stall, index: number, batch: Uint8Array): Promise<boolean> {
		wire.publish(stall.topic("batch"), batch);
		const bytes = await this.within(wire.message(stall.topic("ack")));
		if (!bytes) return false;
		const { committed } = openAck(cbor, ed25519, bytesOf(this.#options.hostKeyHex), bytes);
		if (committed !== stall.sequence) return false;
		this.acked[index] = committed;
		this.acks++;
		return true;
	}

	private async pull(wire: Wire, stall: Stall): Promise<boolean> {
		const digest = bytesOf(this.#options.imageDigestHex);
		wire.publish(stall.topic("get"), encodeChunkRequest(cbor, { digest, offset: 0, length: 2_048 }));
		return (await this.within(wire.message(stall.topic("chunk")))) !== undefined;
	}

	/** The operator's page, and the probe of whoever watches the host. */
	private async look(): Promise<void> {
		const { httpPort, operatorToken } = this.#options;
		const headers = { authorization: `Bearer ${operatorToken}`, connection: "close" };
		for (let n = 0; !this.#isOver; n++) {
			const path = n % 10 === 0 ? "/api/overview" : "/healthz";
			const answer = fetch(`http://127.0.0.1:${httpPort}${path}`, { headers })
				.then(async (response) => (await response.arrayBuffer()) && response.status === 200)
				.catch(() => undefined);
			if (!(await this.within(answer))) this.ended++;
			await new Promise((resolve) => setTimeout(resolve, retryMs));
		}
	}

	/** Undefined when there is no answer in time, which is counted. */
	private async within<T>(answer: Promise<T>): Promise<T | undefined> {
		this.requests++;
		const startedAt = performance.now();
		let alarm: NodeJS.Timeout | undefined;
		const late = new Promise<undefined>((resolve) => {
			alarm = setTimeout(() => {
				this.timeouts++;
				resolve(undefined);
			}, deadlineMs);
		});
		const value = await Promise.race([answer, late]);
		clearTimeout(alarm);
		this.slowestMs = Math.max(this.slowestMs, performance.now() - startedAt);
		return value;
	}
}
