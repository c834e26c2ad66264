// A firmware that uses every port once and traces the results: both engines must produce the same trace.
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import { Fault } from "../../../firmware/core/fault.js";
import type { ByteStream } from "../../../firmware/core/ports.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";

type Trace = (...parts: unknown[]) => void;

export function bootDemo(ports: TerminalPorts): void {
	const trace: Trace = (...parts) =>
		ports.trace(parts.map((part) => (part instanceof Uint8Array ? toHex(part) : String(part))).join(" "));
	useClockAndDigest(ports, trace);
	useFlash(ports, trace);
	useKeyStore(ports, trace);
	useScreen(ports, trace);
	useInputs(ports, trace);
	useStreams(ports, trace);
	trace("booted");
}

function useClockAndDigest(ports: TerminalPorts, trace: Trace): void {
	const { wallClock, timers, digest, ed25519 } = ports;
	trace("clock", wallClock.read().ms, wallClock.read().quality, timers.uptimeMs(), ports.resetReason);
	wallClock.set(1_700_000_000_000, 2);
	trace("set", wallClock.read().ms, wallClock.read().quality);

	const random = new Uint8Array(4);
	ports.random.fill(random);
	trace("random", random);
	const stream = digest.begin();
	stream.update(ascii("a"));
	stream.update(ascii("bc"));
	trace("sha", digest.sha256(ascii("a"), ascii("bc")), stream.finish());
	const seed = new Uint8Array(32).fill(7);
	const signature = ed25519.sign(ascii("m"), seed);
	trace(
		"sign",
		signature,
		ed25519.verify(signature, ascii("m"), ed25519.publicKey(seed)),
		ed25519.verify(signature, ascii("n"), seed),
	);
}

function useFlash(ports: TerminalPorts, trace: Trace): void {
	const { journalFlash, catalogFlash } = ports;
	for (const flash of [journalFlash, catalogFlash]) {
		const into = new Uint8Array(4);
		flash.program(16, Uint8Array.of(1, 2, 3, 4));
		flash.read(15, into.subarray(0, 3));
		trace("flash", flash.sizeBytes, flash.sectorBytes, flash.pageBytes, flash.alignBytes, into);
		flash.erase(0);
		flash.readRaw(16, into);
		trace("raw", into);
	}
	try {
		journalFlash.erase(8_192);
	} catch (error) {
		trace("fault", error instanceof Fault && error.code, (error as Error).name);
	}
	try {
		journalFlash.program(-1, new Uint8Array(32));
	} catch (error) {
		trace("error", error instanceof Fault, (error as Error).name, (error as Error).message);
	}
}

function useKeyStore(ports: TerminalPorts, trace: Trace): void {
	const { keyStore } = ports;
	keyStore.write("key", ascii("value"));
	trace("key", keyStore.read("key") ?? "none", keyStore.read("other") ?? "none");
	keyStore.delete("key");
	trace("deleted", keyStore.read("key") ?? "none");
}

function useScreen(ports: TerminalPorts, trace: Trace): void {
	const { renderer, fonts } = ports;
	renderer.begin();
	renderer.fillRectangle(renderer.makeColor(1, 2, 3), 0, 0, renderer.width, renderer.height);
	renderer.blendRectangle(1, 128, 2, 3, 4, 5);
	renderer.drawText("Käse 3 €", fonts.amount, 6, 7, 8);
	renderer.drawText("😀", fonts.small, 6, 7, 8, 100);
	renderer.end();
	renderer.begin(1, 2, 3, 4);
	renderer.end();
	trace("screen", renderer.width, renderer.height, fonts.large.height, renderer.getTextWidth("abc", fonts.body));
	const qr = ports.qrEncoder.encode("hello");
	trace("qr", qr.size, qr.modules);
	const dots = ports.textRaster.draw("Zwiebel", "1,50 €", 384);
	trace("dots", dots.widthBytes, dots.height, dots.rows);
	ports.buzzer.play("attention");
	ports.backlight?.level(0.25);
}

function useInputs(ports: TerminalPorts, trace: Trace): void {
	const { timers } = ports;
	timers.start(20, () => trace("never")).cancel();
	timers.start(10, () => trace("timer", timers.uptimeMs()));

	new ports.touch.io({ onSample: ({ x, y, phase }) => trace("touch", x, y, phase) });
	ports.cardReader.request({
		amountMinor: 350,
		currency: "GBP",
		idempotencyKey: "k1",
		onAuthorising: () => trace("authorising"),
		onOutcome: (outcome) => {
			trace("card", JSON.stringify(outcome));
			ports.cardReader.inquire({
				idempotencyKey: "k-2",
				onOutcome: (other) => trace("inquired", JSON.stringify(other)),
			});
		},
	});
}

function useStreams(ports: TerminalPorts, trace: Trace): void {
	const { journalFlash, keyStore } = ports;
	const printer: ByteStream = new ports.printer.io({
		onWritable(count) {
			trace("writable", count);
			printer.write(ascii("hello"));
		},
		onReadable(count) {
			trace(
				"readable",
				count,
				new Uint8Array(printer.read(2)!),
				new Uint8Array(printer.read()!),
				printer.read() ?? "empty",
			);
			printer.close();
			printer.close();
		},
	});
	new ports.network.io({ onError: (detail) => trace("network", detail) }, { host: "broker", port: 1883 });
	new ports.scanner!.io({
		onReadable(count) {
			if (count === 1) throw new Fault("SCANNER_NOISE", "at the end");
			trace("catching", count);
			try {
				journalFlash.program(32, Uint8Array.of(1));
				trace("programmed");
			} catch (error) {
				trace("must not be seen", String(error));
				journalFlash.program(64, Uint8Array.of(1));
			} finally {
				keyStore.write("finally", ascii("x"));
			}
		},
	});
}
