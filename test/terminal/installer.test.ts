import { describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import { limits } from "../../firmware/core/limits.js";
import { type BatteryState, ResetReason } from "../../firmware/core/ports.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import { Updates } from "../../firmware/sync/updates.js";
import { Installer } from "../../firmware/terminal/installer.js";
import { Trial } from "../../firmware/terminal/trial.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { decodeChunkRequest } from "../../firmware/wire/chunk.js";
import { openEnvelope } from "../../firmware/wire/envelope.js";
import { sealUpdate } from "../../firmware/wire/update-manifest.js";
import { BootSlots, espImage } from "../../simulator/peripherals/boot-slots.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { nodeDigest, NodeEd25519 } from "../../simulator/terminal/crypto.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { World } from "../../simulator/world.js";

const cbor = new CborCodec();
const ed25519 = new NodeEd25519();
const seed = new Uint8Array(32).fill(5);
const signer = { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };

/** A board whose slot contains version 2, complete and verified. */
function ready(image = espImage(2)) {
	const world = new World(1);
	const events: string[] = [];
	const slots = new BootSlots(1);
	slots.boot();
	const boot = {
		isTrial: () => slots.isTrial(),
		confirm: () => slots.confirm(),
		rollBack: () => slots.markInvalid(),
	};
	const port: UpdatePort = { board: "esp32", version: 1, boot, openSlot: () => slots.openSlot() };
	const timers = new BootTimers(world);
	const trace = (): void => undefined;
	const ports = {
		timers,
		trace,
		keyStore: new SimulatedKeyStore(),
		resetReason: ResetReason.power,
		restart: () => void events.push("restart"),
	};
	const battery: { state: BatteryState; close(): void } = {
		state: { percent: 80, isCharging: false, level: "ok", hoursLeft: 5 },
		close: () => undefined,
	};
	const till = { isIdle: true, isLeft: false };
	const options = {
		ports,
		battery,
		listener: {
			installing: (version: number | undefined) => void events.push(`installing ${version}`),
			restarting: () => void events.push("close"),
		},
	};
	const installer = new Installer(options, new Trial(port, ports, cbor));
	const line = {
		isShipping: false,
		request: (bytes: Uint8Array) => {
			const { digest, offset, length } = decodeChunkRequest(cbor, bytes);
			world.schedule(10, () =>
				updates.receiveChunk({ digest, offset, bytes: image.slice(offset, offset + length) }),
			);
		},
		abandon: () => undefined,
		updateChanged: () => installer.look(),
	};
	const credentials = { merchant: "bakery", hostKey: signer.publicKey };
	const updates: Updates = new Updates(
		{ ports: { digest: nodeDigest, timers, trace }, credentials, cbor },
		installer,
		line,
	);
	installer.attach(till, updates);
	updates.attach();
	const manifest = {
		merchant: "bakery",
		board: "esp32",
		version: 2,
		lengthBytes: image.length,
		digest: nodeDigest.sha256(image),
	};
	const sealed = sealUpdate(cbor, signer, manifest);
	updates.receiveManifest(openEnvelope(cbor, ed25519, signer.publicKey, "update", sealed));
	world.advance(1_000);
	expect(installer.version).toBe(2);
	return { world, events, slots, installer, options, till };
}

const quietMs = limits.updateQuietMs + limits.updateLookMs;

describe("an update that is ready", () => {
	it("is installed once the till has been unused for half a minute", () => {
		const { world, events, slots, till } = ready();
		world.advance(10 * quietMs);
		expect(events).toEqual([]);
		till.isLeft = true;
		world.advance(limits.updateQuietMs - 2 * limits.updateLookMs);
		till.isLeft = false;
		world.advance(limits.updateLookMs);
		till.isLeft = true;
		world.advance(limits.updateQuietMs - limits.updateLookMs);
		expect(events).toEqual([]);
		world.advance(2 * limits.updateLookMs + limits.updateNoticeMs);
		expect(events).toEqual(["installing 2", "close", "restart"]);
		slots.boot();
		expect(slots.version).toBe(2);
	});

	it("waits while the battery is nearly empty, unless it is charging", () => {
		const { world, events, options, installer, till } = ready();
		till.isLeft = true;
		options.battery.state = { ...options.battery.state, percent: limits.updateBatteryPercentMin - 1 };
		world.advance(5 * quietMs);
		expect(() => installer.install()).toThrow(new Fault("BATTERY_LOW"));
		expect(events).toEqual([]);
		options.battery.state = { ...options.battery.state, isCharging: true };
		world.advance(quietMs + limits.updateNoticeMs);
		expect(events).toEqual(["installing 2", "close", "restart"]);
	});

	it("is installed once when requested twice", () => {
		const { world, events, installer } = ready();
		installer.install();
		installer.install();
		expect(events).toEqual(["installing 2"]);
		world.advance(limits.updateNoticeMs);
		expect(events).toEqual(["installing 2", "close", "restart"]);
	});

	it("releases the screen when the chip rejects the image", () => {
		const { world, events, slots, installer } = ready(new Uint8Array(20_000));
		installer.install();
		world.advance(limits.updateNoticeMs);
		expect(events).toEqual(["installing 2", "installing undefined"]);
		expect(installer.version).toBeUndefined();
		slots.boot();
		expect(slots.version).toBe(1);
	});
});
