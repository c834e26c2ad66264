// What waits to be sent to the host, and the state of the terminal's memory and battery.
import { area, span } from "./block.js";
import { primary } from "./buttons.js";
import { durationText, hoursSentence } from "./format.js";
import { grid, type Frame } from "./frame.js";
import { pairs, type Pair } from "./lists.js";
import type { BodyOf, Screen } from "./screen.js";

function memoryRows({ words }: Frame, body: BodyOf<"queue">): Pair[] {
	const eta = body.etaSeconds === undefined ? words.unknown : durationText(body.etaSeconds, words);
	return [
		[words.timeToSend, body.queued === 0 ? "–" : eta],
		[words.roomForSales, String(body.spaceSales)],
		[words.memoryWear, `${body.wearPercent} %`],
		[words.memoryLife, body.lifeYears === undefined ? words.unknown : `${body.lifeYears} ${words.years}`],
	];
}

function powerRows({ words }: Frame, { battery, starts }: BodyOf<"queue">): Pair[] {
	const rows: Pair[] = [];
	if (battery !== undefined) {
		const percent = `${battery.percent} %`;
		rows.push([words.battery, battery.isCharging ? `${percent} · ${words.charging}` : percent]);
		if (battery.hoursLeft !== undefined) rows.push([words.lasts, hoursSentence(battery.hoursLeft, words)]);
	}
	if (starts !== undefined) {
		rows.push([words.starts, String(starts.boots)]);
		const byItself = starts.watchdogs + starts.crashes;
		if (byItself > 0) rows.push([words.startsByItself, String(byItself)]);
		if (starts.brownOuts > 0) rows.push([words.startsByBattery, String(starts.brownOuts)]);
	}
	return rows;
}

export const queueScreen: Screen<"queue"> = {
	layOut(frame, body) {
		const { words } = frame;
		const isSent = body.queued === 0;
		return [
			area(0, 26, grid.width, 36, {
				spans: isSent
					? [span(words.allSent, "body", "center", 0, 6)]
					: [
							span(words.toSend, "body", "left", 8, 6, true),
							span(String(body.queued), "large", "right", 8, 0),
						],
			}),
			pairs(frame, [...memoryRows(frame, body), ...powerRows(frame, body)]),
			primary(frame, words.ok, "", "", { kind: "back" }),
		];
	},
	hasBack: () => true,
};
