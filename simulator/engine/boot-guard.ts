// Isolates one boot of firmware on V8, where firmware shares Node's heap; XS runs each boot in a machine of its own.
// After a power cut every port call throws, even when the firmware catches the cut, and no callback reaches the
// firmware.
import type {
	BatteryListener,
	BatterySource,
	ByteStream,
	Flash,
	I2cDevice,
	I2cOptions,
	I2cSource,
	StreamListener,
	TagReaderSource,
	Timer,
	TouchListener,
	TouchSample,
} from "../../firmware/core/ports.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { PowerCut } from "../flash/power-cut.js";

class Stopped extends Error {
	constructor() {
		super("the machine was stopped");
		this.name = "Stopped";
	}
}

export class BootGuard {
	readonly #onEnd: (error: unknown) => void;
	readonly #open = new Set<{ close(): void }>();
	#end: { readonly error: unknown } | undefined;
	#depth = 0;
	#isReported = false;

	constructor(onEnd: (error: unknown) => void) {
		this.#onEnd = onEnd;
	}

	get isOver(): boolean {
		return this.#end !== undefined;
	}

	/** Runs firmware. The first thing it throws, or a power cut that it caught, ends the boot. */
	enter(run: () => void): void {
		if (this.#end) return;
		this.#depth++;
		try {
			run();
		} catch (error) {
			this.#end ??= { error };
		} finally {
			this.#depth--;
		}
		this.settle();
	}

	/** Cuts the power. */
	stop(): void {
		this.#end ??= { error: new Stopped() };
		this.settle();
	}

	private settle(): void {
		const end = this.#end as { readonly error: unknown } | undefined;
		if (!end || this.#depth > 0) return;
		const open = [...this.#open];
		this.#open.clear();
		for (const each of open) each.close();
		// Reported once: stopping an ended boot later, to start a new one, must not look like the end of the new one.
		if (this.#isReported || end.error instanceof Stopped) return;
		this.#isReported = true;
		this.#onEnd(end.error);
	}

	/** Wraps a port method that the firmware calls. */
	private guardCall<A extends unknown[], R>(run: (...values: A) => R): (...values: A) => R {
		return (...values) => {
			if (this.#end) throw this.#end.error;
			let result: R;
			try {
				result = run(...values);
			} catch (error) {
				if (error instanceof PowerCut) this.#end ??= { error };
				throw error;
			}
			// A callback during the call, or the model itself, may have ended the boot.
			const end = this.#end as { readonly error: unknown } | undefined;
			if (end) throw end.error;
			return result;
		};
	}

	/** Wraps a callback that a model calls. */
	private guardCallback<A extends unknown[]>(run: ((...values: A) => void) | undefined): (...values: A) => void {
		return (...values) => this.enter(() => run?.(...values));
	}

	/** Binds and wraps the methods named, wherever in the prototype chain they are defined. */
	private guard<T extends object, K extends keyof T>(target: T, ...methods: K[]): Pick<T, K> {
		const guarded: Partial<Pick<T, K>> = {};
		for (const name of methods) {
			const method = target[name] as (...values: unknown[]) => unknown;
			guarded[name] = this.guardCall((...values: unknown[]) => method.apply(target, values)) as T[K];
		}
		return guarded as Pick<T, K>;
	}

	private flash(flash: Flash): Flash {
		const { sizeBytes, sectorBytes, pageBytes, alignBytes } = flash;
		return {
			sizeBytes,
			sectorBytes,
			pageBytes,
			alignBytes,
			...this.guard(flash, "read", "readRaw", "program", "erase"),
		};
	}

	private stream<A extends readonly unknown[]>(
		io: new (listener: StreamListener, ...address: A) => ByteStream,
	): new (listener: StreamListener, ...address: A) => ByteStream {
		const open = this.guardCall((listener: StreamListener, ...address: A): ByteStream => {
			const guarded: StreamListener = {
				onReadable: this.guardCallback(listener.onReadable?.bind(listener)),
				onWritable: this.guardCallback(listener.onWritable?.bind(listener)),
				onError: this.guardCallback(listener.onError?.bind(listener)),
			};
			const stream = new io(guarded, ...address);
			this.#open.add(stream);
			const { read, write } = this.guard(stream, "read", "write");
			const close = this.guardCall(() => {
				if (this.#open.delete(stream)) stream.close();
			});
			return { read, write, close };
		});
		return class {
			constructor(listener: StreamListener, ...address: A) {
				return open(listener, ...address);
			}
		} as unknown as new (listener: StreamListener, ...address: A) => ByteStream;
	}

	private i2c(source: I2cSource): I2cSource {
		const open = this.guardCall((options: I2cOptions): I2cDevice => {
			const device = new source.io({ ...source, ...options });
			this.#open.add(device);
			return {
				...this.guard(device, "read", "write"),
				close: this.guardCall(() => {
					if (this.#open.delete(device)) device.close();
				}),
			};
		});
		return {
			io: class {
				constructor(options: I2cOptions) {
					return open(options);
				}
			} as unknown as I2cSource["io"],
		};
	}

	private tagReader(source: TagReaderSource): TagReaderSource {
		return source.kind === "i2c" ? { kind: "i2c", ...this.i2c(source) } : { ...source, io: this.stream(source.io) };
	}

	private touch(io: TerminalPorts["touch"]["io"]): TerminalPorts["touch"]["io"] {
		const open = this.guardCall((listener: TouchListener) => {
			const touch = new io({ onSample: this.guardCallback((sample: TouchSample) => listener.onSample(sample)) });
			this.#open.add(touch);
			return {
				close: this.guardCall(() => {
					if (this.#open.delete(touch)) touch.close();
				}),
			};
		});
		return class {
			constructor(listener: TouchListener) {
				return open(listener);
			}
		} as unknown as TerminalPorts["touch"]["io"];
	}

	private battery(io: BatterySource["io"]): BatterySource["io"] {
		const open = this.guardCall((listener: BatteryListener) => {
			const gauge = new io({ batteryChanged: this.guardCallback(() => listener.batteryChanged()) });
			this.#open.add(gauge);
			return {
				get state() {
					return gauge.state;
				},
				close: this.guardCall(() => {
					if (this.#open.delete(gauge)) gauge.close();
				}),
			};
		});
		return class {
			constructor(listener: BatteryListener) {
				return open(listener);
			}
		} as unknown as BatterySource["io"];
	}

	private update(port: UpdatePort): UpdatePort {
		return {
			board: port.board,
			version: port.version,
			boot: this.guard(port.boot, "isTrial", "confirm", "rollBack"),
			openSlot: this.guardCall(() => {
				const slot = port.openSlot();
				return { sizeBytes: slot.sizeBytes, ...this.guard(slot, "write", "complete", "close") };
			}),
		};
	}

	private startTimer(ports: TerminalPorts): (delayMs: number, onExpire: () => void) => Timer {
		return this.guardCall((delayMs: number, onExpire: () => void) => {
			const expire = this.guardCallback(onExpire);
			const timer = ports.timers.start(delayMs, () => {
				this.#open.delete(entry);
				expire();
			});
			const entry = { close: () => timer.cancel() };
			this.#open.add(entry);
			return {
				cancel: this.guardCall(() => {
					this.#open.delete(entry);
					timer.cancel();
				}),
			};
		});
	}

	ports(ports: TerminalPorts): TerminalPorts {
		const { renderer, cardReader, digest } = ports;
		return {
			...ports,
			wallClock: this.guard(ports.wallClock, "read", "set"),
			timers: { ...this.guard(ports.timers, "uptimeMs"), start: this.startTimer(ports) },
			random: this.guard(ports.random, "fill"),
			digest: this.guard(digest, "sha256", "begin"),
			ed25519: this.guard(ports.ed25519, "publicKey", "sign", "verify"),
			keyStore: this.guard(ports.keyStore, "read", "write", "delete"),
			journalFlash: this.flash(ports.journalFlash),
			catalogFlash: this.flash(ports.catalogFlash),
			...(ports.rightsFlash && { rightsFlash: this.flash(ports.rightsFlash) }),
			...(ports.textsFlash && { textsFlash: this.flash(ports.textsFlash) }),
			printer: { ...ports.printer, io: this.stream(ports.printer.io) },
			...(ports.scanner && { scanner: { ...ports.scanner, io: this.stream(ports.scanner.io) } }),
			...(ports.tagReader && { tagReader: this.tagReader(ports.tagReader) }),
			network: { ...ports.network, io: this.stream(ports.network.io) },
			touch: { ...ports.touch, io: this.touch(ports.touch.io) },
			renderer: {
				width: renderer.width,
				height: renderer.height,
				...this.guard(
					renderer,
					"makeColor",
					"begin",
					"fillRectangle",
					"blendRectangle",
					"drawText",
					"getTextWidth",
					"drawGray",
					"end",
				),
			},
			qrEncoder: this.guard(ports.qrEncoder, "encode"),
			textRaster: this.guard(ports.textRaster, "draw"),
			cardReader: {
				...this.guard(cardReader, "cancel"),
				request: this.guardCall((request) =>
					cardReader.request({
						...request,
						onAuthorising: this.guardCallback(request.onAuthorising?.bind(request)),
						onOutcome: this.guardCallback(request.onOutcome.bind(request)),
					}),
				),
				inquire: this.guardCall((inquiry) =>
					cardReader.inquire({ ...inquiry, onOutcome: this.guardCallback(inquiry.onOutcome.bind(inquiry)) }),
				),
			},
			buzzer: this.guard(ports.buzzer, "play"),
			...(ports.battery && { battery: { ...ports.battery, io: this.battery(ports.battery.io) } }),
			...(ports.restart && { restart: this.guardCall(ports.restart) }),
			...(ports.lamp && { lamp: this.guard(ports.lamp, "show") }),
			...(ports.backlight && { backlight: this.guard(ports.backlight, "level") }),
			...(ports.update && { update: this.update(ports.update) }),
			trace: this.guardCall(ports.trace),
		};
	}
}
