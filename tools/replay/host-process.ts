// Runs the replay's host as a separate process, so that it can be killed with SIGKILL and started again on the same
// data and ports.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const tools = dirname(dirname(fileURLToPath(import.meta.url)));
const startMsMax = 60_000;

export interface HostPorts {
	readonly mqttPort: number;
	readonly httpPort: number;
}

/** The host sends `{ ready: true, mqttPort, httpPort }` over its IPC channel and receives `{ clockMs }`. */
export class HostProcess {
	readonly #dataDir: string;
	#child: ChildProcess | undefined;
	#ports: HostPorts = { mqttPort: 0, httpPort: 0 };
	#clockMs = 0;
	#stderr = "";

	constructor(dataDir: string) {
		this.#dataDir = dataDir;
	}

	get ports(): HostPorts {
		return this.#ports;
	}

	get isRunning(): boolean {
		return this.#child !== undefined;
	}

	/** Starts the host, on the same ports as before if it ran before. */
	async start(): Promise<void> {
		const child = spawn(
			process.execPath,
			[
				"--import",
				new URL("../resolve.mjs", import.meta.url).href,
				join(tools, "tillmark.ts"),
				"host",
				"--data",
				this.#dataDir,
				"--mqtt-port",
				String(this.#ports.mqttPort),
				"--http-port",
				String(this.#ports.httpPort),
				"--merchant",
				"demo",
				"--no-token",
				"--clock",
				"ipc",
				"--log",
				"error",
			],
			{ stdio: ["ignore", "ignore", "pipe", "ipc"] },
		);
		this.#child = child;
		child.stderr!.setEncoding("utf8").on("data", (text: string) => {
			this.#stderr = (this.#stderr + text).slice(-4_000);
		});
		const ready = new Promise<HostPorts>((resolve, reject) => {
			const alarm = setTimeout(
				() => reject(new Error(`the host did not start within ${startMsMax} ms\n${this.#stderr}`)),
				startMsMax,
			);
			child.on("message", (message: HostPorts & { ready?: boolean }) => {
				if (!message.ready) return;
				clearTimeout(alarm);
				resolve(message);
			});
			child.once("exit", (code, signal) => {
				clearTimeout(alarm);
				reject(new Error(`the host ended with ${signal ?? code}\n${this.#stderr}`));
			});
		});
		const { mqttPort, httpPort } = await ready;
		this.#ports = { mqttPort, httpPort };
		this.setClock(this.#clockMs);
	}

	setClock(ms: number): void {
		this.#clockMs = ms;
		if (this.#child?.connected) this.#child.send({ clockMs: ms }, () => undefined);
	}

	/** Ends the host without giving it a chance to finish anything. */
	async kill(): Promise<void> {
		await this.end("SIGKILL");
	}

	async stop(): Promise<void> {
		await this.end("SIGTERM");
	}

	async get<T>(path: string): Promise<T> {
		const response = await fetch(`http://127.0.0.1:${this.#ports.httpPort}${path}`);
		if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	}

	async send<T>(method: "POST" | "PUT", path: string, contentType: string, body: string | Uint8Array): Promise<T> {
		const response = await fetch(`http://127.0.0.1:${this.#ports.httpPort}${path}`, {
			method,
			headers: { "content-type": contentType },
			body: typeof body === "string" ? body : new Uint8Array(body),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return (await response.json()) as T;
	}

	private async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, "exit");
		child.kill(signal);
		await ended;
	}
}
