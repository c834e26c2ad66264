// The pixels of the display controller, in AssemblyScript: RGB565 as on the chip, with glyphs of sixteen levels that
// are blended in 5 bits as in Poco. The host allocates memory by `reserve`. The frame is at `frame`, one u16 per pixel,
// rows without padding.

let frame: usize = 0;
let frameWidth: i32 = 0;
let frameHeight: i32 = 0;
let clipLeft: i32 = 0;
let clipTop: i32 = 0;
let clipRight: i32 = 0;
let clipBottom: i32 = 0;
let free: usize = __heap_base;

/** Allocates `byteCount` bytes, which are never freed. */
export function reserve(byteCount: i32): usize {
	const at = (free + 15) & ~15;
	free = at + byteCount;
	const pages = <i32>((free + 0xffff) >> 16);
	if (pages > memory.size()) memory.grow(pages - memory.size());
	return at;
}

export function open(width: i32, height: i32): usize {
	frameWidth = width;
	frameHeight = height;
	frame = reserve(width * height * 2);
	clip(0, 0, width, height);
	return frame;
}

export function clip(x: i32, y: i32, width: i32, height: i32): void {
	clipLeft = max(0, x);
	clipTop = max(0, y);
	clipRight = min(frameWidth, x + width);
	clipBottom = min(frameHeight, y + height);
}

/**
 * Blends one channel of `below` and `above`; `blend` is 0…31. Rounds like Poco, which divides by 31 with shifts, so
 * that the pixels equal those of a board.
 */
@inline
function mix(below: i32, above: i32, blend: i32): i32 {
	const sum = below * (31 - blend) + above * blend + 16;
	return (sum + (sum >> 5)) >> 5;
}

@inline
function blendPixel(at: usize, color: i32, blend: i32): void {
	const below = <i32>load<u16>(at);
	const red = mix(below >> 11, color >> 11, blend);
	const green = mix((below >> 5) & 63, (color >> 5) & 63, blend);
	const blue = mix(below & 31, color & 31, blend);
	store<u16>(at, <u16>((red << 11) | (green << 5) | blue));
}

/** Fills a rectangle; with `blend` 31 it is opaque. */
export function fill(color: i32, blend: i32, x: i32, y: i32, width: i32, height: i32): void {
	const left = max(x, clipLeft);
	const right = min(x + width, clipRight);
	const bottom = min(y + height, clipBottom);
	for (let row = max(y, clipTop); row < bottom; row++) {
		let at = frame + ((row * frameWidth + left) << 1);
		for (let column = left; column < right; column++) {
			if (blend == 31) store<u16>(at, <u16>color);
			else blendPixel(at, color, blend);
			at += 2;
		}
	}
}

/** Draws one glyph from a picture of levels 0…15 (`levels`, with `stride` bytes per row). */
export function glyph(
	levels: usize,
	stride: i32,
	sx: i32,
	sy: i32,
	width: i32,
	height: i32,
	x: i32,
	y: i32,
	color: i32,
): void {
	for (let row = 0; row < height; row++) {
		const dy = y + row;
		if (dy < clipTop || dy >= clipBottom) continue;
		for (let column = 0; column < width; column++) {
			const dx = x + column;
			if (dx < clipLeft || dx >= clipRight) continue;
			const level = <i32>load<u8>(levels + (sy + row) * stride + sx + column);
			if (level == 0) continue;
			const at = frame + ((dy * frameWidth + dx) << 1);
			if (level == 15) store<u16>(at, <u16>color);
			else blendPixel(at, color, (level * 31 + 7) / 15);
		}
	}
}

/** Writes the frame as RGBA, 4 bytes per pixel. The low bits of each channel repeat its high bits. */
export function toRgba(into: usize): void {
	const count = frameWidth * frameHeight;
	for (let index = 0; index < count; index++) {
		const pixel = <u32>load<u16>(frame + (index << 1));
		const red = pixel >> 11;
		const green = (pixel >> 5) & 63;
		const blue = pixel & 31;
		store<u32>(
			into + (index << 2),
			((red << 3) | (red >> 2)) |
				(((green << 2) | (green >> 4)) << 8) |
				(((blue << 3) | (blue >> 2)) << 16) |
				0xff000000,
		);
	}
}
