import { afterEach, describe, expect, it } from "vitest";
import { Fault } from "../../firmware/core/fault.js";
import type { UpdatePort } from "../../firmware/core/update.js";
import { Updates } from "../../firmware/sync/updates.js";
import { UpdateImage } from "../../firmware/sync/update-image.js";
import { readEnvelope } from "../../firmware/wire/envelope.js";
import { decodeStatus, type FirmwareReport, UpdateState } from "../../firmware/wire/status.js";
import { sealUpdate, type UpdateManifest } from "../../firmware/wire/update-manifest.js";
import { BootTimers } from "../../simulator/terminal/clocks.js";
import { World } from "../../simulator/world.js";
import { reach } from "../reach.js";
import { closeSyncHarnesses, openSyncHarness, payload, payloads } from "./harness.js";
import { cbor, digest, hostSigner, signerOf } from "./world-terminal.js";

afterEach(closeSyncHarnesses);

const image = Uint8Array.from({ length: 9_000 }, (_, i) => i * 7);

class SlotBoard {
	readonly state = { bytes: new Uint8Array(0), boots: 0, isOpen: false, opened: 0 };
	isBusy = false;
	failedVersion = 0;
	readonly port: UpdatePort = {
		board: "esp32",
		version: 6,
		boot: { isTrial: () => false, confirm: () => undefined, rollBack: () => undefined },
		openSlot: () => {
			const { state } = this;
			state.isOpen = true;
			state.opened++;
			state.bytes = new Uint8Array(0);
			return {
				sizeBytes: 20_000,
				write: (bytes) => void (state.bytes = Uint8Array.of(...state.bytes, ...bytes)),
				complete: () => void state.boots++,
				close: () => void (state.isOpen = false),
			};
		},
	};

	get terms() {
		return { port: this.port, failedVersion: this.failedVersion, mayPull: () => !this.isBusy };
	}
}

async function openUpdating(board = new SlotBoard()) {
	const harness = await openSyncHarness({ overrides: { update: board.terms } });
	const reports: (FirmwareReport | undefined)[] = [];
	harness.host.onStatus = (bytes) => reports.push(decodeStatus(cbor, bytes).firmware);
	const offer = (more: Partial<UpdateManifest> = {}, signer = hostSigner) => {
		harness.host.firmware = image;
		const manifest = {
			merchant: "bakery",
			board: "esp32",
			version: 7,
			lengthBytes: image.length,
			digest: digest.sha256(image),
			...more,
		};
		harness.host.send("update", sealUpdate(cbor, signer, manifest));
	};
	await harness.settle();
	await harness.world.pass(1_000);
	return { ...harness, board, offer, reports, updates: () => harness.terminal.sync.updates! };
}

