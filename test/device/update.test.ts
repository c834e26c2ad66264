import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { Trial, trialMs } from "../../firmware/device/trial.js";
import { Update, updateMessage, type UpdateManifest, type UpdateOptions } from "../../firmware/device/update.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { World } from "../../simulator/world.js";

const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(5);
const image = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31) & 0xff);

function slot() {
	const state = { bytes: 0, isBoot: false, isOpen: false };
	return {
		state,
		open: () => {
			state.isOpen = true;
			return {
				sizeBytes: 20_000,
				write: (bytes: Uint8Array) => void (state.bytes += bytes.length),
				complete: () => void (state.isBoot = true),
				close: () => void (state.isOpen = false),
			};
		},
	};
}

function manifest(more: Partial<UpdateManifest> = {}): UpdateManifest {
	const unsigned = { board: "esp32", version: 7, lengthBytes: image.length, sha256: nodeDigest.sha256(image), ...more };
	return { ...unsigned, signature: more.signature ?? ed25519.sign(updateMessage(unsigned), seed) };
}

function options(openSlot: UpdateOptions["openSlot"], one: UpdateManifest): UpdateOptions {
	return { manifest: one, board: "esp32", runningVersion: 6, hostKey: ed25519.publicKey(seed), digest: nodeDigest, ed25519, openSlot };
}

function code(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		if (error instanceof Fault) return error.code;
		throw error;
	}
	return "none";
}

describe("a firmware update", () => {
	it("switches the boot only after the whole image was digested and found signed", () => {
		const { state, open } = slot();
		const update = new Update(options(open, manifest()));
		for (let at = 0; at < image.length; at += 999) {
			expect(state.isBoot).toBe(false);
			update.write(image.subarray(at, at + 999));
		}
		update.finish();
		expect(state).toEqual({ bytes: image.length, isBoot: true, isOpen: false });
		expect(code(() => update.finish())).toBe("UPDATE_DAMAGED");
	});

	it.each([
		["for another board", manifest({ board: "esp32s3" }), "UPDATE_REFUSED"],
		["with another key's signature", manifest({ signature: new Uint8Array(64) }), "UPDATE_REFUSED"],
		["with an altered length", { ...manifest(), lengthBytes: 9_999 }, "UPDATE_REFUSED"],
		["as old as the running one", manifest({ version: 6 }), "VERSION_STALE"],
		["that does not fit", manifest({ lengthBytes: 20_001 }), "UPDATE_REFUSED"],
	])("is refused %s before a byte is written", (_, one, expected) => {
		const { state, open } = slot();
		expect(code(() => new Update(options(open, one)))).toBe(expected);
		expect(state).toEqual({ bytes: 0, isBoot: false, isOpen: false });
	});

	it.each(["one flipped bit", "too short", "too long"])("leaves the boot alone when the image is damaged: %s", (damage) => {
		const { state, open } = slot();
		const bytes = damage === "too short" ? image.slice(1) : damage === "too long" ? Uint8Array.of(...image, 0) : image.slice();
		if (damage === "one flipped bit") bytes[5_000]! ^= 1;
		const update = new Update(options(open, manifest()));
		expect(
			code(() => {
				update.write(bytes);
				update.finish();
			}),
		).toBe("UPDATE_DAMAGED");
		expect(state.isBoot).toBe(false);
		expect(state.isOpen).toBe(false);
	});
});

describe("the first run of a new image", () => {
	const run = (isTrial: boolean) => {
		const world = new World(1);
		const calls: string[] = [];
		const boot = { isTrial: () => isTrial, confirm: () => void calls.push("confirm"), rollBack: () => void calls.push("roll back") };
		const trial = new Trial({
			boot,
			timers: { uptimeMs: () => world.nowMs, start: (delayMs, onExpire) => world.schedule(delayMs, onExpire) },
		});
		return { world, calls, trial };
	};

	it("is confirmed once when the terminal is ready to sell", () => {
		const { world, calls, trial } = run(true);
		world.advance(trialMs - 1);
		trial.ready();
		trial.ready();
		world.advance(trialMs * 2);
		expect(calls).toEqual(["confirm"]);
	});

	it("is rolled back when it is not ready within a minute", () => {
		const { world, calls, trial } = run(true);
		world.advance(trialMs);
		trial.ready();
		expect(calls).toEqual(["roll back"]);
	});

	it("touches nothing on an image that was confirmed before", () => {
		const { world, calls, trial } = run(false);
		trial.ready();
		world.advance(trialMs * 2);
		expect(calls).toEqual([]);
	});
});
