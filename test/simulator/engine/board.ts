// A board of small models that log the calls they get, to run one firmware on both engines.
import type { CardInquiry, CardRequest } from "../../../firmware/core/card.js";
import type { ByteStream, Font, StreamListener, TcpAddress, TouchSample } from "../../../firmware/core/ports.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import { NorFlash } from "../../../simulator/flash/nor.js";
import { SeededRandom } from "../../../simulator/random.js";
import { BootTimers, SimulatedRtc } from "../../../simulator/terminal/clocks.js";
import { nodeDigest, NodeEd25519 } from "../../../simulator/terminal/crypto.js";
import { SimulatedKeyStore } from "../../../simulator/terminal/key-store.js";
import { World } from "../../../simulator/world.js";

class LoggedStream implements ByteStream {
	readonly log: string[];
	readonly name: string;
	readonly listener: StreamListener;
	readonly incoming: number[] = [];

	constructor(name: string, listener: StreamListener, log: string[]) {
		this.name = name;
		this.listener = listener;
		this.log = log;
	}

	read(count = this.incoming.length): ArrayBuffer | undefined {
		return this.incoming.length > 0 ? Uint8Array.from(this.incoming.splice(0, count)).buffer : undefined;
	}

	write(bytes: Uint8Array): void {
		this.log.push(`${this.name} < ${String.fromCharCode(...bytes)}`);
	}

	close(): void {
		this.log.push(`${this.name} closed`);
	}

	receive(...bytes: number[]): void {
		this.incoming.push(...bytes);
		this.listener.onReadable?.(this.incoming.length);
	}
}

export class Board {
	readonly log: string[] = [];
	readonly world = new World(1);
	readonly journalFlash = new NorFlash({ sizeBytes: 16_384 });
	readonly keyStore = new SimulatedKeyStore();
	readonly streams = new Map<string, LoggedStream>();
	sample: ((sample: TouchSample) => void) | undefined;
	card: CardRequest | undefined;
	inquiry: CardInquiry | undefined;

	constructor() {
		this.journalFlash.failingErases.add(2);
	}

	ports(): TerminalPorts {
		const { log, streams, world } = this;
		const draw =
			(name: string) =>
			(...values: (number | string | Font | undefined)[]): void =>
				void log.push([name, ...values.map(loggedValue)].join(" ").trimEnd());
		const io = (name: string) =>
			class extends LoggedStream {
				constructor(options: StreamListener) {
					super(name, options, log);
					streams.set(name, this);
				}
			};
		return {
			wallClock: new SimulatedRtc(world, 1_600_000_000_000),
			timers: new BootTimers(world),
			random: new SeededRandom(5),
			digest: nodeDigest,
			ed25519: new NodeEd25519(),
			keyStore: this.keyStore,
			journalFlash: this.journalFlash,
			catalogFlash: new NorFlash({ sizeBytes: 8_192 }),
			printer: { io: io("printer") },
			scanner: { io: io("scanner") },
			network: {
				io: class extends LoggedStream {
					constructor(listener: StreamListener, { host, port }: TcpAddress) {
						super(`${host}:${port}`, listener, log);
						streams.set("network", this);
					}
				},
			},
			touch: this.touch(),
			renderer: {
				width: 320,
				height: 240,
				makeColor: (red, green, blue) => red * 65_536 + green * 256 + blue,
				begin: draw("begin"),
				fillRectangle: draw("fill"),
				blendRectangle: draw("blend"),
				drawText: draw("text"),
				drawGray: draw("picture"),
				getTextWidth: (text, font) => text.length * font.height,
				end: draw("end"),
			},
			fonts: { small: { height: 12 }, body: { height: 16 }, large: { height: 24 }, amount: { height: 48 } },
			qrEncoder: { encode: () => ({ size: 2, modules: Uint8Array.of(1, 0, 0, 1) }) },
			textRaster: {
				draw: (left, right) => ({ widthBytes: 2, height: 1, rows: Uint8Array.of(left.length, right.length) }),
			},
			cardReader: {
				request: (request) => void (this.card = request),
				cancel: () => log.push("card cancelled"),
				inquire: (inquiry) => void (this.inquiry = inquiry),
			},
			buzzer: { play: (sound) => void log.push(`sound ${sound}`) },
			backlight: { level: (fraction) => void log.push(`light ${fraction}`) },
			resetReason: 2,
			trace: (line) => void log.push(line),
		};
	}

	private touch(): TerminalPorts["touch"] {
		const { log } = this;
		const onTouch = (sample: (given: TouchSample) => void): void => void (this.sample = sample);
		return {
			io: class {
				constructor({ onSample }: { onSample(sample: TouchSample): void }) {
					onTouch(onSample);
				}
				close(): void {
					log.push("touch closed");
				}
			},
		};
	}
}

function loggedValue(value: number | string | Font | undefined): number | string | undefined {
	return typeof value === "object" ? `${value.height}px` : value;
}
