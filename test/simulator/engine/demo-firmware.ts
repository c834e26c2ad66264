// A firmware that uses every port once and traces what it saw: both engines must trace the same.
import { ascii, toHex } from "../../../firmware/core/bytes.js";
import { Fault } from "../../../firmware/core/fault.js";
import type { ByteStream } from "../../../firmware/core/ports.js";
import type { TerminalPorts } from "../../../firmware/terminal/ports.js";

type Say = (...parts: unknown[]) => void;

export function bootDemo(ports: TerminalPorts): void {
	const say: Say = (...parts) =>
		ports.trace(parts.map((part) => (part instanceof Uint8Array ? toHex(part) : String(part))).join(" "));
	useClockAndDigest(ports, say);
	useFlash(ports, say);
	useKeyStore(ports, say);
	useScreen(ports, say);
	useInputs(ports, say);
	useStreams(ports, say);
	say("booted");
}

function useClockAndDigest(ports: TerminalPorts, say: Say): void {
	const { wallClock, timers, digest, ed25519 } = ports;
	say("clock", wallClock.read().ms, wallClock.read().quality, timers.uptimeMs(), ports.resetReason);
	wallClock.set(1_700_000_000_000, 2);
	say("set", wallClock.read().ms, wallClock.read().quality);

	const random = new Uint8Array(4);
	ports.random.fill(random);
	say("random", random);
	const stream = digest.begin();
	stream.update(ascii("a"));
	stream.update(ascii("bc"));
	say("sha", digest.sha256(ascii("a"), ascii("bc")), stream.finish());
	const seed = new Uint8Array(32).fill(7);
	const signature = ed25519.sign(ascii("m"), seed);
	say(
		"sign",
		signature,
		ed25519.verify(signature, ascii("m"), ed25519.publicKey(seed)),
		ed25519.verify(signature, ascii("n"), seed),
	);
}

function useFlash(ports: TerminalPorts, say: Say): void {
	const { journalFlash, catalogFlash } = ports;
	for (const flash of [journalFlash, catalogFlash]) {
		const into = new Uint8Array(4);
		flash.program(16, Uint8Array.of(1, 2, 3, 4));
		flash.read(15, into.subarray(0, 3));
		say("flash", flash.sizeBytes, flash.sectorBytes, flash.pageBytes, flash.alignBytes, into);
		flash.erase(0);
		flash.readRaw(16, into);
		say("raw", into);
	}
	try {
		journalFlash.erase(8_192);
	} catch (error) {
		say("fault", error instanceof Fault && error.code, (error as Error).name);
	}
	try {
		journalFlash.program(-1, new Uint8Array(32));
	} catch (error) {
		say("error", error instanceof Fault, (error as Error).name, (error as Error).message);
	}
}

function useKeyStore(ports: TerminalPorts, say: Say): void {
	const { keyStore } = ports;
	keyStore.write("key", ascii("value"));
	say("key", keyStore.read("key") ?? "none", keyStore.read("other") ?? "none");
	keyStore.delete("key");
	say("deleted", keyStore.read("key") ?? "none");
}

function useScreen(ports: TerminalPorts, say: Say): void {
	const { renderer, fonts } = ports;
	renderer.begin();
	renderer.fillRectangle(renderer.makeColor(1, 2, 3), 0, 0, renderer.width, renderer.height);
	renderer.blendRectangle(1, 128, 2, 3, 4, 5);
	renderer.drawText("Käse 3 €", fonts.amount, 6, 7, 8);
	renderer.drawText("😀", fonts.small, 6, 7, 8, 100);
	renderer.end();
	renderer.begin(1, 2, 3, 4);
	renderer.end();
	say("screen", renderer.width, renderer.height, fonts.large.height, renderer.getTextWidth("abc", fonts.body));
	const qr = ports.qrEncoder.encode("hello");
	say("qr", qr.size, qr.modules);
	const dots = ports.textRaster.draw("Zwiebel", "1,50 €", 384);
	say("dots", dots.widthBytes, dots.height, dots.rows);
	ports.buzzer.play("attention");
	ports.backlight?.level(0.25);
}

function useInputs(ports: TerminalPorts, say: Say): void {
	const { timers } = ports;
	timers.start(20, () => say("never")).cancel();
	timers.start(10, () => say("timer", timers.uptimeMs()));

	new ports.touch.io({ onSample: ({ x, y, phase }) => say("touch", x, y, phase) });
	ports.cardReader.request({
		amountMinor: 350,
		currency: "GBP",
		idempotencyKey: "k1",
		onAuthorising: () => say("authorising"),
		onOutcome: (outcome) => {
			say("card", JSON.stringify(outcome));
			ports.cardReader.inquire({
				idempotencyKey: "k-2",
				onOutcome: (other) => say("inquired", JSON.stringify(other)),
			});
		},
	});
}

function useStreams(ports: TerminalPorts, say: Say): void {
	const { journalFlash, keyStore } = ports;
	const printer: ByteStream = new ports.printer.io({
		onWritable(count) {
			say("writable", count);
			printer.write(ascii("hello"));
		},
		onReadable(count) {
			say(
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
	new ports.network.io({ host: "broker", port: 1883, onError: (detail) => say("network", detail) });
	new ports.scanner!.io({
		onReadable(count) {
			if (count === 1) throw new Fault("SCANNER_NOISE", "at the end");
			say("catching", count);
			try {
				journalFlash.program(32, Uint8Array.of(1));
				say("programmed");
			} catch (error) {
				say("must not be seen", String(error));
				journalFlash.program(64, Uint8Array.of(1));
			} finally {
				keyStore.write("finally", ascii("x"));
			}
		},
	});
}
