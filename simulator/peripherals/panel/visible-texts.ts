// The texts visible on the panel. Drawing adds a text; painting over at least half of it removes it.

export interface PanelText {
	/** As passed by the firmware. */
	readonly text: string;
	/** As drawn: cut with an ellipsis when it was too wide. */
	readonly shown: string;
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	/** The font resource, e.g. "tillmark-20". */
	readonly font: string;
}

interface Area {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
}

/** Texts whose centres differ vertically by less than this are in one row. */
const sameLinePixels = 8;

function overlap(one: Area, other: Area): number {
	const width = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
	const height = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
	return width > 0 && height > 0 ? width * height : 0;
}

export class VisibleTexts {
	#texts: PanelText[] = [];

	add(clip: Area, text: PanelText): void {
		if (2 * overlap(clip, text) >= text.width * text.height && text.shown.trim() !== "") this.#texts.push(text);
	}

	cover(clip: Area, x: number, y: number, width: number, height: number): void {
		const left = Math.max(clip.x, x);
		const top = Math.max(clip.y, y);
		const area = {
			x: left,
			y: top,
			width: Math.min(clip.x + clip.width, x + width) - left,
			height: Math.min(clip.y + clip.height, y + height) - top,
		};
		if (area.width <= 0 || area.height <= 0) return;
		this.#texts = this.#texts.filter((text) => 2 * overlap(area, text) < text.width * text.height);
	}

	clear(): void {
		this.#texts = [];
	}

	/** A text that equals `text`, or else one that begins with it. */
	find(text: string): PanelText | undefined {
		return this.#texts.find((one) => one.text === text) ?? this.#texts.find((one) => one.text.startsWith(text));
	}

	inReadingOrder(): readonly PanelText[] {
		const sorted = [...this.#texts].sort((one, other) => one.y - other.y || one.x - other.x);
		return this.rows(sorted).flat();
	}

	asLines(): string {
		const sorted = [...this.#texts].sort((one, other) => one.y - other.y || one.x - other.x);
		return this.rows(sorted)
			.map((row) => row.map((text) => text.text).join("  "))
			.join("\n");
	}

	private rows(sorted: readonly PanelText[]): PanelText[][] {
		const rows: PanelText[][] = [];
		let rowMiddle = -Infinity;
		for (const text of sorted) {
			const middle = text.y + text.height / 2;
			const row = rows[rows.length - 1];
			if (row !== undefined && Math.abs(middle - rowMiddle) < sameLinePixels) row.push(text);
			else {
				rows.push([text]);
				rowMiddle = middle;
			}
		}
		return rows.map((row) => row.sort((one, other) => one.x - other.x));
	}
}
