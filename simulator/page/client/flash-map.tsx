// The map of the flash chips: a cell for each sector, coloured by state, with its wear as a bar. A sector that has just
// been written is highlighted.
import { useEffect, useRef, useState } from "preact/hooks";
import type { FlashState, PartitionState, SectorLetter } from "../protocol.js";

/** Fewer on a phone, where 64 sectors abreast would be a few pixels wide. */
const columnsOn = { wide: 64, narrow: 32, narrowPx: 480 } as const;
const gapPx = 1;
const titlePx = 16;
const highlightMs = 900;

const names: Readonly<Record<SectorLetter, string>> = {
	e: "erased",
	r: "ready ahead",
	n: "being written",
	q: "only here",
	c: "committed",
	a: "archived",
	u: "in use",
	b: "bad",
};

interface Place {
	readonly partition: PartitionState;
	readonly index: number;
	readonly x: number;
	readonly y: number;
}

interface Layout {
	readonly places: readonly Place[];
	readonly titles: ReadonlyArray<{ readonly text: string; readonly y: number }>;
	readonly cellWidth: number;
	readonly cellHeight: number;
}

function layOut(flash: FlashState, width: number, height: number): Layout {
	const columns = width < columnsOn.narrowPx ? columnsOn.narrow : columnsOn.wide;
	const rows = flash.partitions.reduce((sum, partition) => sum + Math.ceil(partition.sectors.length / columns), 0);
	const cellWidth = Math.floor((width - columns * gapPx) / columns);
	const cellHeight = Math.min(
		20,
		Math.floor((height - titlePx * flash.partitions.length) / Math.max(1, rows)) - gapPx,
	);
	const places: Place[] = [];
	const titles: { text: string; y: number }[] = [];
	let y = 0;
	for (const partition of flash.partitions) {
		titles.push({ text: titleOf(partition), y: y + titlePx - 5 });
		y += titlePx;
		for (let index = 0; index < partition.sectors.length; index++) {
			const x = (index % columns) * (cellWidth + gapPx);
			places.push({ partition, index, x, y: y + Math.floor(index / columns) * (cellHeight + gapPx) });
		}
		y += Math.ceil(partition.sectors.length / columns) * (cellHeight + gapPx);
	}
	return { places, titles, cellWidth, cellHeight };
}

function titleOf(partition: PartitionState): string {
	const kib = (partition.sectors.length * partition.sectorBytes) / 1024;
	const most = Math.max(0, ...partition.wear);
	const size = kib >= 1024 ? `${kib / 1024} MiB` : `${kib} KiB`;
	return `${partition.name}, ${size}, ${partition.sectors.length} sectors, erased at most ${times(most)}`;
}

export function FlashMap({ flash }: { readonly flash: FlashState | undefined }) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const highlights = useRef(new Map<string, number>());
	const [pointed, setPointed] = useState<string | undefined>();
	useEffect(() => {
		if (!flash) return;
		const now = performance.now();
		for (const partition of flash.partitions)
			for (const sector of partition.touched) highlights.current.set(`${partition.name}/${sector}`, now);
		const element = canvas.current;
		if (!element) return;
		let frame = 0;
		const paint = (): void => {
			if (paintFlash(element, flash, highlights.current)) frame = requestAnimationFrame(paint);
		};
		paint();
		const observer = new ResizeObserver(paint);
		observer.observe(element);
		// A canvas does not redraw itself when the colour scheme changes.
		const scheme = matchMedia("(prefers-color-scheme: dark)");
		scheme.addEventListener("change", paint);
		return () => {
			scheme.removeEventListener("change", paint);
			observer.disconnect();
			cancelAnimationFrame(frame);
		};
	}, [flash]);
	const point = (event: MouseEvent): void => {
		const element = canvas.current;
		if (!flash || !element) return;
		const layout = layOut(flash, element.clientWidth, element.clientHeight);
		const place = layout.places.find(
			({ x, y }) =>
				event.offsetX >= x &&
				event.offsetX <= x + layout.cellWidth &&
				event.offsetY >= y &&
				event.offsetY <= y + layout.cellHeight,
		);
		setPointed(place && sectorText(place));
	};
	return (
		<section class="panel flash" aria-label="Flash">
			<h2>
				Flash
				<span class="aside">{pointed ?? <Legend flash={flash} />}</span>
			</h2>
			<canvas
				ref={canvas}
				role="img"
				aria-label={flash ? summary(flash) : "Flash is loading"}
				onPointerDown={point}
				onPointerMove={point}
				onPointerLeave={() => setPointed(undefined)}
			/>
		</section>
	);
}

