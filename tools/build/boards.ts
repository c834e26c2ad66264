// The boards that `tillmark build` knows. A board is a folder in manifests, with its pins, its partition table and its
// settings of ESP-IDF, and a line here.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parsePartitions, type Partition } from "./partitions.js";

const manifests = join(dirname(dirname(import.meta.dirname)), "manifests");

interface BoardSpec {
	/** A folder of firmware/device, and the folder of manifests with its composition, `board.js`. */
	readonly kind: "esp32" | "desktop";
	/** What the SDK's mcconfig calls it; undefined for this computer. */
	readonly platform?: string;
}

const boards = {
	esp32: { kind: "esp32", platform: "esp32" },
	"esp32-8mib": { kind: "esp32", platform: "esp32" },
	esp32s3: { kind: "esp32", platform: "esp32/esp32s3" },
	"esp32s3-8mib": { kind: "esp32", platform: "esp32/esp32s3" },
	esp32c3: { kind: "esp32", platform: "esp32/esp32c3" },
	desktop: { kind: "desktop" },
} as const satisfies Readonly<Record<string, BoardSpec>>;

export type BoardName = keyof typeof boards;
export const boardNames = Object.keys(boards) as readonly BoardName[];

export function boardSpec(name: BoardName): BoardSpec {
	return boards[name];
}

export function boardFolder(name: BoardName): string {
	return join(manifests, name);
}

/** Empty for the desktop, which has no flash chip. */
export function boardPartitions(name: BoardName): Partition[] {
	const file = join(boardFolder(name), "partitions.csv");
	return existsSync(file) ? parsePartitions(readFileSync(file, "utf8")) : [];
}

/** The size of the flash chip that a board's images are built for, or undefined for the desktop. */
export function boardFlashBytes(name: BoardName): number | undefined {
	const file = join(boardFolder(name), "sdkconfig", "sdkconfig.defaults");
	const mebibytes =
		existsSync(file) && /^CONFIG_ESPTOOLPY_FLASHSIZE_(\d+)MB=y$/m.exec(readFileSync(file, "utf8"))?.[1];
	return mebibytes ? Number(mebibytes) * 1_048_576 : undefined;
}

interface BoardManifest {
	readonly include?: readonly string[];
	readonly config?: Readonly<Record<string, unknown>>;
	readonly defines?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The pins and other settings of a board: those of its manifest, and of ours that it includes. */
export function boardSettings(name: BoardName): Required<Pick<BoardManifest, "config" | "defines">> {
	return settingsIn(join(boardFolder(name), "manifest.json"));
}

function settingsIn(file: string): ReturnType<typeof boardSettings> {
	const { include = [], config = {}, defines = {} } = JSON.parse(readFileSync(file, "utf8")) as BoardManifest;
	const inner = include.filter((path) => path.startsWith(".")).map((path) => settingsIn(join(dirname(file), path)));
	return {
		config: Object.assign({}, ...inner.map((one) => one.config), config) as Record<string, unknown>,
		defines: Object.assign({}, ...inner.map((one) => one.defines), defines) as Record<
			string,
			Record<string, unknown>
		>,
	};
}
