// Node's side of the bridge: answers the guest's host calls by the port objects, and passes their callbacks to the
// guest as events.
import { limits } from "../../../firmware/core/limits.js";
import { createHash } from "node:crypto";
import { concat } from "../../../firmware/core/bytes.js";
import type {
	DigestStream,
	ByteStream,
	SerialSource,
	StreamListener,
	TagReaderSource,
	Timer,
} from "../../../firmware/core/ports.js";
import type { I2cDevice } from "../../../firmware/drivers/bus.js";
import type { CardOutcome } from "../../../firmware/core/card.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";
import type { BatteryChip } from "../../peripherals/battery-pack.js";
import type { XsValue } from "./machine.js";
import { UpdateServer } from "./update-server.js";
import {
	cardResults,
	event,
	flashPartitions,
	fontNames,
	lampSignals,
	op,
	sounds,
	streamKinds,
	touchPhases,
} from "./opcodes.js";

/** Calls the guest. Throws XsError or XsAbort. */
export type Emit = (event: number, id: number, ...values: XsValue[]) => void;

function get<T>(items: Map<number, T>, id: XsValue): T {
	const item = items.get(id as number);
	if (!item) throw new Error(`no port object ${String(id)}`);
	return item;
}

const bytes = (value: XsValue): Uint8Array => value as Uint8Array;
const int = (value: XsValue): number => value as number;
const text = (value: XsValue): string => value as string;
const optional = (value: XsValue): number | undefined => value as number | undefined;

/** Only the ports that are given can be used: a bench needs flash but no screen. */
export class PortServer {
	readonly #ports: Partial<TerminalPorts>;
	readonly #emit: Emit;
	readonly #timers = new Map<number, Timer>();
	readonly #digests = new Map<number, DigestStream>();
	readonly #streams = new Map<number, ByteStream>();
	readonly #touches = new Map<number, { close(): void }>();
	readonly #i2c = new Map<number, I2cDevice>();
	readonly #update: UpdateServer;
	#digestId = 0;
	#i2cId = 0;

	constructor(ports: Partial<TerminalPorts>, emit: Emit) {
		this.#ports = ports;
		this.#emit = emit;
		this.#update = new UpdateServer(ports.update);
	}

