import storage, { type Flash as Partition } from "embedded:storage/flash";
import { Fault } from "../../core/fault.js";
import type { Flash } from "../../core/ports.js";

/**
 * A data partition of the board's flash chip, by its label in the partition table. Flash encryption is not used, so raw
 * reads equal reads.
 */
export class PartitionFlash implements Flash {
	readonly sizeBytes: number;
	readonly sectorBytes: number;
	readonly pageBytes = 256;
	readonly alignBytes = 1;
	#partition: Partition;

	constructor(label: string) {
		this.#partition = storage.open({ path: label, mode: "r+" });
		const { size, blockLength } = this.#partition.status();
		this.sizeBytes = size;
		this.sectorBytes = blockLength;
	}

	read(offset: number, into: Uint8Array): void {
		this.#partition.read(into, offset);
	}

	readRaw(offset: number, into: Uint8Array): void {
		this.read(offset, into);
	}

	program(offset: number, bytes: Uint8Array): void {
		try {
			this.#partition.write(bytes, offset);
		} catch (error) {
			throw new Fault("FLASH_PROGRAM_FAILED", `${offset}: ${String(error)}`);
		}
	}

	erase(offset: number): void {
		try {
			this.#partition.eraseBlock(offset / this.sectorBytes);
		} catch (error) {
			throw new Fault("FLASH_ERASE_FAILED", `${offset}: ${String(error)}`);
		}
	}
}

/** Undefined where the board was flashed with a partition table that lacks it. */
export function openPartition(label: string, log: (line: string) => void): Flash | undefined {
	try {
		return new PartitionFlash(label);
	} catch (error) {
		log(`partition ${label}: ${String(error)}`);
		return undefined;
	}
}
