// Firmware for terminals: stores published images, signs a manifest for each, and decides which image each terminal is
// offered.
import { equal } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import type { Digest, Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import type { ChunkRequest } from "../../firmware/wire/chunk.js";
import { type FirmwareReport, UpdateState } from "../../firmware/wire/status.js";
import { sealUpdate } from "../../firmware/wire/update-manifest.js";
import type { Clock } from "../clock.js";
import type { Events } from "../events.js";
import { HostFault, type HostFaultCode } from "../faults.js";
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import type { Refuse } from "../log.js";
import type { FirmwareRow, Store } from "../store/store.js";
import type { ImageStore } from "./image-store.js";

export interface FirmwareOptions {
	readonly store: Store;
	readonly images: ImageStore;
	readonly cbor: CborCodec;
	readonly digest: Digest;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly events: Events;
}

const troubles: Readonly<Partial<Record<UpdateState, HostFaultCode>>> = {
	[UpdateState.refused]: "FIRMWARE_REFUSED",
	[UpdateState.rolledBack]: "FIRMWARE_ROLLED_BACK",
};

/** Header of an ESP image (ESP-IDF, "App Image Format"): a magic first byte, and the chip's id at byte 12. */
const espImageMagic = 0xe9;
const chipOffset = 12;
const headerBytes = 24;
/** Of the boards in manifests/; the images of others are not checked here. */
const chips: Readonly<Record<string, number>> = {
	esp32: 0x0000,
	"esp32-8mib": 0x0000,
	esp32s3: 0x0009,
	"esp32s3-8mib": 0x0009,
	esp32c3: 0x0005,
};

export class Firmware {
	readonly #options: FirmwareOptions;

	constructor(options: FirmwareOptions) {
		this.#options = options;
	}

	/**
	 * Stores and signs an image. Rejects with HostFault FIRMWARE_IMAGE_WRONG, HTTP_TOO_LARGE or FIRMWARE_VERSION_USED
	 * without having changed anything.
	 */
	async publish(board: string, version: number, image: Uint8Array): Promise<FirmwareRow> {
		const { store, images, cbor, digest, signer, clock, guard, merchant } = this.#options;
		if (image.length > limits.firmwareImageBytesMax) throw new HostFault("HTTP_TOO_LARGE", `${image.length} bytes`);
		checkImage(board, image);
		const imageDigest = digest.sha256(image);
		const manifest = sealUpdate(cbor, signer, {
			merchant,
			board,
			version,
			lengthBytes: image.length,
			digest: imageDigest,
		});
		const row = {
			board,
			version,
			digest: imageDigest,
			lengthBytes: image.length,
			manifest,
			isWithdrawn: false,
			createdMs: clock.now(),
		};
		const newest = (await store.firmware.of(board))[0]?.version ?? 0;
		if (version <= newest) throw new HostFault("FIRMWARE_VERSION_USED", `${board} ${newest}`);
		images.put(imageDigest, image);
		if (!(await store.firmware.add(row))) throw new HostFault("FIRMWARE_VERSION_USED", `${board} ${version}`);
		await guard.settle("firmware", async () => {
			const rows = await store.firmware.of(board);
			for (const old of rows.slice(hostLimits.firmwareVersionsKept)) await this.forget(old);
		});
		return row;
	}

	/** Stops offering a version; terminals that run it keep it. Rejects with HostFault FIRMWARE_UNKNOWN. */
	async withdraw(board: string, version: number): Promise<FirmwareRow> {
		const { store, cbor, signer, guard, merchant } = this.#options;
		const row = (await store.firmware.of(board)).find((one) => one.version === version);
		if (!row) throw new HostFault("FIRMWARE_UNKNOWN", `${board} ${version}`);
		if (row.isWithdrawn) return row;
		const manifest = sealUpdate(cbor, signer, {
			merchant,
			board,
			version,
			lengthBytes: 0,
			digest: new Uint8Array(32),
		});
		await store.firmware.withdraw(board, version, manifest);
		await guard.settle("firmware", () => this.release(row));
		return { ...row, isWithdrawn: true, manifest };
	}

	/** Boards by name, the newest version of each first. */
	list(): Promise<FirmwareRow[]> {
		return this.#options.store.firmware.all();
	}

	/**
	 * The manifests to send to a terminal with this report: the withdrawal of a version that it has pulled or is
	 * pulling, and the newest version that it can install.
	 */
	async messages(report: FirmwareReport): Promise<Uint8Array[]> {
		const { store, images } = this.#options;
		const rows = await store.firmware.of(report.board);
		const isHeld = report.state === UpdateState.pulling || report.state === UpdateState.ready;
		const withdrawn = rows.filter((row) => isHeld && row.isWithdrawn && row.version === report.offered);
		const atLeast =
			report.state === UpdateState.none || withdrawn.length > 0
				? report.version
				: Math.max(report.version, report.offered);
		const best = rows.find((row) => !row.isWithdrawn && row.version > atLeast && images.has(row.digest));
		return [...withdrawn, ...(best ? [best] : [])].map((row) => row.manifest);
	}

	/** Raises an alarm when a terminal first reports that it refused or rolled back the offered version. */
	async reviewReport(
		terminal: string,
		before: FirmwareReport | undefined,
		report: FirmwareReport | undefined,
	): Promise<void> {
		const { store, clock, refuse, events } = this.#options;
		if (!report || (report.state === before?.state && report.offered === before.offered)) return;
		const code = troubles[report.state];
		if (!code) return;
		const detail = `${report.board} ${report.offered}`;
		refuse(code, { terminal, detail });
		await store.notices.raise({ code, terminal, detail, amountMinor: 0, currency: "" }, clock.now());
		events.emit({ kind: "alarm", terminal });
	}

	/** A file that cannot be read is reported, and answered as an image that is not here. */
	async piece({ digest, offset, length }: ChunkRequest): Promise<Uint8Array | undefined> {
		const { images, guard } = this.#options;
		let piece: Uint8Array | undefined;
		guard.run("firmware", () => (piece = images.read(digest, offset, length)));
		return piece;
	}

	private async forget(row: FirmwareRow): Promise<void> {
		await this.#options.store.firmware.remove(row.board, row.version);
		await this.release(row);
	}

	/** Deletes the image, unless another version has the same image. */
	private async release(row: FirmwareRow): Promise<void> {
		const isUsed = (await this.list()).some((other) => !other.isWithdrawn && equal(other.digest, row.digest));
		if (!isUsed) this.#options.images.delete(row.digest);
	}
}

/** Checked before publishing, because otherwise every terminal would download a wrong file before refusing it. */
function checkImage(board: string, image: Uint8Array): void {
	if (image.length < headerBytes) throw new HostFault("FIRMWARE_IMAGE_WRONG", `${image.length} bytes`);
	const chip = chips[board];
	if (chip === undefined) return;
	const found = image[chipOffset]! | (image[chipOffset + 1]! << 8);
	if (image[0] !== espImageMagic) throw new HostFault("FIRMWARE_IMAGE_WRONG", "not an application image");
	if (found !== chip) throw new HostFault("FIRMWARE_IMAGE_WRONG", `made for chip ${found}; ${board} is chip ${chip}`);
}
