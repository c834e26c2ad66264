// What the printer sends back, byte by byte. The kinds of replies are distinguished by fixed bits (Epson command
// reference, "status transmission"):
//   DLE EOT reply   0xx1xx10              one byte
//   automatic status 0xx1xx00             first of four, the others 0xx0xxxx
//   GS ( H reply    0x37 0x22 d1–d4 0x00  seven bytes
//   GS r reply      0xx0xxxx              one byte
//   XON, XOFF       0x11, 0x13            ignored: the line has hardware flow control
import type { PaperState } from "../../core/ticket.js";

export interface StatusListener {
	/** One DLE EOT reply; the order of the requests tells which one. */
	replied(byte: number): void;
	/** Automatic status. */
	stateReported(state: PaperState): void;
	/** Everything before the request with this `id` is done; undefined for GS r, which has none. */
	processed(id: string | undefined): void;
	/** The printer's model, by its own name. */
	identified(model: string): void;
	/** A byte that belongs to no known reply. */
	noiseRead(): void;
}

const idBytes = 4;
/** Of the reply to GS I 67, "_" and zero included. */
const modelBytesMax = 82;

export class StatusReader {
	readonly #listener: StatusListener;
	#kind: "none" | "automatic" | "process" | "model" = "none";
	#bytes: number[] = [];

	constructor(listener: StatusListener) {
		this.#listener = listener;
	}

	reset(): void {
		this.#kind = "none";
		this.#bytes = [];
	}

	read(byte: number): void {
		if (this.#kind === "automatic") this.readAutomatic(byte);
		else if (this.#kind === "process") this.readProcess(byte);
		else if (this.#kind === "model") this.readModel(byte);
		else this.begin(byte);
	}

	private begin(byte: number): void {
		if (byte === 0x11 || byte === 0x13) return;
		if ((byte & 0x93) === 0x12) this.#listener.replied(byte);
		else if ((byte & 0x93) === 0x10) this.start("automatic", byte);
		else if (byte === 0x37) this.start("process", byte);
		else if (byte === 0x5f) this.start("model", byte);
		else if ((byte & 0x90) === 0) this.#listener.processed(undefined);
		else this.#listener.noiseRead();
	}

	private start(kind: "automatic" | "process" | "model", byte: number): void {
		this.#kind = kind;
		this.#bytes = [byte];
	}

	private readAutomatic(byte: number): void {
		if ((byte & 0x90) !== 0) {
			this.reset();
			this.#listener.noiseRead();
			this.begin(byte);
			return;
		}
		this.#bytes.push(byte);
		if (this.#bytes.length < 4) return;
		const [first = 0, second = 0, third = 0] = this.#bytes;
		this.reset();
		const isOut = (third & 0x0c) !== 0;
		const isLow = (third & 0x03) !== 0;
		const isOpen = (first & 0x20) !== 0;
		const isFailed = (second & 0x68) !== 0;
		this.#listener.stateReported(isOpen ? "cover" : isOut ? "out" : isFailed ? "offline" : isLow ? "low" : "ok");
	}

	private readModel(byte: number): void {
		this.#bytes.push(byte);
		if (byte >= 0x20 && byte < 0x7f && this.#bytes.length < modelBytesMax) return;
		const model = String.fromCharCode(...this.#bytes.slice(1, -1));
		this.reset();
		if (byte === 0) this.#listener.identified(model);
		else {
			this.#listener.noiseRead();
			this.begin(byte);
		}
	}

	private readProcess(byte: number): void {
		this.#bytes.push(byte);
		const { length } = this.#bytes;
		if (length === 2 && byte !== 0x22) {
			this.reset();
			this.#listener.noiseRead();
		} else if (length === 3 + idBytes) {
			const id = String.fromCharCode(...this.#bytes.slice(2, 2 + idBytes));
			this.reset();
			if (byte === 0) this.#listener.processed(id);
			else this.#listener.noiseRead();
		}
	}
}

/** The state that the replies to DLE EOT 2 and DLE EOT 4 amount to. */
export function paperState(offlineCauses: number, paper: number): PaperState {
	if ((offlineCauses & 0x04) !== 0) return "cover";
	if ((offlineCauses & 0x20) !== 0 || (paper & 0x60) !== 0) return "out";
	if ((offlineCauses & 0x40) !== 0) return "offline";
	return (paper & 0x0c) !== 0 ? "low" : "ok";
}
