// The server of the simulator's page: serves the client, streams the state, and takes the user's actions. It is for
// browsers on this machine only: it binds to loopback and refuses requests from other sites (CSRF) and for other host
// names (DNS rebinding).
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import helmet from "@fastify/helmet";
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { WebContext } from "../../host/context.js";
import { pageHeaders } from "../../host/web/headers.js";
import { foreignHeader, loopbackNames } from "../../host/web/origin.js";
import type { Stall } from "../stall.js";
import type { SimulatedTerminal } from "../terminal/terminal.js";
import { actionSchema, type CheckedAction } from "./actions.js";
import { buildPage } from "./build.js";
import { HostWatch } from "./host-watch.js";
import { Listener } from "./listeners.js";
import { PageTerminal } from "./page-terminal.js";
import type { HostState, WorldState } from "./protocol.js";
import { TerminalFeed } from "./terminal-feed.js";
import type { Place } from "./wire-tap.js";

export interface PageOptions {
	readonly stall: Stall;
	/** 0 for a free port. */
	readonly port: number;
	/** URL of the host's dashboard, for the link. */
	readonly dashboardAddress: string;
}

const bodyBytesMax = 4_096;
const listenersMax = 64;
const worldMs = 250;

const headers = pageHeaders({ hasInlineStyles: false });

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
	"/": ["index.html", "text/html; charset=utf-8"],
	"/app.js": ["app.js", "text/javascript; charset=utf-8"],
	"/style.css": ["style.css", "text/css; charset=utf-8"],
};

export class Page {
	readonly #options: PageOptions;
	readonly #app: FastifyInstance;
	readonly #feeds = new Map<string, TerminalFeed>();
	readonly #listeners = new Set<Listener>();
	readonly #host: HostWatch;
	/** Wall time at the start of the world. */
	readonly #originMs: number;
	#timer: NodeJS.Timeout | undefined;
	#port = 0;

	/** Builds the client and listens on loopback. */
	static async open(options: PageOptions): Promise<Page> {
		const server = new Page(options);
		try {
			for (const [id, terminal] of options.stall.terminals) await server.addFeed(id, terminal);
			await server.serve(await buildPage());
			await server.#app.listen({ host: "127.0.0.1", port: options.port });
		} catch (error) {
			await server.close();
			throw error;
		}
		server.#port = (server.#app.server.address() as AddressInfo).port;
		return server;
	}

	private constructor(options: PageOptions) {
		this.#options = options;
		const { world, host } = options.stall;
		this.#host = new HostWatch(host.context);
		this.#originMs = host.clock.now() - world.nowMs;
		this.#app = fastify({
			bodyLimit: bodyBytesMax,
			forceCloseConnections: true,
			// Requests that do not match their schema exactly are refused, not converted.
			ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
		});
	}

	private async serve(folder: string): Promise<void> {
		// Only JSON is accepted: browsers send JSON to another origin only after a preflight, which this server never
		// allows.
		this.#app.removeContentTypeParser("text/plain");
		await this.#app.register(helmet, headers);
		this.#app.addHook("onRequest", (request, reply, next) => {
			void reply.header("cache-control", "no-store");
			if (foreignHeader(request.headers, { hostNames: loopbackNames, port: this.#port }))
				void reply.code(403).send({ message: "This page can only be used by a browser on this machine." });
			else next();
		});
		for (const [path, [file, type]] of Object.entries(files)) {
			const contents = readFileSync(join(folder, file));
			this.#app.get(path, (_request, reply) => reply.type(type).send(contents));
		}
		this.#app.get("/events", (request, reply) => this.listen(request, reply));
		this.#app.post<{ Body: CheckedAction }>("/act", { schema: { body: actionSchema } }, (request, reply) =>
			this.act(request.body, reply),
		);
		this.#app.get<{ Params: { terminal: string; number: string } }>(
			"/paper/:terminal/:number",
			({ params }, reply) => {
				const png = this.#feeds.get(params.terminal)?.page.paper.torn(Number.parseInt(params.number, 10));
				return png
					? reply.type("image/png").send(png)
					: reply.code(404).send({ message: "There is no such strip of paper." });
			},
		);
	}

	private async addFeed(id: string, terminal: SimulatedTerminal): Promise<void> {
		const { host } = this.#options.stall;
		const contents = {
			itemCode: (position: number) => this.#host.barcodes[position]?.code,
			// Codes expire within minutes, so one is issued when its tag is used.
			enrolmentCode: async () => {
				const known = await host.store.terminals.find(id);
				return (await host.enrol(id, known?.name ?? id)).code;
			},
		};
		const acknowledged = await acknowledgedBy(host.context, id);
		this.#feeds.set(id, new TerminalFeed(new PageTerminal(id, terminal, acknowledged, contents)));
	}

	/** URL of the page for browsers on this machine. */
	get address(): string {
		return `http://127.0.0.1:${this.#port}/`;
	}

	/** Ends the streams and the server, not the stall. Idempotent. */
	async close(): Promise<void> {
		clearInterval(this.#timer);
		this.#timer = undefined;
		for (const feed of this.#feeds.values()) feed.close();
		this.#host.close();
		await this.#app.close();
	}

	private async listen(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
		const { terminal } = request.query as { terminal?: string };
		const feed = terminal === undefined ? [...this.#feeds.values()][0] : this.#feeds.get(terminal);
		if (!feed) return reply.code(404).send({ message: "There is no such terminal." });
		const host = await this.#host.state();
		if (this.#listeners.size >= listenersMax)
			return reply.code(503).send({ message: "Too many pages are open. Close one." });
		const listener = new Listener(reply, () => {
			feed.remove(listener);
			this.#listeners.delete(listener);
			if (this.#listeners.size > 0) return;
			clearInterval(this.#timer);
			this.#timer = undefined;
		});
		this.#listeners.add(listener);
		listener.sendChange("world", this.world(host));
		listener.sendChange("host", host);
		feed.add(listener);
		this.#timer ??= setInterval(() => void this.broadcast(), worldMs);
		return reply;
	}

	/** Sends all open pages what has changed on the host and in the world. */
	private async broadcast(): Promise<void> {
		const host = await this.#host.state();
		const world = this.world(host);
		for (const listener of this.#listeners) {
			listener.sendChange("world", world);
			listener.sendChange("host", host);
		}
	}

	private world(host: HostState): WorldState {
		const { stall, dashboardAddress } = this.#options;
		const names = new Map(host.terminals.map(({ terminal, name }) => [terminal, name]));
		return {
			nowMs: Math.floor((this.#originMs + stall.world.nowMs) / 1_000) * 1_000,
			speed: stall.pacer.speed,
			dashboardAddress,
			terminals: [...stall.terminals].map(([id, terminal]) => ({
				id,
				name: names.get(id) ?? id,
				isOn: terminal.isOn,
			})),
			barcodes: this.#host.barcodes,
		};
	}

	private async act(action: CheckedAction, reply: FastifyReply): Promise<FastifyReply> {
		if (action.kind === "speed") {
			this.#options.stall.pacer.speed = action.speed;
			return reply.code(204).send();
		}
		const feed = this.#feeds.get(action.terminal);
		if (!feed) return reply.code(404).send({ message: "There is no such terminal." });
		await feed.page.do(action);
		return reply.code(204).send();
	}
}

async function acknowledgedBy({ chains }: Pick<WebContext, "chains">, terminal: string): Promise<Place> {
	const [newest] = [...(await chains.epochs(terminal))].sort((a, b) => b.epoch - a.epoch);
	return { epoch: newest?.epoch ?? 0, sequence: newest?.committed ?? 0 };
}