function Legend({ flash }: { readonly flash: FlashState | undefined }) {
	const present = new Set(flash?.partitions.flatMap((partition) => [...partition.sectors]));
	return (
		<span class="legend">
			{(Object.keys(names) as SectorLetter[])
				.filter((letter) => present.has(letter))
				.map((letter) => (
					<span key={letter}>
						<i class={`sector-${letter}`} /> {names[letter]}
					</span>
				))}
			<span>
				<i class="sector-wear" /> wear
			</span>
		</span>
	);
}

function letterOf({ partition, index }: Place): SectorLetter {
	return (partition.sectors[index] ?? "e") as SectorLetter;
}

function sectorText(place: Place): string {
	const erases = place.partition.wear[place.index] ?? 0;
	return `${place.partition.name} sector ${place.index}: ${names[letterOf(place)]}, erased ${times(erases)}`;
}

function summary(flash: FlashState): string {
	return flash.partitions
		.map((partition) => {
			const counts = new Map<string, number>();
			for (const letter of partition.sectors) counts.set(letter, (counts.get(letter) ?? 0) + 1);
			const parts = [...counts].map(([letter, count]) => `${count} ${names[letter as SectorLetter]}`);
			return `${partition.name}: ${parts.join(", ")}`;
		})
		.join(". ");
}

/** Resolves a CSS variable, which a canvas cannot use, as this element's colour. */
function resolved(element: HTMLElement, name: string): string {
	element.style.color = `var(${name})`;
	const colour = getComputedStyle(element).color;
	element.style.color = "";
	return colour;
}

/** Returns whether a highlight is still fading, so that another frame is needed. */
function paintFlash(canvas: HTMLCanvasElement, flash: FlashState, highlights: Map<string, number>): boolean {
	const ratio = devicePixelRatio;
	const { clientWidth: width, clientHeight: height } = canvas;
	if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
	if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
	const context = canvas.getContext("2d");
	if (!context) return false;
	const colours = new Map<string, string>();
	const colour = (name: string): string => {
		const known = colours.get(name) ?? resolved(canvas, `--flash-${name}`);
		colours.set(name, known);
		return known;
	};
	const layout = layOut(flash, width, height);
	const now = performance.now();
	context.setTransform(ratio, 0, 0, ratio, 0, 0);
	context.clearRect(0, 0, width, height);
	context.font = "11px system-ui, sans-serif";
	context.fillStyle = colour("text");
	for (const title of layout.titles) context.fillText(title.text, 0, title.y);
	const mostWear = Math.max(1, ...flash.partitions.flatMap((partition) => partition.wear));
	const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
	let fading = false;
	for (const place of layout.places) {
		const { x, y } = place;
		context.fillStyle = colour(letterOf(place));
		context.fillRect(x, y, layout.cellWidth, layout.cellHeight);
		const wear = (place.partition.wear[place.index] ?? 0) / mostWear;
		context.fillStyle = colour("wear");
		if (wear > 0) context.fillRect(x, y + layout.cellHeight - 2, Math.max(1, layout.cellWidth * wear), 2);
		const highlight = highlights.get(`${place.partition.name}/${place.index}`);
		if (highlight === undefined) continue;
		const age = (now - highlight) / highlightMs;
		if (age >= 1) {
			highlights.delete(`${place.partition.name}/${place.index}`);
			continue;
		}
		fading = true;
		context.globalAlpha = isCalm ? 1 : 1 - age;
		context.fillStyle = colour("highlight");
		context.fillRect(x - 1, y - 1, layout.cellWidth + 2, layout.cellHeight + 2);
		context.globalAlpha = 1;
	}
	return fading;
}

function times(count: number): string {
	return `${count} ${count === 1 ? "time" : "times"}`;
}