describe("a firmware update", () => {
	it("is pulled, verified, kept until it is installed, and reported", async () => {
		const { world, board, offer, reports, updates } = await openUpdating();
		offer();
		await reach(world, () => updates().readyVersion === 7, 60_000);
		expect(board.state).toMatchObject({ bytes: image, boots: 0, isOpen: true });
		await world.pass(40_000);
		expect(reports.map((report) => [report?.board, report?.version, report?.state, report?.offered])).toEqual([
			["esp32", 6, UpdateState.none, 0],
			["esp32", 6, UpdateState.ready, 7],
		]);
		updates().install();
		expect(board.state).toMatchObject({ boots: 1, isOpen: false });
	});

	it("continues where it stopped when the connection breaks", async () => {
		const { world, host, link, board, offer, updates } = await openUpdating();
		offer();
		await reach(world, () => host.counts.requests === 3);
		link.mode = "off";
		await world.pass(10_000);
		link.mode = "on";
		await reach(world, () => updates().readyVersion === 7, 200_000);
		expect(board.state).toMatchObject({ bytes: image, opened: 1 });
		expect(host.counts.requests).toBeLessThanOrEqual(6);
	});

	it("waits while records are sent and while the till is busy", async () => {
		const { world, host, terminal, board, offer, updates } = await openUpdating();
		board.isBusy = true;
		offer();
		await world.pass(20_000);
		expect(host.counts.requests).toBe(0);
		board.isBusy = false;
		for (let i = 1; i <= 60; i++) terminal.append(payload(i));
		await reach(world, () => host.counts.requests > 0, 60_000);
		expect(host.payloads(1)).toEqual(payloads(60));
		await reach(world, () => updates().readyVersion === 7, 60_000);
		expect(board.state.bytes).toEqual(image);
	});

	it.each([
		["for another board", { board: "esp32s3" }, UpdateState.refused, 0],
		// The slot is opened when the first piece arrives.
		["larger than the slot", { lengthBytes: 20_001 }, UpdateState.refused, 1],
		["of another merchant", { merchant: "butcher" }, UpdateState.none, 0],
		["older than the running one", { version: 5 }, UpdateState.none, 0],
	] as const)("is refused once and not asked for again when it is %s", async (_, more, state, requests) => {
		const { world, host, terminal, board, offer, updates } = await openUpdating();
		offer(more);
		offer(more);
		await world.pass(5_000);
		offer(more);
		await world.pass(40_000);
		expect(terminal.sync.counters.rejected).toBe(1);
		expect(host.counts.requests).toBe(requests);
		expect(updates().report.state).toBe(state);
		expect(board.state.isOpen).toBe(false);
	});

	it("is judged in the next session if its signature was not verified when the session ended", () => {
		const ports = { digest, timers: new BootTimers(new World(1)), trace: () => undefined };
		const line = { isShipping: false, request: () => undefined, abandon: () => undefined, updateChanged() {} };
		const { terms } = new SlotBoard();
		const updates = new Updates({ ports, cbor, credentials: { merchant: "bakery" } }, terms, line);
		const [first, second] = [7, 8].map((version) => {
			const manifest = { merchant: "bakery", board: "esp32", version, lengthBytes: image.length };
			return sealUpdate(cbor, hostSigner, { ...manifest, digest: digest.sha256(image) });
		}) as [Uint8Array, Uint8Array];
		expect([updates.hasJudged(first), updates.hasJudged(second)]).toEqual([false, false]);
		updates.receiveManifest(readEnvelope(cbor, "update", first).body);
		updates.detach();
		expect(updates.hasJudged(second)).toBe(false);
		updates.receiveManifest(readEnvelope(cbor, "update", second).body);
		updates.detach();
		expect(updates.hasJudged(second)).toBe(true);
	});

	it("that the host lost while it was pulled is pulled when the same message comes again", async () => {
		const { world, host, offer, updates } = await openUpdating();
		offer();
		host.firmware = undefined;
		await reach(world, () => host.counts.requests > 0);
		await world.pass(5_000);
		expect(updates().report).toMatchObject({ state: UpdateState.none, offered: 0 });
		offer();
		await reach(world, () => updates().readyVersion === 7, 60_000);
		expect(updates().readyVersion).toBe(7);
	});

	it("is refused and counted if signed with another key", async () => {
		const { world, host, terminal, offer, board } = await openUpdating();
		offer({}, signerOf(new Uint8Array(32).fill(1)));
		await world.pass(5_000);
		expect(terminal.sync.counters.rejected).toBe(1);
		expect(terminal.traces.some((line) => line.includes("SIGNATURE_INVALID"))).toBe(true);
		expect([host.counts.requests, board.state.opened]).toEqual([0, 0]);
	});

	it("is refused until the next power-on if the bytes do not match the announced digest", async () => {
		const { world, host, terminal, board, offer, updates } = await openUpdating();
		host.corrupt = true;
		offer();
		await reach(world, () => updates().report.state === UpdateState.refused, 60_000);
		expect(terminal.traces.some((line) => line.includes("UPDATE_DAMAGED"))).toBe(true);
		expect(board.state).toMatchObject({ boots: 0, isOpen: false });
		const { requests } = host.counts;
		offer();
		await world.pass(40_000);
		expect(host.counts.requests).toBe(requests);
		host.corrupt = false;
		offer({ version: 8 });
		await reach(world, () => updates().readyVersion === 8, 60_000);
		expect(updates().readyVersion).toBe(8);
	});

	it("is refused up to the version that was rolled back", async () => {
		const board = new SlotBoard();
		board.failedVersion = 7;
		const { world, terminal, offer, updates } = await openUpdating(board);
		expect(updates().report).toMatchObject({ state: UpdateState.rolledBack, offered: 7 });
		offer();
		await world.pass(5_000);
		expect(terminal.sync.counters.rejected).toBe(1);
		offer({ version: 8 });
		await reach(world, () => updates().readyVersion === 8, 60_000);
		offer({ version: 8, lengthBytes: 0 });
		await world.pass(5_000);
		expect(updates().report).toMatchObject({ state: UpdateState.rolledBack, offered: 7 });
	});

	it("is discarded when it is withdrawn, during the download or when ready", async () => {
		const { world, host, board, offer, updates } = await openUpdating();
		const gone = { lengthBytes: 0, digest: new Uint8Array(32) };
		offer();
		await reach(world, () => host.counts.requests === 2);
		offer({ ...gone, version: 6 });
		await world.pass(5_000);
		expect(updates().readyVersion).toBe(7);
		offer(gone);
		await world.pass(5_000);
		expect(updates().report).toMatchObject({ state: UpdateState.none, offered: 0 });
		expect(board.state.isOpen).toBe(false);
		expect(() => updates().install()).toThrow("UPDATE_DAMAGED");
	});
});

describe("an image being written to the slot", () => {
	it.each(["one flipped bit", "too short", "too long"])(
		"is never made the one to boot when it is damaged: %s",
		(damage) => {
			const { port, state } = new SlotBoard();
			const bytes =
				damage === "too short"
					? image.slice(1)
					: damage === "too long"
						? Uint8Array.of(...image, 0)
						: image.slice();
			if (damage === "one flipped bit") bytes[5_000]! ^= 1;
			const arriving = new UpdateImage({ lengthBytes: image.length, digest: digest.sha256(image) }, digest, port);
			expect(() => {
				arriving.write(bytes);
				arriving.verify();
			}).toThrow(Fault);
			expect(() => arriving.install()).toThrow(Fault);
			expect(state).toMatchObject({ boots: 0, isOpen: false });
		},
	);
});
