// Shipping of personal texts: after the records, one message in flight, erased when the host asks.
import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { type PrivateText, textDigest, TextKind } from "../../firmware/core/private-text.js";
import { toUtf8 } from "../../firmware/core/utf8.js";
import { TextShipper } from "../../firmware/sync/text-shipper.js";
import { readEnvelope } from "../../firmware/wire/envelope.js";
import {
	readTexts,
	sealTextAck,
	type TextAck,
	type TextMessage,
	TextStatus,
} from "../../firmware/wire/text-message.js";
import { TextStore } from "../../firmware/texts/store.js";
import { NorFlash } from "../../simulator/flash/nor.js";
import { SeededRandom } from "../../simulator/random.js";
import { cbor, credentials, digest, hostSigner, signerOf, terminalSeed } from "./world-terminal.js";

const idOf = (text: PrivateText): Uint8Array => textDigest(digest, text);

class Bench {
	readonly store = new TextStore(
		{ textsFlash: new NorFlash({ sizeBytes: 16_384 }), digest, random: new SeededRandom(1) },
		credentials,
	);
	readonly sent: TextMessage[] = [];
	readonly traces: string[] = [];
	isBusy = false;
	isDone = false;
	#timers: { readonly delayMs: number; readonly expire: () => void }[] = [];
	readonly shipper = new TextShipper(
		{
			ports: {
				digest,
				timers: { uptimeMs: () => 0, start: (delayMs, expire) => this.start(delayMs, expire) },
				trace: (line) => void this.traces.push(line),
			},
			...{ credentials, cbor, signer: signerOf(terminalSeed) },
		},
		this.store,
		this,
	);

	sendTexts(bytes: Uint8Array): void {
		this.sent.push(readTexts(cbor, readEnvelope(cbor, "text", bytes).body));
	}

	textsSent(): void {
		this.isDone = true;
	}

	write(...words: string[]): PrivateText[] {
		return words.map((one) => {
			const text = { salt: new Uint8Array(16).fill(one.length), kind: TextKind.note, utf8: toUtf8(one) };
			this.store.append(text);
			return text;
		});
	}

	/** Runs the timers that are due within `ms`. */
	wait(ms = 1_000): this {
		const due = this.#timers.filter(({ delayMs }) => delayMs <= ms);
		this.#timers = this.#timers.filter(({ delayMs }) => delayMs > ms);
		for (const { expire } of due) expire();
		return this;
	}

	ack(more: Partial<TextAck> = {}): this {
		const last = this.sent.at(-1)?.texts.at(-1);
		const { merchant, terminal } = credentials;
		const ack = {
			merchant,
			terminal,
			last: last ? idOf(last) : new Uint8Array(0),
			status: TextStatus.taken,
			erase: [],
		};
		const sealed = sealTextAck(cbor, hostSigner, { ...ack, ...more });
		this.shipper.receiveAck(readEnvelope(cbor, "text-ack", sealed).body);
		return this;
	}

	words(): string[][] {
		return this.sent.map(({ texts }) => texts.map(({ utf8 }) => new TextDecoder().decode(utf8)));
	}

	private start(delayMs: number, expire: () => void): { cancel(): void } {
		const timer = { delayMs, expire };
		this.#timers.push(timer);
		return { cancel: () => void (this.#timers = this.#timers.filter((one) => one !== timer)) };
	}
}

describe("texts on a terminal", () => {
	it("go to a host that takes them, in messages of eight, and each once", () => {
		const bench = new Bench();
		bench.write(..."abcdefghij");
		bench.shipper.notify();
		bench.wait();
		expect(bench.words()).toEqual([[..."abcdefgh"]]);
		bench.ack().wait().ack().wait();
		expect(bench.words()).toEqual([[..."abcdefgh"], ["i", "j"]]);
		expect(bench.isDone).toBe(true);
		bench.write("k");
		bench.shipper.notify();
		expect(bench.wait().words().at(-1)).toEqual(["k"]);
	});

	it("wait while records wait", () => {
		const bench = new Bench();
		bench.write("a");
		bench.isBusy = true;
		bench.shipper.notify();
		expect(bench.wait().sent).toEqual([]);
		bench.isBusy = false;
		bench.shipper.notify();
		expect(bench.wait().words()).toEqual([["a"]]);
	});

	it("are sent again without an answer, and after another text's", () => {
		const bench = new Bench();
		bench.write("a");
		bench.shipper.notify();
		bench
			.wait()
			.ack({ last: new Uint8Array(16) })
			.wait(60_000);
		expect(bench.words()).toEqual([["a"], ["a"]]);
		bench.shipper.close();
		expect(bench.wait(60_000).words()).toHaveLength(2);
		bench.shipper.notify();
		expect(bench.wait().words()).toHaveLength(3);
	});

	it("that the host refuses are sent one by one, and the refused one is left behind", () => {
		const bench = new Bench();
		bench.write("a", "b", "c");
		bench.shipper.notify();
		const refuse = { status: TextStatus.refused, last: new Uint8Array(0) };
		bench.wait().ack(refuse).wait().ack(refuse).wait().ack().wait();
		expect(bench.words()).toEqual([["a", "b", "c"], ["a"], ["b", "c"]]);
		expect(bench.traces).toHaveLength(1);
	});

	it("are erased when the host asks, which is reported once", () => {
		const bench = new Bench();
		const [gone, kept] = bench.write("gone", "remains") as [PrivateText, PrivateText];
		bench.shipper.notify();
		bench
			.wait()
			.ack({ erase: [idOf(gone), new Uint8Array(16).fill(9)] })
			.wait();
		expect([bench.store.find(idOf(gone)), bench.store.find(idOf(kept))]).toEqual([undefined, kept]);
		expect(bench.sent.at(-1)).toMatchObject({ texts: [], erased: [idOf(gone), new Uint8Array(16).fill(9)] });
		const { length } = bench.sent;
		expect(bench.ack().wait().sent).toHaveLength(length);
	});

	it("that cannot be erased are not reported as erased", () => {
		const bench = new Bench();
		const [text] = bench.write("held");
		bench.store.erase = () => {
			throw new Fault("FLASH_ERASE_FAILED");
		};
		bench.shipper.notify();
		bench
			.wait()
			.ack({ erase: [idOf(text!)] })
			.wait();
		expect(bench.sent.flatMap(({ erased }) => erased)).toEqual([]);
	});

	it("do not follow an answer that is another terminal's", () => {
		const bench = new Bench();
		const [text] = bench.write("mine");
		bench.shipper.notify();
		expect(() => bench.wait().ack({ terminal: "stall-9", erase: [idOf(text!)] })).toThrow("another terminal");
		expect(bench.store.find(idOf(text!))).toEqual(text);
	});
});
