// The simulator's page: serves the client, streams what happens, takes what hands do. For this machine's own browser
// only: it binds to loopback and refuses requests that another site or another host name made the browser send (DNS
// rebinding, CSRF).
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { Host } from "../../host/main.js";
import type { Stall } from "../stall.js";
import type { SimulatedTerminal } from "../terminal/terminal.js";
import { actSchema, type CheckedAct } from "./acts.js";
import { buildPage } from "./build.js";
import { HostWatch } from "./host-watch.js";
import { Listener } from "./listeners.js";
import { PageStall } from "./page-stall.js";
import type { WorldState } from "./protocol.js";
import { StallFeed } from "./stall-feed.js";
import type { Place } from "./wire-tap.js";

export interface PageOptions {
	readonly stall: Stall;
	/** 0 for a free port. */
	readonly port: number;
	/** Where the host's dashboard answers, for the link. */
	readonly dashboardAddress: string;
}

const bodyBytesMax = 4_096;
const listenersMax = 64;
const worldMs = 250;

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
	"/": ["index.html", "text/html; charset=utf-8"],
	"/app.js": ["app.js", "text/javascript; charset=utf-8"],
	"/style.css": ["style.css", "text/css; charset=utf-8"],
};

export class Page {
	readonly #options: PageOptions;
	readonly #app: FastifyInstance;
	readonly #feeds = new Map<string, StallFeed>();
	readonly #listeners = new Set<Listener>();
	readonly #host: HostWatch;
	/** Wall time at the world's beginning: it runs ahead of the host's own clock when the world runs fast. */
	readonly #originMs: number;
	#timer: NodeJS.Timeout | undefined;
	#port = 0;

	/** Builds the client and listens on loopback. */
	static async open(options: PageOptions): Promise<Page> {
		const watch = await HostWatch.open(options.stall.host);
		const server = new Page(options, await buildPage(), watch);
		try {
			await server.openFeeds();
			await server.#app.listen({ host: "127.0.0.1", port: options.port });
		} catch (error) {
			await server.close();
			throw error;
		}
		server.#port = (server.#app.server.address() as AddressInfo).port;
		return server;
	}

