// Reads the map that GNU ld writes beside an image: which libraries the native part of the image consists of.

/** Sections of the image; the map's others take no flash (bss, debug information, address space). */
const imageSections = /^\.(iram0\.(vectors|text|data)|dram0\.data|flash\.\w+|rtc\.(text|data|force_\w+)|eh_frame\w*)$/;
const noImageSections = /^\.flash\.(rodata_noload|dummy)$/;

/** The SDK's archive, in which the makefile has put every object that is not ESP-IDF's. */
const sdkArchive = /^xs_esp32\w*\.a$/;
const engineObject = /^(xs\w+|e_pow)\.c\.o$/;
const linkedData = new Set(["mc.xs.c.o", "mc.resources.c.o"]);

const idfParts: readonly (readonly [name: string, archive: RegExp])[] = [
	[
		"ESP-IDF: Wi-Fi",
		/^lib(net80211|pp|phy|core|coexist|wapi|mesh|smartconfig|espnow|wpa_supplicant|esp_(wifi|phy|coex))\.a$/,
	],
	["ESP-IDF: TCP/IP", /^lib(lwip|esp_netif)\.a$/],
	["ESP-IDF: cryptography", /^lib(mbed\w*|mbed-\w+|tfpsacrypto|everest|p256m)\.a$/],
	["ESP-IDF: C library", /^lib(c|m|gcc|stdc\+\+|nosys|newlib|esp_libc)\.a$/],
];

/** The part an input section belongs to; undefined for the JavaScript, the resources and the rest of ESP-IDF. */
function partOf(file: string): string | undefined {
	const found = /([^/]+)\(([^)]+)\)$/.exec(file);
	const [archive, object] = found ? [found[1]!, found[2]!] : ["", file];
	if (sdkArchive.test(archive)) {
		if (linkedData.has(object)) return undefined;
		return engineObject.test(object) ? "JavaScript engine" : "native modules";
	}
	return idfParts.find(([, pattern]) => pattern.test(archive))?.[0];
}

/**
 * Bytes by part of the native code and data in the image. `map` is the text of the linker's map. Equal strings are
 * counted once for each object that has them, although the linker keeps one.
 */
export function nativeParts(map: string): Map<string, number> {
	const parts = new Map<string, number>();
	let isInImage = false;
	for (const line of map.slice(map.indexOf("Linker script and memory map")).split("\n")) {
		const output = /^(\.\S+)/.exec(line);
		if (output) isInImage = imageSections.test(output[1]!) && !noImageSections.test(output[1]!);
		// A long section name has a line of its own; the address, the size and the file then follow on the next.
		const input = /^ (?:\S+)?\s+0x[0-9a-f]+\s+(0x[0-9a-f]+) (\S.*)$/.exec(line);
		if (!isInImage || !input) continue;
		const name = partOf(input[2]!);
		if (name !== undefined) parts.set(name, (parts.get(name) ?? 0) + Number(input[1]));
	}
	return parts;
}