	/** Cancels everything that could still call the guest. Idempotent. */
	close(): void {
		for (const timer of this.#timers.values()) timer.cancel();
		for (const stream of this.#streams.values()) stream.close();
		for (const touch of this.#touches.values()) touch.close();
		for (const device of this.#i2c.values()) device.close();
		this.#update.close();
		for (const each of [this.#timers, this.#digests, this.#streams, this.#touches, this.#i2c]) each.clear();
	}

	call(
		opcode: number,
		a: XsValue,
		b: XsValue,
		c: XsValue,
		d: XsValue,
		e: XsValue,
		f: XsValue,
		...more: XsValue[]
	): XsValue | void {
		switch (opcode) {
			case op.flashRead:
				return this.flash(b).read(int(c), bytes(a));
			case op.flashReadRaw:
				return this.flash(b).readRaw(int(c), bytes(a));
			case op.flashProgram:
				return this.flash(a).program(int(b), bytes(c));
			case op.flashErase:
				return this.flash(a).erase(int(b));
			case op.flashGeometry:
				return this.geometry(a, int(b));
			case op.sha256:
				return this.port("digest").sha256(
					...[a, b, c, d, e, f, ...more].filter((part) => part instanceof Uint8Array),
				);
			case op.sha512:
				return this.sha512([a, b, c].filter((part) => part instanceof Uint8Array));
			case op.digestBegin:
				this.#digests.set(++this.#digestId, this.port("digest").begin());
				return this.#digestId;
			case op.digestUpdate:
				return get(this.#digests, a).update(bytes(b));
			case op.digestFinish: {
				const digest = get(this.#digests, a);
				this.#digests.delete(int(a));
				return digest.finish();
			}
			case op.wallMs:
				return this.port("wallClock").read().ms;
			case op.wallQuality:
				return this.port("wallClock").read().quality;
			case op.wallSet:
				return this.port("wallClock").set(int(a), int(b) as 0 | 1 | 2 | 3);
			case op.uptimeMs:
				return this.port("timers").uptimeMs();
			case op.timerStart:
				return this.startTimer(int(a), int(b));
			case op.timerCancel:
				this.#timers.get(int(a))?.cancel();
				this.#timers.delete(int(a));
				return undefined;
			case op.randomFill:
				return this.port("random").fill(bytes(a));
			case op.keyRead:
				return this.port("keyStore").read(text(a));
			case op.keyWrite:
				return this.port("keyStore").write(text(a), bytes(b));
			case op.keyDelete:
				return this.port("keyStore").delete(text(a));
			default:
				return this.callDevice(opcode, a, b, c, d, e, f);
		}
	}

	private callDevice(
		opcode: number,
		a: XsValue,
		b: XsValue,
		c: XsValue,
		d: XsValue,
		e: XsValue,
		f: XsValue,
	): XsValue | void {
		switch (opcode) {
			case op.streamOpen:
				return this.openStream(int(a), int(b), c, d, e);
			case op.streamRead:
				return get(this.#streams, a).read(optional(b));
			case op.streamWrite:
				return get(this.#streams, a).write(bytes(b));
			case op.streamClose:
				this.#streams.get(int(a))?.close();
				this.#streams.delete(int(a));
				return undefined;
			case op.touchOpen:
				return this.openTouch(int(a));
			case op.touchClose:
				this.#touches.get(int(a))?.close();
				this.#touches.delete(int(a));
				return undefined;
			case op.hasAddress:
				return this.#ports.access?.hasAddress === true;
			case op.scannerPresent:
				return this.#ports.scanner !== undefined;
			case op.tagReaderLine:
				return this.#ports.tagReader ? (this.#ports.tagReader.kind === "i2c" ? 1 : 2) : 0;
			case op.i2cOpen:
				return this.openI2c(int(a), int(b));
			case op.i2cRead:
				return get(this.#i2c, a).read(int(b));
			case op.i2cWrite:
				return get(this.#i2c, a).write(bytes(b));
			case op.i2cClose:
				this.#i2c.get(int(a))?.close();
				this.#i2c.delete(int(a));
				return undefined;
			default:
				return this.show(opcode, a, b, c, d, e, f);
		}
	}

	private show(
		opcode: number,
		a: XsValue,
		b: XsValue,
		c: XsValue,
		d: XsValue,
		e: XsValue,
		f: XsValue,
	): XsValue | void {
		const { renderer, fonts } = this.#ports;
		switch (opcode) {
			case op.screenSize:
				return int(a) === 0 ? renderer?.width : renderer?.height;
			case op.fontHeight:
				return fonts?.[fontNames[int(a)]!].height;
			case op.makeColor:
				return this.port("renderer").makeColor(int(a), int(b), int(c));
			case op.drawBegin:
				return this.port("renderer").begin(optional(a), optional(b), optional(c), optional(d));
			case op.fillRectangle:
				return this.port("renderer").fillRectangle(int(a), int(b), int(c), int(d), int(e));
			case op.blendRectangle:
				return this.port("renderer").blendRectangle(int(a), int(b), int(c), int(d), int(e), int(f));
			case op.drawText:
				return this.port("renderer").drawText(text(a), this.font(b), int(c), int(d), int(e), optional(f));
			case op.textWidth:
				return this.port("renderer").getTextWidth(text(a), this.font(b));
			case op.drawGray:
				return this.drawGray(bytes(a), int(b), int(c), int(d), int(e), int(f));
			case op.drawEnd:
				return this.port("renderer").end();
			case op.qrEncode:
				return this.port("qrEncoder").encode(text(a)).modules;
			case op.rasterDraw: {
				const { widthBytes, rows } = this.port("textRaster").draw(text(a), text(b), int(c));
				return concat(Uint8Array.of(widthBytes & 0xff, widthBytes >> 8), rows);
			}
			case op.cardRequest:
				return this.requestCard(int(a), int(b), text(c), text(d));
			case op.cardInquire:
				return this.inquireCard(int(a), text(b));
			case op.cardCancel:
				return this.port("cardReader").cancel();
			case op.play:
				return this.port("buzzer").play(sounds[int(a)]!);
			case op.backlight:
				return this.#ports.backlight?.level(int(a));
			case op.restart:
				return this.#ports.restart?.();
			case op.lamp:
				return this.#ports.lamp?.show(lampSignals[int(a)]!);
			case op.resetReason:
				return this.#ports.resetReason ?? 0;
			case op.trace:
				return this.#ports.trace?.(text(a));
			default:
				return opcode >= op.updateBoard ? this.#update.call(opcode, a) : this.power(opcode, a);
		}
	}

	private power(opcode: number, a: XsValue): XsValue | void {
		switch (opcode) {
			case op.batteryScale:
				return this.batteryScale(int(a));
			case op.batteryShown:
				return this.battery?.noteShown(int(a));
			case op.batteryResolution:
				return this.analog().resolution;
			case op.batteryRead:
				return this.analog().read();
			case op.charging: {
				const { charger } = this.battery!;
				return new charger.io({ ...charger }).read();
			}
			default:
				throw new Error(`no host call ${opcode}`);
		}
	}

	private port<K extends keyof TerminalPorts>(name: K): TerminalPorts[K] {
		const port = this.#ports[name];
		if (port === undefined) throw new Error(`this machine has no port "${name}"`);
		return port as TerminalPorts[K];
	}

	/** The driver runs inside XS; here only the chip below it is used. */
	private get battery(): BatteryChip | undefined {
		return this.#ports.battery as BatteryChip | undefined;
	}

	private batteryScale(field: number): number {
		const { fullScaleMillivolts = 0, typicalHours = 0, chargerMillivolts = 0 } = this.battery ?? {};
		return [fullScaleMillivolts, typicalHours, chargerMillivolts][field] ?? 0;
	}

	private analog(): InstanceType<BatteryChip["analog"]["io"]> {
		const { analog } = this.battery!;
		return new analog.io({ ...analog });
	}

	private flash(which: XsValue): TerminalPorts["journalFlash"] {
		return this.port(flashPartitions[int(which)]!)!;
	}

	/** `part`: the first column, times 512, and the number of columns. */
	private drawGray(bytes: Uint8Array, width: number, color: number, x: number, y: number, part: number): void {
		const { pictureHeight: height } = limits;
		const picture = this.port("grayPictures")!.make(bytes, width, height);
		this.port("renderer").drawGray(picture, color, x, y, Math.floor(part / 512), 0, part % 512, height);
	}

	private font(index: XsValue): TerminalPorts["fonts"]["small"] {
		return this.port("fonts")[fontNames[int(index)]!];
	}

	/** For Ed25519. On a board it is the SDK's. */
	private sha512(parts: readonly Uint8Array[]): Uint8Array {
		const hash = createHash("sha512");
		for (const part of parts) hash.update(part);
		return hash.digest();
	}

	private geometry(which: XsValue, field: number): number {
		const flash = this.#ports[flashPartitions[int(which)]!];
		return flash ? [flash.sizeBytes, flash.sectorBytes, flash.pageBytes, flash.alignBytes][field]! : 0;
	}

	private startTimer(id: number, delayMs: number): void {
		const timer = this.port("timers").start(delayMs, () => {
			this.#timers.delete(id);
			this.#emit(event.timer, id);
		});
		this.#timers.set(id, timer);
	}

	private openStream(id: number, kind: number, host: XsValue, port: XsValue, authority: XsValue): void {
		const listener: StreamListener = {
			onReadable: (count) => this.#emit(event.readable, id, count),
			onWritable: (count) => this.#emit(event.writable, id, count),
			onError: (detail) => this.#emit(event.error, id, detail),
		};
		const name = streamKinds[kind]!;
		const stream =
			name === "network"
				? new (this.port(name).io)(listener, {
						host: text(host),
						port: int(port),
						authority: authority === undefined ? undefined : bytes(authority).slice(),
					})
				: this.openSerial(name, listener);
		this.#streams.set(id, stream);
	}

	private openSerial(name: "printer" | "scanner" | "tagReader", listener: StreamListener): ByteStream {
		const source: SerialSource | TagReaderSource | undefined = this.port(name);
		if (!source || ("kind" in source && source.kind === "i2c")) throw new Error(`"${name}" is no serial line`);
		return new source.io(listener);
	}

	private openI2c(address: number, hz: number): number {
		const source = this.port("tagReader");
		if (source?.kind !== "i2c") throw new Error("no tag reader on the bus");
		this.#i2c.set(++this.#i2cId, new source.io({ ...source, address, hz }));
		return this.#i2cId;
	}

	private openTouch(id: number): void {
		const onSample = ({ x, y, phase }: { x: number; y: number; phase: (typeof touchPhases)[number] }): void =>
			this.#emit(event.touch, id, x, y, touchPhases.indexOf(phase));
		this.#touches.set(id, new (this.port("touch").io)({ onSample }));
	}

	private requestCard(id: number, amountMinor: number, currency: string, idempotencyKey: string): void {
		this.port("cardReader").request({
			amountMinor,
			currency,
			idempotencyKey,
			onAuthorising: () => this.#emit(event.cardAuthorising, id),
			onOutcome: (outcome) => this.answerCard(id, outcome),
		});
	}

	private inquireCard(id: number, idempotencyKey: string): void {
		this.port("cardReader").inquire({ idempotencyKey, onOutcome: (outcome) => this.answerCard(id, outcome) });
	}

	private answerCard(id: number, outcome: CardOutcome): void {
		const detail =
			outcome.kind === "approved" ? outcome.reference : outcome.kind === "declined" ? outcome.reason : "";
		this.#emit(event.cardOutcome, id, cardResults.indexOf(resultOf(outcome)), detail);
	}
}

function resultOf(outcome: CardOutcome): (typeof cardResults)[number] {
	if (outcome.kind !== "approved" || outcome.isConfirmed === undefined) return outcome.kind;
	return outcome.isConfirmed ? "confirmed" : "unconfirmed";
}
