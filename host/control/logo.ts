// A merchant's logo: converts a PNG to the dots that a receipt printer prints.
import { PNG } from "pngjs";
import type { CatalogLogo } from "../../firmware/catalog/builder.js";
import { limits } from "../../firmware/core/limits.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";

/** PNG, third edition, section 5.2. */
const signature = Buffer.from("89504e470d0a1a0a", "hex");
const headerBytes = 24;
const white = 255;

/**
 * Converts a PNG to dots. Transparent pixels are white, greys are dithered, and a picture that is too wide or too high
 * is scaled down. Throws HostFault LOGO_UNREADABLE.
 */
export function readLogo(png: Uint8Array): CatalogLogo {
	const { width, height, data } = decode(png);
	const scale = Math.min(1, limits.logoWidthDotsMax / width, limits.logoHeightDotsMax / height);
	const widthDots = Math.max(1, Math.floor(width * scale));
	const heightDots = Math.max(1, Math.floor(height * scale));
	const lightness = new Float32Array(widthDots * heightDots);
	for (let y = 0; y < heightDots; y++) {
		for (let x = 0; x < widthDots; x++) {
			lightness[y * widthDots + x] = meanLightness(data, width, {
				left: Math.floor((x * width) / widthDots),
				right: Math.floor(((x + 1) * width) / widthDots),
				top: Math.floor((y * height) / heightDots),
				bottom: Math.floor(((y + 1) * height) / heightDots),
			});
		}
	}
	return dither(lightness, widthDots, heightDots);
}

/**
 * The first chunk has the size of the picture (PNG, third edition, section 11.2.1), which is checked before memory for
 * the pixels is allocated.
 */
function decode(png: Uint8Array): PNG {
	const file = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
	if (file.length > hostLimits.logoFileBytesMax || file.length < headerBytes)
		throw new HostFault("LOGO_UNREADABLE", `${file.length} bytes`);
	if (!file.subarray(0, signature.length).equals(signature)) throw new HostFault("LOGO_UNREADABLE", "not a PNG");
	const pixels = file.readUInt32BE(16) * file.readUInt32BE(20);
	if (pixels === 0 || pixels > hostLimits.logoPixelsMax) throw new HostFault("LOGO_UNREADABLE", `${pixels} pixels`);
	try {
		return PNG.sync.read(file);
	} catch (error) {
		throw new HostFault("LOGO_UNREADABLE", error instanceof Error ? error.message : "not a PNG");
	}
}

interface Area {
	readonly left: number;
	readonly right: number;
	readonly top: number;
	readonly bottom: number;
}

/** Mean lightness on white paper, 0 black to 255 white, with the weights of ITU-R BT.601. */
function meanLightness(rgba: Uint8Array, width: number, { left, right, top, bottom }: Area): number {
	let sum = 0;
	for (let y = top; y < bottom; y++) {
		for (let x = left; x < right; x++) {
			const at = 4 * (y * width + x);
			const grey = 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
			const alpha = rgba[at + 3]! / 255;
			sum += grey * alpha + white * (1 - alpha);
		}
	}
	return sum / ((right - left) * (bottom - top));
}

/** Error diffusion after Floyd and Steinberg (1976). Pure black and white stay unchanged. */
function dither(lightness: Float32Array, width: number, height: number): CatalogLogo {
	const widthBytes = Math.ceil(width / 8);
	const rows = new Uint8Array(widthBytes * height);
	const spread = (x: number, y: number, error: number): void => {
		if (x >= 0 && x < width && y < height) lightness[y * width + x]! += error;
	};
	for (let y = 0; y < height; y++) {
		for (let x = 0; x < width; x++) {
			const wanted = lightness[y * width + x]!;
			const isBlack = wanted < white / 2;
			if (isBlack) rows[y * widthBytes + (x >> 3)]! |= 0x80 >> (x & 7);
			const error = wanted - (isBlack ? 0 : white);
			spread(x + 1, y, (error * 7) / 16);
			spread(x - 1, y + 1, (error * 3) / 16);
			spread(x, y + 1, (error * 5) / 16);
			spread(x + 1, y + 1, error / 16);
		}
	}
	return { widthBytes, height, rows };
}
