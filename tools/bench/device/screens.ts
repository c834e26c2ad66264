// Drawing on XS: the most expensive full screen, and one changed line of a basket.
import { join } from "node:path";
import type { Body, View } from "../../../firmware/till/view.js";
import { XsBench } from "../../../simulator/engine/xs/measure.js";
import { Panel } from "../../../simulator/peripherals/panel/panel.js";
import { qrEncoder } from "../../../simulator/peripherals/qr-encoder.js";
import { textRaster } from "../../../simulator/peripherals/text-raster.js";
import { bodies, troubledStatus, view } from "../../../simulator/fixtures/views.js";

export interface ScreenFigures {
	readonly screenOperationsFull: number;
	/** Without the two screens that have a QR code. */
	readonly screenOperationsFullWithoutCode: number;
	readonly screenOperationsLine: number;
}

export async function measureScreens(): Promise<ScreenFigures> {
	const panel = new Panel();
	const bench = await XsBench.open(join(import.meta.dirname, "../../../simulator/fixtures/screens-guest.ts"), {
		ports: { renderer: panel, fonts: panel.fonts, qrEncoder, textRaster },
	});
	const draw = (shown: View): number => {
		bench.call("prepare", JSON.stringify(shown));
		return bench.measure("draw").operations;
	};
	try {
		bench.call("open");
		const costs = Object.values(bodies).map((body) => ({
			hasCode: hasCode(body),
			operations: draw(view(body, troubledStatus)),
		}));
		const worst = (of: typeof costs): number => Math.max(...of.map(({ operations }) => operations));
		const body = bodies["basket"];
		if (body?.kind !== "basket") throw new Error("no basket among the views");
		draw(view(body));
		const lines = body.lines.map((line, index) =>
			index === 1 ? { ...line, quantity: 2, amountMinor: 520 } : line,
		);
		return {
			screenOperationsFull: worst(costs),
			screenOperationsFullWithoutCode: worst(costs.filter((cost) => !cost.hasCode)),
			screenOperationsLine: draw(view({ ...body, lines, totalMinor: 926 })),
		};
	} finally {
		bench.close();
	}
}

function hasCode(body: Body): boolean {
	return body.kind === "receiptQr" || (body.kind === "inspection" && body.code !== undefined);
}
