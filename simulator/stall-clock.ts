// The true time of a simulated stall: the computer's, or later when the stall ran faster than that. With a folder it
// never goes back, not even when the process is killed: a time is in the file before the stall reaches it.
import { closeSync, constants, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../host/durable-file.js";
import { readBounded } from "./bounded-file.js";
import type { World } from "./world.js";

const fileName = "time";
/** How far ahead of the stall the time in the file may be; a stall that was killed goes on at most that much later. */
const leadMs = 1_000;
/** Of constant length, so that overwriting it in place needs no space on the disk. */
const digits = 16;
const bytesMax = 64;

export interface StallClockOptions {
	readonly world: World;
	/** Folder of the file; undefined keeps none. */
	readonly dataDir: string | undefined;
	/** The computer's time, in milliseconds since 1970. */
	readonly nowMs: number;
}

export class StallClock {
	/** Wall time at the start of the world, in milliseconds since 1970. */
	readonly originMs: number;
	readonly #world: World;
	readonly #file: number | undefined;
	#reachedMs = 0;

	constructor({ world, dataDir, nowMs }: StallClockOptions) {
		this.#world = world;
		const path = dataDir === undefined ? undefined : join(dataDir, fileName);
		this.originMs = Math.max(nowMs, path === undefined ? 0 : readTime(path));
		if (dataDir === undefined || path === undefined) return;
		makeFolder(dataDir);
		this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
		this.reach(this.originMs);
		world.onAdvance = (worldMs) => {
			const ms = this.originMs + worldMs;
			if (ms > this.#reachedMs) this.reach(ms + leadMs);
		};
	}

	now(): number {
		return this.originMs + Math.floor(this.#world.nowMs);
	}

	/** Idempotent. */
	close(): void {
		if (this.#file === undefined || this.#world.onAdvance === undefined) return;
		this.#world.onAdvance = undefined;
		this.reach(this.now());
		closeSync(this.#file);
	}

	private reach(ms: number): void {
		const text = String(Math.ceil(ms)).padStart(digits, "0");
		writeSync(this.#file!, `${text}\n`, 0);
		this.#reachedMs = ms;
	}
}

/** 0 when there is no file, or nothing in it, as after a power cut of the computer. */
function readTime(path: string): number {
	try {
		return Number.parseInt(readBounded(path, bytesMax).toString(), 10) || 0;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
		throw error;
	}
}
