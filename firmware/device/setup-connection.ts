import { fromUtf8 } from "../core/utf8.js";
import type { ByteStream, SerialSource, StreamListener } from "../core/ports.js";
import { parseWifiCode, wifiCodePrefix, type WifiCode } from "./wifi-code.js";

// Filters Wi-Fi codes out of the scanner's serial line. A terminal needs a network before it can enrol or sell, and the
// scanner is its only input for a network's name and passphrase. All other bytes pass unchanged.

const lineBytesMax = 512;
const ends = [0x0a, 0x0d];

export function setupLine(serial: SerialSource, onWifi: (code: WifiCode) => void): SerialSource {
	return {
		io: class extends SetupConnection {
			constructor(listener: StreamListener) {
				super(serial, listener, onWifi);
			}
		},
	};
}

class SetupConnection implements ByteStream, StreamListener {
	#stream: ByteStream;
	#listener: StreamListener;
	#onWifi: (code: WifiCode) => void;
	/** The line so far, while it may still be a Wi-Fi code. */
	#line: number[] = [];
	#isPassing = false;
	#out: number[] = [];

	constructor(serial: SerialSource, listener: StreamListener, onWifi: (code: WifiCode) => void) {
		this.#listener = listener;
		this.#onWifi = onWifi;
		this.#stream = new serial.io(this);
	}

	onReadable(): void {
		this.drain();
		if (this.#out.length > 0) this.#listener.onReadable?.(this.#out.length);
	}

	onWritable(count: number): void {
		this.#listener.onWritable?.(count);
	}

	onError(detail?: string): void {
		this.#listener.onError?.(detail);
	}

	read(count = this.#out.length): ArrayBuffer | undefined {
		this.drain();
		if (this.#out.length === 0 || count === 0) return undefined;
		return Uint8Array.from(this.#out.splice(0, count)).buffer;
	}

	write(bytes: Uint8Array): void {
		this.#stream.write(bytes);
	}

	close(): void {
		this.#stream.close();
	}

	private drain(): void {
		for (let bytes = this.#stream.read(); bytes !== undefined; bytes = this.#stream.read()) {
			for (const byte of new Uint8Array(bytes)) this.take(byte);
		}
	}

	private take(byte: number): void {
		const isEnd = ends.includes(byte);
		if (this.#isPassing) this.#out.push(byte);
		else {
			this.#line.push(byte);
			const at = this.#line.length - 1;
			const isWifi = at >= wifiCodePrefix.length || byte === wifiCodePrefix.charCodeAt(at);
			if (isWifi && !isEnd && at < lineBytesMax) return;
			const wifi = isEnd ? parseWifiCode(fromUtf8(Uint8Array.from(this.#line.slice(0, at))) ?? "") : undefined;
			if (wifi) this.#onWifi(wifi);
			else this.#out.push(...this.#line);
			this.#line = [];
			this.#isPassing = true;
		}
		if (isEnd) this.#isPassing = false;
	}
}