	private constructor(options: PageOptions, folder: string, watch: HostWatch) {
		this.#options = options;
		this.#host = watch;
		const { world, host } = options.stall;
		this.#originMs = host.clock.now() - world.nowMs;
		this.#app = fastify({
			bodyLimit: bodyBytesMax,
			forceCloseConnections: true,
			// What is not exactly as the schema says is refused, not bent into shape.
			ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
		});
		// JSON alone: a browser asks us before it sends that across origins, and we never say yes.
		this.#app.removeContentTypeParser("text/plain");
		this.#app.addHook("onRequest", (request, reply, next) => {
			void reply.headers(securityHeaders);
			if (this.isForeign(request))
				void reply.code(403).send({ message: "This page answers only to this machine’s own browser." });
			else next();
		});
		for (const [path, [file, type]] of Object.entries(files)) {
			const contents = readFileSync(join(folder, file));
			this.#app.get(path, (_request, reply) => reply.type(type).send(contents));
		}
		this.#app.get("/events", (request, reply) => this.listen(request, reply));
		this.#app.post<{ Body: CheckedAct }>("/act", { schema: { body: actSchema } }, (request, reply) =>
			this.act(request.body, reply),
		);
		this.#app.get<{ Params: { terminal: string; number: string } }>(
			"/paper/:terminal/:number",
			({ params }, reply) => {
				const png = this.#feeds.get(params.terminal)?.stall.paper.torn(Number.parseInt(params.number, 10));
				return png
					? reply.type("image/png").send(png)
					: reply.code(404).send({ message: "There is no such strip of paper." });
			},
		);
	}

	private async openFeeds(): Promise<void> {
		for (const [id, terminal] of this.#options.stall.terminals) this.#feeds.set(id, await this.feed(id, terminal));
	}

	private async feed(id: string, terminal: SimulatedTerminal): Promise<StallFeed> {
		const { host } = this.#options.stall;
		const contents = {
			itemCode: (position: number) => this.#host.barcodes()[position]?.code,
			// A code lives for minutes: one is asked for when its tag is taken up.
			enrolmentCode: async () => (await host.enrol(id, this.#host.nameOf(id))).code,
		};
		return new StallFeed(new PageStall(id, terminal, await acknowledgedBy(host, id), contents));
	}

	/** Where a browser on this machine finds the page. */
	get address(): string {
		return `http://127.0.0.1:${this.#port}/`;
	}

	/** Idempotent: ends the streams and the server; the stall goes on. */
	async close(): Promise<void> {
		clearInterval(this.#timer);
		this.#timer = undefined;
		for (const feed of this.#feeds.values()) feed.close();
		this.#host.close();
		await this.#app.close();
	}

	/** Browsers send Host always, and Origin with each POST. */
	private isForeign({ headers }: FastifyRequest): boolean {
		const own = ["127.0.0.1", "localhost", "[::1]"].map((name) => `${name}:${this.#port}`);
		if (!headers.host || !own.includes(headers.host)) return true;
		return headers.origin !== undefined && !own.some((name) => headers.origin === `http://${name}`);
	}

	private listen(request: FastifyRequest, reply: FastifyReply): void {
		const { terminal } = request.query as { terminal?: string };
		const feed = terminal === undefined ? [...this.#feeds.values()][0] : this.#feeds.get(terminal);
		if (!feed) return void reply.code(404).send({ message: "There is no such terminal." });
		if (this.#listeners.size >= listenersMax)
			return void reply.code(503).send({ message: "Too many pages are open. Close one." });
		reply.hijack();
		const listener = new Listener(reply.raw);
		this.#listeners.add(listener);
		// A page that went away in the middle of a write is closed below.
		reply.raw.on("error", () => undefined);
		reply.raw.on("close", () => {
			feed.remove(listener);
			this.#listeners.delete(listener);
			if (this.#listeners.size > 0) return;
			clearInterval(this.#timer);
			this.#timer = undefined;
		});
		this.tell(listener);
		feed.add(listener);
		this.#timer ??= setInterval(() => {
			for (const one of this.#listeners) this.tell(one);
		}, worldMs);
	}

	private tell(listener: Listener): void {
		listener.sendChange("world", this.world());
		listener.sendChange("host", this.#host.state());
	}

	private world(): WorldState {
		const { stall, dashboardAddress } = this.#options;
		return {
			nowMs: Math.floor((this.#originMs + stall.world.nowMs) / 1_000) * 1_000,
			speed: stall.pacer.speed,
			dashboardAddress,
			terminals: [...stall.terminals].map(([id, terminal]) => ({
				id,
				name: this.#host.nameOf(id),
				isOn: terminal.isOn,
			})),
			barcodes: [...this.#host.barcodes()],
		};
	}

	private async act(act: CheckedAct, reply: FastifyReply): Promise<FastifyReply> {
		if (act.kind === "speed") {
			this.#options.stall.pacer.speed = act.speed;
			return reply.code(204).send();
		}
		const feed = this.#feeds.get(act.terminal);
		if (!feed) return reply.code(404).send({ message: "There is no such terminal." });
		await feed.stall.do(act);
		return reply.code(204).send();
	}
}

async function acknowledgedBy(host: Host, terminal: string): Promise<Place> {
	const [newest] = (await host.store.chains.epochs(terminal)).sort((a, b) => b.epoch - a.epoch);
	return { epoch: newest?.epoch ?? 0, sequence: newest?.committed ?? 0 };
}

const securityHeaders = {
	"content-security-policy":
		"default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
	"x-content-type-options": "nosniff",
	"referrer-policy": "no-referrer",
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"cache-control": "no-store",
} as const;
