// Runs the SDK's desktop simulator with our firmware on its own X display, operated by a pointer and read by its
// pixels.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";

const width = 240;
const height = 320;
/** Values from manifests/desktop/simulator/tillmark.js. */
const frameColor = 0xff00ff;
const framePixels = 4;
const pollMs = 50;

export interface McsimOptions {
	/** An empty folder, which the caller removes. */
	readonly folder: string;
	readonly mcsim: string;
	readonly arguments: readonly string[];
}

/** Resolves with the first defined result of `look`; on timeout rejects with the text of `wanted`. */
export async function until<T>(
	look: () => T | undefined | Promise<T | undefined>,
	wanted: () => string,
	timeoutMs = 60_000,
): Promise<T> {
	const endMs = performance.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (performance.now() > endMs) throw new Error(`timeout after ${timeoutMs} ms: ${wanted()}`);
		await new Promise((resolve) => setTimeout(resolve, pollMs));
	}
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = await Promise.all(
		Array.from({ length: count }, async () => {
			const server = createServer().listen(0, "127.0.0.1");
			await once(server, "listening");
			return server;
		}),
	);
	const ports = servers.map((server) => (server.address() as AddressInfo).port);
	await Promise.all(servers.map((server) => once(server.close(), "close")));
	return ports;
}

/** The missing requirement of a virtual display; undefined if there is none. */
export function missingForDisplay(): string | undefined {
	const folders = (process.env["PATH"] ?? "").split(delimiter);
	return ["Xvfb", "xdotool"].find((program) => !folders.some((folder) => existsSync(join(folder, program))));
}

export class Mcsim {
	readonly #options: McsimOptions;
	readonly #server: ChildProcess;
	readonly #display: string;
	#simulator: ChildProcess | undefined;
	#origin: { readonly x: number; readonly y: number } | undefined;

	private constructor(options: McsimOptions, server: ChildProcess, display: string) {
		this.#options = options;
		this.#server = server;
		this.#display = display;
	}

	/** Starts a virtual X display without any program on it. */
	static async open(options: McsimOptions): Promise<Mcsim> {
		// The server chooses a free display number and reports it; its pixels are in a file.
		const args = ["-displayfd", "3", "-fbdir", options.folder, "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];
		const server = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
		try {
			const [number] = (await once(server.stdio[3] as Readable, "data")) as [Buffer];
			return new Mcsim(options, server, `:${number.toString().trim()}`);
		} catch (error) {
			server.kill("SIGKILL");
			throw error;
		}
	}

	/** Starts the simulator. Its own files (window, copy of the program) are stored in the folder. */
	start(): void {
		const { folder, mcsim, arguments: args } = this.#options;
		const home = join(folder, "home");
		mkdirSync(home, { recursive: true, mode: 0o700 });
		const own = { HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_RUNTIME_DIR: home };
		this.#origin = undefined;
		this.#simulator = spawn(mcsim, args, {
			// Without a D-Bus it does not try to hand its work to a running instance.
			env: {
				...process.env,
				...own,
				DISPLAY: this.#display,
				GDK_BACKEND: "x11",
				NO_AT_BRIDGE: "1",
				DBUS_SESSION_BUS_ADDRESS: "disabled:",
			},
			stdio: "ignore",
		});
	}

	/** Kills the simulator, whatever it is doing. */
	async kill(): Promise<void> {
		await end(this.#simulator);
		this.#simulator = undefined;
	}

	/** RGB565, like Panel's frame; undefined while there is no such window. Throws if the simulator has exited. */
	frame(): Uint16Array | undefined {
		const { exitCode, signalCode } = this.#simulator ?? {};
		if (exitCode ?? signalCode) throw new Error(`mcsim has ended: ${exitCode ?? signalCode}`);
		const picture = readPicture(join(this.#options.folder, "Xvfb_screen0"));
		if (!picture) return undefined;
		if (!this.#origin || !isFramed(picture, this.#origin)) this.#origin = findFrame(picture);
		if (!this.#origin) return undefined;
		const pixels = new Uint16Array(width * height);
		for (let y = 0; y < height; y++) {
			for (let x = 0; x < width; x++) {
				const color = picture.at(this.#origin.x + x, this.#origin.y + y);
				pixels[y * width + x] = ((color >> 8) & 0xf800) | ((color >> 5) & 0x07e0) | ((color >> 3) & 0x001f);
			}
		}
		return pixels;
	}

	/** Presses and releases at a point. */
	tap(x: number, y: number): void {
		this.mouse("mousemove", ...this.place(x, y), "mousedown", "1", "mouseup", "1");
	}

	/** Presses at a point, until `release`. */
	press(x: number, y: number): void {
		this.mouse("mousemove", ...this.place(x, y), "mousedown", "1");
	}

	release(): void {
		this.mouse("mouseup", "1");
	}

	async close(): Promise<void> {
		await this.kill();
		await end(this.#server);
	}

	private place(x: number, y: number): [string, string] {
		if (!this.#origin) throw new Error("there is no window to press on");
		return [String(this.#origin.x + Math.round(x)), String(this.#origin.y + Math.round(y))];
	}

	private mouse(...commands: string[]): void {
		const env = { ...process.env, DISPLAY: this.#display };
		const done = spawnSync("xdotool", commands, { env, encoding: "utf8" });
		if (done.status !== 0) throw new Error(`xdotool: ${done.stderr}`);
	}
}

async function end(child: ChildProcess | undefined): Promise<void> {
	if (!child || child.exitCode !== null || child.signalCode !== null) return;
	const gone = once(child, "exit");
	child.kill("SIGKILL");
	await gone;
}

interface Picture {
	readonly width: number;
	readonly height: number;
	/** 0xrrggbb. */
	at(x: number, y: number): number;
}

/**
 * Reads a dump in the format of xwd(1), which Xvfb keeps current: a header of big-endian words, a colour map, rows of
 * 32 bits per pixel.
 */
function readPicture(file: string): Picture | undefined {
	if (!existsSync(file)) return undefined;
	const bytes = readFileSync(file);
	if (bytes.length < 100) return undefined;
	const word = (index: number): number => bytes.readUInt32BE(index * 4);
	const start = word(0) + word(19) * 12;
	const [pictureWidth, pictureHeight, rowBytes] = [word(4), word(5), word(12)];
	if (bytes.length < start + rowBytes * pictureHeight) return undefined;
	return {
		width: pictureWidth,
		height: pictureHeight,
		at: (x, y) => bytes.readUInt32LE(start + y * rowBytes + x * 4) & 0xffffff,
	};
}

/** Position of the display's first pixel. */
function findFrame(picture: Picture): { x: number; y: number } | undefined {
	for (let y = 0; y < picture.height - height - 2 * framePixels; y++) {
		for (let x = 0; x < picture.width - width - 2 * framePixels; x++) {
			if (picture.at(x, y) !== frameColor) continue;
			const origin = { x: x + framePixels, y: y + framePixels };
			if (isFramed(picture, origin)) return origin;
		}
	}
	return undefined;
}

function isFramed(picture: Picture, { x, y }: { readonly x: number; readonly y: number }): boolean {
	const corners = [
		[x - 1, y - 1],
		[x + width, y - 1],
		[x - 1, y + height],
		[x + width, y + height],
	] as const;
	return corners.every(([column, row]) => picture.at(column, row) === frameColor);
}
