// What fills an image slot: the JavaScript by room of the firmware and by part of the SDK, measured in the linker's
// output; the resources; and the native code.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { linkedModules } from "./linked.js";
import { nativeParts } from "./map.js";

/**
 * The native part of an image, in bytes, for builds without ESP-IDF: estimates, recorded from an image linked for
 * ESP32-C3 by the SDK's own makefile (Moddable SDK 8.2.3, ESP-IDF v6.0, gcc 12.2 -Os, release; 2026-11-28).
 * docs/device-budget.md says which parts of ESP-IDF were substitutes.
 */
const nativeEstimates = {
	"JavaScript engine": 270_000,
	"native modules": 137_000,
	"ESP-IDF": 776_000,
} as const;

/** The linker's map, which the SDK's makefile copies beside the image. */
const mapName = "xs_esp32.map";

/** How a part's bytes are known. */
export type SizeSource = "measured" | "estimated";

export interface SizePart {
	readonly name: string;
	readonly bytes: number;
	readonly source: SizeSource;
}

export interface ImageSizes {
	/** The JavaScript: rooms and other parts, the largest first. */
	readonly javascript: readonly SizePart[];
	readonly resources: readonly SizePart[];
	readonly native: readonly SizePart[];
	readonly totalBytes: number;
	/** "estimated" if one part is. */
	readonly source: SizeSource;
}

/** Modules of the SDK that TLS needs, beside those in ssl/. */
const tlsModules = new Set(
	[
		"ber bin crypt curve dsa ec ecdsa ecp gcm hmac modular mont pkcs1 pkcs1_5 pkcs8 rng rsa ssl x509",
		"embedded:io/socket/tcp/tls",
	].flatMap((names) => names.split(" ")),
);

function partOf(module: string): string {
	if (module.startsWith("firmware/")) return module.split("/").slice(0, 2).join("/");
	if (module === "board" || module === "mc/config") return "firmware/main";
	return module.startsWith("ssl/") || tlsModules.has(module) ? "SDK: TLS and cryptography" : "SDK: other modules";
}

/** `folder` holds the linker's output. `imageFile` is the image, if one was made. */
export function imageSizes(folder: string, imageFile: string | undefined): ImageSizes {
	const linked = linkedModules(readFileSync(join(folder, "mc.xs.c"), "utf8"));
	const bytes = new Map<string, number>();
	const add = (name: string, more: number): void => void bytes.set(name, (bytes.get(name) ?? 0) + more);
	for (const [module, more] of linked.modules) add(partOf(module), more);
	add("SDK: built-in objects", linked.builtInBytes);
	add("names of properties", linked.nameBytes);
	const javascript = [...bytes].map(([name, size]) => part(name, size)).sort((a, b) => b.bytes - a.bytes);
	const resources = [part("fonts and other resources", resourceBytes(folder))];
	const known = sum([...javascript, ...resources]);
	const native =
		imageFile === undefined
			? Object.entries(nativeEstimates).map(([name, size]) => ({
					...part(name, size),
					source: "estimated" as const,
				}))
			: nativeSizes(imageFile, statSync(imageFile).size - known);
	return {
		...{ javascript, resources, native, totalBytes: known + sum(native) },
		source: imageFile === undefined ? "estimated" : "measured",
	};
}

/** The native part of `imageFile`, which is `bytes` in all, by the linker's map beside the image if there is one. */
function nativeSizes(imageFile: string, bytes: number): SizePart[] {
	const file = join(dirname(imageFile), mapName);
	if (!existsSync(file)) return [part("engine, native modules, ESP-IDF", bytes)];
	const parts = [...nativeParts(readFileSync(file, "utf8"))].map(([name, size]) => part(name, size));
	parts.sort((a, b) => b.bytes - a.bytes);
	return [...parts, part("ESP-IDF: others", bytes - sum(parts))];
}

function part(name: string, bytes: number): SizePart {
	return { name, bytes, source: "measured" };
}

function sum(parts: readonly SizePart[]): number {
	return parts.reduce((total, { bytes }) => total + bytes, 0);
}

/** The linker's table names the files that it contains as they are. */
function resourceBytes(folder: string): number {
	const source = readFileSync(join(folder, "mc.resources.c"), "utf8");
	const names = [...source.matchAll(/^\s*\{"([^"]+)", _\d+, sizeof\(_\d+\)\},$/gm)].map(([, name]) => name!);
	return names.reduce((total, name) => total + statSync(join(folder, "resources", name)).size, 0);
}

/** The parts that fill most of the slot, for the message that an image does not fit. */
export function largestParts(sizes: ImageSizes, count: number): SizePart[] {
	return [...sizes.javascript, ...sizes.resources, ...sizes.native].sort((a, b) => b.bytes - a.bytes).slice(0, count);
}

const nameWidth = 34;
const bytesWidth = 10;

/** The table for people. `slotBytes` is undefined for a board without partitions. */
export function sizeTable(sizes: ImageSizes, slotBytes: number | undefined): string[] {
	const row = (name: string, bytes: number, source: SizeSource = "measured"): string =>
		`  ${name.padEnd(nameWidth)}${bytes.toLocaleString("en-US").padStart(bytesWidth)}` +
		(source === "estimated" ? "  estimated" : "");
	const rows = (parts: readonly SizePart[]): string[] =>
		parts.map(({ name, bytes, source }) => row(name, bytes, source));
	const lines = [
		...["JavaScript, in bytes:", ...rows(sizes.javascript), row("in all", sum(sizes.javascript))],
		...["Others:", ...rows(sizes.resources), ...rows(sizes.native)],
		row("image", sizes.totalBytes, sizes.source),
	];
	if (slotBytes !== undefined) {
		lines.push(row("image slot", slotBytes), row("left", slotBytes - sizes.totalBytes, sizes.source));
	}
	return lines;
}
