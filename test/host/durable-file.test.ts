// Files that the host reports as durable survive a power cut: image files and secrets, on a disk that loses everything
// not synced.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { openSecret } from "../../host/control/host-key.js";
import { ImageStore } from "../../host/control/image-store.js";
import { makeFolder } from "../../host/durable-file.js";
import { DiskCut, leftovers, VolatileDisk } from "./volatile-disk.js";

const image = Uint8Array.from({ length: 40 }, (_, at) => at);
const digest = new Uint8Array(createHash("sha256").update(image).digest());
const imagePath = `/data/firmware/${toHex(digest)}.bin`;
const secretPath = "/data/host.key";

/** A disk with a durable data folder, as after the host's start. */
function started(): VolatileDisk {
	const disk = new VolatileDisk();
	makeFolder("/data", disk);
	return disk;
}

interface Deed {
	readonly name: string;
	readonly path: string;
	readonly run: (disk: VolatileDisk) => void;
	readonly isWhole: (bytes: Uint8Array) => boolean;
}

const deeds: readonly Deed[] = [
	{
		name: "an image",
		path: imagePath,
		run: (disk) => new ImageStore("/data", "firmware", disk).put(digest, image),
		isWhole: (bytes) => Buffer.from(bytes).equals(image),
	},
	{
		name: "a secret",
		path: secretPath,
		run: (disk) => void openSecret(secretPath, 16, disk),
		isWhole: (bytes) => /^[0-9a-f]{32}\n$/.test(Buffer.from(bytes).toString()),
	},
];

describe("a durable file of the host", () => {
	for (const { name, path, run, isWhole } of deeds) {
		it(`is complete after a power cut: ${name}`, () => {
			for (const leftover of leftovers) {
				const disk = started();
				run(disk);
				const found = disk.afterCut(leftover).contentOf(path);
				expect(found && isWhole(found)).toBe(true);
			}
		});

		it(`is complete or absent after a power cut at any step, and can then be written: ${name}`, () => {
			const counted = started();
			const before = counted.operations.length;
			run(counted);
			const steps = counted.operations.length - before;
			expect(steps).toBeGreaterThan(5);
			for (let step = 0; step < steps; step++) {
				for (const leftover of leftovers) {
					const disk = started();
					disk.cutAfter = disk.operations.length + step;
					expect(() => run(disk)).toThrow(DiskCut);
					const after = disk.afterCut(leftover);
					const found = after.contentOf(path);
					expect(found === undefined || isWhole(found)).toBe(true);
					run(after);
					expect(isWhole(after.afterCut("nothing").contentOf(path)!)).toBe(true);
				}
			}
		});

		it(`is not considered durable by the next call if its name could not be synced: ${name}`, () => {
			for (const folder of ["/data", "/data/firmware"]) {
				const disk = started();
				disk.failing.add(`fsync ${folder}`);
				try {
					run(disk);
				} catch (error) {
					expect((error as NodeJS.ErrnoException).code).toBe("EIO");
				}
				const made = disk.contentOf(path);
				run(disk);
				if (made) expect(disk.contentOf(path)).toEqual(made);
				const found = disk.afterCut("nothing").contentOf(path);
				expect(found && isWhole(found)).toBe(true);
			}
		});

		it(`is written where folders cannot be synced, as on Windows: ${name}`, () => {
			for (const folders of ["opened", "closed"] as const) {
				const disk = new VolatileDisk();
				disk.folders = folders;
				makeFolder("/data", disk);
				run(disk);
				expect(isWhole(disk.contentOf(path)!)).toBe(true);
				expect(disk.operations.filter((operation) => operation.startsWith("fsync"))).toEqual([
					`fsync ${path}.new`,
				]);
			}
		});
	}

	it("is in folders that are all durable, including newly created ones", () => {
		const disk = new VolatileDisk();
		makeFolder("/srv/tillmark/data", disk);
		expect(disk.afterCut("nothing").existsSync("/srv/tillmark/data")).toBe(true);
		const again = disk.operations.length;
		makeFolder("/srv/tillmark/data", disk);
		expect(disk.operations.slice(again)).toEqual(["fsync /srv/tillmark"]);
	});

	it("reads and deletes images through the same files", () => {
		const disk = started();
		const store = new ImageStore("/data", "firmware", disk);
		store.put(digest, image);
		expect([store.has(digest), store.read(digest, 4, 3)]).toEqual([true, image.slice(4, 7)]);
		expect(store.read(digest, 38, 10)).toEqual(image.slice(38));
		store.delete(digest);
		expect([store.has(digest), store.read(digest, 0, 1)]).toEqual([false, undefined]);
	});

	it("returns a stored secret, and refuses one of another length", () => {
		const disk = started();
		const secret = openSecret(secretPath, 16, disk);
		expect(openSecret(secretPath, 16, disk)).toEqual(secret);
		expect(() => openSecret(secretPath, 32, disk)).toThrow("HOST_KEY_DAMAGED");
	});
});
