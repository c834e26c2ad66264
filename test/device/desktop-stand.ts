// Runs a terminal in the SDK's desktop simulator and its twin in ours, with one host and the same inputs. Both must
// show the same.
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import type { TlsFiles } from "../../host/options.js";
import { Host } from "../../host/compose/single.js";
import { dialTcp } from "../../simulator/network/dialer.js";
import { Pacer } from "../../simulator/pacer.js";
import { SimulatedPrinter } from "../../simulator/peripherals/printer/printer.js";
import { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { World } from "../../simulator/world.js";
import { simulatorArguments } from "../../tools/build/main.js";
import type { Sdk } from "../../tools/build/sdk.js";
import { Mcsim, until } from "./mcsim.js";

/** As long as names of real terminals may be, so that the receipt's QR code is a large one. */
export const desktopName = "desktop-terminal-12";
export const twinName = "twin-of-terminal-12";
const width = 240;
/** Longer than the second that closing a shift asks for, on the slower of the two. */
const holdMs = 2_500;

export interface DesktopStandOptions {
	readonly sdk: Sdk;
	/** The folder of the built firmware, and one for everything else; the caller removes both. */
	readonly built: string;
	readonly folder: string;
	readonly printerPort: number;
	readonly scannerPort: number;
	readonly catalog: Uint8Array;
	/** Whether both use TLS with the host after enrolment. */
	readonly tls: TlsFiles | undefined;
}

/** An area of the screen, in pixels from the top left. */
export interface Area {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

export class DesktopStand {
	readonly host: Host;
	readonly desktop: Mcsim;
	readonly twin: SimulatedTerminal;
	/** The printer on the desktop's printer port. */
	readonly printer: SimulatedPrinter;
	readonly #options: DesktopStandOptions;
	readonly #pacer: Pacer;
	#line: Socket | undefined;
	#failure: unknown;

	private constructor(
		options: DesktopStandOptions,
		parts: { host: Host; desktop: Mcsim; twin: SimulatedTerminal; world: World },
	) {
		this.#options = options;
		this.host = parts.host;
		this.desktop = parts.desktop;
		this.twin = parts.twin;
		this.printer = new SimulatedPrinter({ world: parts.world, chunkBytes: 128 });
		this.#pacer = new Pacer(parts.world, (error) => (this.#failure = error));
		this.#pacer.start();
	}

	static async open(options: DesktopStandOptions): Promise<DesktopStand> {
		const { sdk, built, folder, catalog, tls } = options;
		const ports = { mqttPort: 0, httpPort: 0, ...(tls && { tls: { ...tls, port: 0 } }) };
		const host = await Host.open({ dataDir: undefined, logLevel: "silent", ...ports });
		let desktop: Mcsim | undefined;
		try {
			await host.publishCatalog(catalog);
			desktop = await Mcsim.open({
				folder,
				mcsim: join(sdk.tools, "mcsim"),
				arguments: simulatorArguments(sdk, built),
			});
			const world = new World(1);
			const twin = await SimulatedTerminal.create({
				world,
				engine: "v8",
				wallOriginMs: Date.now(),
				pixels: true,
				dialer: dialTcp,
			});
			return new DesktopStand(options, { host, desktop, twin, world });
		} catch (error) {
			await desktop?.close();
			await host.close();
			throw error;
		}
	}

	/** Starts both, and connects the desktop's printer port to its printer. */
	async powerOn(): Promise<void> {
		this.desktop.start();
		this.twin.power(true);
		this.#line = await until(
			() => dial(this.#options.printerPort),
			() => "the printer's line",
		);
		this.plug(this.#line);
	}

	/** Ends both without an orderly shutdown. */
	async cutPower(): Promise<void> {
		this.twin.power(false);
		await this.desktop.kill();
		this.#line?.destroy();
		this.printer.powerOffBoard();
	}

	/** Each scans a code of its own, since they are two terminals to the host. */
	async enrol(): Promise<void> {
		const scanner = await until(
			() => dial(this.#options.scannerPort),
			() => "the scanner's line",
		);
		this.twin.scan((await this.host.enrol(twinName, "Twin")).code);
		const { code } = await this.host.enrol(desktopName, "Desktop");
		await new Promise<void>((resolve) => scanner.end(`${code}\r`, resolve));
	}

	/** Both have reported to the host that they applied its catalog. */
	async pricesArrive(): Promise<void> {
		const { chains } = this.host.store;
		const has = async (terminal: string): Promise<boolean> =>
			(await chains.lastCatalogApplied(terminal)) !== undefined;
		await until(
			async () => ((await has(desktopName)) && (await has(twinName))) || undefined,
			() => "the prices",
		);
	}

	/** Presses on both at the place where the twin shows the text. */
	async tap(text: string): Promise<void> {
		await this.shows(text);
		const { x, y } = this.twin.panel.locate(text);
		this.twin.panel.tap(x, y);
		this.desktop.tap(x, y);
	}

	/** Holds on both, at the place where the twin shows the text, until the twin shows `next`. */
	async hold(text: string, next: string): Promise<void> {
		await this.shows(text);
		const spot = this.twin.panel.locate(text);
		this.twin.panel.touch({ ...spot, phase: "down" });
		this.desktop.press(spot.x, spot.y);
		const endMs = performance.now() + holdMs;
		await until(
			() => performance.now() > endMs || undefined,
			() => `a hold of "${text}"`,
		);
		this.desktop.release();
		this.twin.panel.touch({ ...spot, phase: "up" });
		await this.shows(next);
	}

	/** Resolves when the twin shows the text and both show the same pixels outside `except`. */
	async shows(text: string, except?: Area): Promise<void> {
		let differing = "";
		await until(
			() => {
				if (this.#failure) throw this.#failure;
				if (!this.twin.panel.shows(text))
					differing = `"${text}"; the twin shows:\n${this.twin.panel.readText()}`;
				else differing = difference(this.desktop.frame(), this.twin.panel.frame(), except);
				return differing === "" || undefined;
			},
			() => differing,
		);
	}

	async close(): Promise<void> {
		this.#pacer.stop();
		this.#line?.destroy();
		this.twin.close();
		await this.desktop.close();
		await this.host.close();
	}

	private plug(socket: Socket): void {
		const waiting: Uint8Array[] = [];
		let room = 0;
		const pump = (): void => {
			for (let next = waiting[0]; next && room > 0; next = waiting[0]) {
				const part = next.subarray(0, room);
				if (part.length === next.length) waiting.shift();
				else waiting[0] = next.subarray(part.length);
				room -= part.length;
				stream.write(part);
			}
		};
		const { source } = this.printer;
		const stream = new source.io({
			onReadable: () => void socket.write(new Uint8Array(stream.read() ?? new ArrayBuffer(0))),
			onWritable: (count) => {
				room += count;
				pump();
			},
		});
		socket.on("data", (bytes) => {
			waiting.push(bytes);
			pump();
		});
		socket.on("error", () => socket.destroy());
	}
}

function dial(port: number): Promise<Socket | undefined> {
	return new Promise((resolve) => {
		const socket = connect({ host: "127.0.0.1", port, noDelay: true });
		socket.once("connect", () => resolve(socket));
		socket.once("error", () => resolve(undefined));
	});
}

/** Empty if both are the same. */
function difference(desktop: Uint16Array | undefined, twin: Uint16Array, except: Area | undefined): string {
	if (!desktop) return "a window";
	let [count, left, top, right, bottom] = [0, Infinity, Infinity, 0, 0];
	for (let i = 0; i < twin.length; i++) {
		const [x, y] = [i % width, Math.floor(i / width)];
		const isExcepted =
			except && x >= except.x && x < except.x + except.width && y >= except.y && y < except.y + except.height;
		if (desktop[i] === twin[i] || isExcepted) continue;
		count++;
		[left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
	}
	return count === 0 ? "" : `the same picture: ${count} pixels differ, from ${left},${top} to ${right},${bottom}`;
}
