// Takings by hour as a line chart, with a text for screen readers and a table of the same figures.
import { useEffect, useRef, useState } from "preact/hooks";
import uPlot from "uplot";
import { amount, decimalsOf, money } from "./format.js";
import { hourSpan, hoursToDraw, type Hour } from "./hours.js";
import { DataTable, moneyColumn, type Column } from "./table.js";

const heightPx = 176;

/** Resolves a CSS variable, which a canvas cannot use, as this element's colour. */
function colour(element: HTMLElement, name: string): string {
	element.style.color = `var(--${name})`;
	const resolved = getComputedStyle(element).color;
	element.style.color = "";
	return resolved;
}

function plotOptions(
	element: HTMLElement,
	currency: string,
	firstHour: number,
	onHour: (index: number | undefined) => void,
): uPlot.Options {
	const minorPerWhole = 10 ** decimalsOf(currency);
	const ink = colour(element, "muted");
	const grid = colour(element, "line");
	const stroke = colour(element, "accent");
	const font = "12px system-ui, sans-serif";
	return {
		width: Math.max(200, element.clientWidth),
		height: heightPx,
		padding: [12, 18, 0, 0],
		legend: { show: false },
		cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
		scales: {
			x: { time: false },
			y: { range: (_plot, low, high) => [Math.min(0, low), Math.max(high * 1.12, minorPerWhole * 10)] },
		},
		axes: [
			{
				stroke: ink,
				font,
				grid: { show: false },
				ticks: { show: false },
				size: 26,
				incrs: [1, 2, 3, 4, 6],
				space: 34,
				values: (_plot, splits) =>
					splits.map((position) => (Number.isInteger(position) ? `${(position + firstHour) % 24} h` : "")),
			},
			{
				stroke: ink,
				font,
				grid: { stroke: grid, width: 1 },
				ticks: { show: false },
				size: (_plot, values) => 14 + 7 * Math.max(3, ...(values ?? []).map((value) => value.length)),
				incrs: roundSteps(minorPerWhole),
				space: 34,
				values: (_plot, splits) => splits.map((minor) => amount(Math.round(minor / minorPerWhole), 0)),
			},
		],
		series: [
			{},
			{
				stroke,
				width: 2.5,
				fill: `color-mix(in srgb, ${stroke} 14%, transparent)`,
				points: { show: true, size: 5, fill: stroke },
			},
		],
		hooks: {
			setCursor: [(plot) => onHour(plot.cursor.idx ?? undefined)],
			drawAxes: [(plot) => drawZeroLine(plot, ink)],
		},
	};
}

/** Distances of labels, in minor units: 1, 2 or 5 times a power of ten of whole units, so that no label is rounded. */
function roundSteps(minorPerWhole: number): number[] {
	const powers = Array.from({ length: 13 }, (_, power) => 10 ** power);
	return powers.flatMap((power) => [1, 2, 5].map((step) => step * power * minorPerWhole));
}

/** Heavier than the grid. */
function drawZeroLine(plot: uPlot, ink: string): void {
	const { ctx, bbox } = plot;
	const y = Math.round(plot.valToPos(0, "y", true));
	ctx.save();
	ctx.strokeStyle = ink;
	ctx.lineWidth = devicePixelRatio;
	ctx.beginPath();
	ctx.moveTo(bbox.left, y);
	ctx.lineTo(bbox.left + bbox.width, y);
	ctx.stroke();
	ctx.restore();
}

export interface HoursChartOptions {
	readonly hours: readonly Hour[];
	/** The current hour, at which the line ends. */
	readonly nowHour: number;
	/** The first hour of a business day. */
	readonly firstHour: number;
	readonly currency: string;
	readonly theme: string;
}

export function HoursChart({ hours, nowHour, firstHour, currency, theme }: HoursChartOptions) {
	const place = useRef<HTMLDivElement>(null);
	const plot = useRef<uPlot | undefined>(undefined);
	const [index, setIndex] = useState<number | undefined>();
	const drawn = hoursToDraw(hours, nowHour, firstHour);
	const past = drawn.filter((hour): hour is typeof hour & Hour => hour.grossMinor !== null);
	const shape = JSON.stringify(drawn);
	const columns = useRef<uPlot.AlignedData>([[]]);
	columns.current = [drawn.map((hour) => hour.position), drawn.map((hour) => hour.grossMinor)];

	useEffect(() => {
		const element = place.current;
		if (!element) return undefined;
		const dark = matchMedia("(prefers-color-scheme: dark)");
		const draw = (): void => {
			plot.current?.destroy();
			plot.current = new uPlot(plotOptions(element, currency, firstHour, setIndex), columns.current, element);
		};
		draw();
		const observer = new ResizeObserver(() =>
			plot.current?.setSize({ width: Math.max(200, element.clientWidth), height: heightPx }),
		);
		observer.observe(element);
		dark.addEventListener("change", draw);
		return () => {
			observer.disconnect();
			dark.removeEventListener("change", draw);
			plot.current?.destroy();
			plot.current = undefined;
		};
	}, [theme, currency, firstHour]);
	useEffect(() => plot.current?.setData(columns.current), [shape]);

	const best = past.reduce<Hour>((a, b) => (b.grossMinor > a.grossMinor ? b : a), { hour: nowHour, grossMinor: 0 });
	const pointed = index === undefined ? undefined : past[index];
	const spoken =
		best.grossMinor === 0
			? "No sales yet today."
			: `The best hour was ${hourSpan(best.hour)} with ${money(best.grossMinor, currency)}.`;
	const hourColumns: ReadonlyArray<Column<Hour>> = [
		{ title: "Hour", value: (row) => hourSpan(row.hour) },
		moneyColumn("Takings", currency, (row) => row.grossMinor),
	];
	return (
		<div class="chart">
			<p class="chart-reading" aria-hidden="true">
				<span>{currency} by hour</span>
				<strong>
					{pointed
						? `${hourSpan(pointed.hour)}  ${money(pointed.grossMinor, currency)}`
						: best.grossMinor > 0
							? `best ${hourSpan(best.hour)}`
							: ""}
				</strong>
			</p>
			<div ref={place} role="img" aria-label={`Takings by hour in ${currency}. ${spoken}`} class="plot" />
			<details>
				<summary>Show as a table</summary>
				<DataTable
					caption="Takings by hour"
					columns={hourColumns}
					rows={past}
					rowKey={(row) => String(row.hour)}
					empty=""
					plain
				/>
			</details>
		</div>
	);
}
