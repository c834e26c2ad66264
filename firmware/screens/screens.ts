// Draws views on the display, only what changed, and turns touches into actions. What a screen consists of is up to its
// module (registry.ts); the status bar and notices are added here.
import { symbolOf } from "../core/currencies.js";
import type {
	Fonts,
	GrayPictures,
	NameDrawings,
	QrEncoder,
	Renderer,
	Timer,
	Timers,
	TouchSample,
} from "../core/ports.js";
import type { Action, StatusBar, View } from "../till/view.js";
import type { Words } from "../words/words.js";
import { overlaps, sameLook, samePlace, sameShape, type Block } from "./block.js";
import { grid, type Frame } from "./frame.js";
import { NameRenderer } from "./name-renderer.js";
import { noticeBlock } from "./notice.js";
import { Painter } from "./painter.js";
import { screenOf } from "./registry.js";
import { sameStatus, statusBlock } from "./status.js";

export interface ScreensOptions {
	readonly renderer: Renderer;
	readonly fonts: Fonts;
	readonly qr: QrEncoder;
	readonly timers: Timers;
	readonly words: Words;
	/** Without it, names that no font has are shown by their keys. */
	readonly grayPictures?: GrayPictures | undefined;
}

/** How long a finger must hold what cannot be undone. */
const holdMs = 1_000;
const ringSteps = 16;
/** A finger may miss a button by half the gap between buttons. */
const slackPixels = grid.margin / 2;
const backWidth = 80;
/** Blocks kept while one kind of screen is shown: as many as most screens have. Each takes about 25 slots of heap. */
const keptMax = 16;

export class Screens {
	readonly #renderer: Renderer;
	readonly #grayPictures: GrayPictures | undefined;
	#names: NameDrawings | undefined;
	readonly #painter: Painter;
	readonly #fonts: Fonts;
	readonly #timers: Timers;
	#words: Words;
	#view: View | undefined;
	#blocks: readonly Block[] = [];
	/** The part of the screen's state that the till does not know of: see Screen. */
	#mode = "";
	#statusShown: StatusBar | undefined;
	/** Minutes of the day, or seconds offline. */
	#statusTime: number | undefined;
	/** Whether "back" was in it: a screen may have it in one state and not in the next. */
	#statusBack = false;
	#statusKept: Block | undefined;
	#kept = new Map<string, readonly Block[]>();
	#keptBlocks = 0;
	#keptSubject: object | undefined;
	#keptForSubject: readonly Block[] = [];
	#pressed: Block | undefined;
	#pressedAtMs = 0;
	#ring: Timer | undefined;

	constructor({ renderer, fonts, qr, timers, words, grayPictures }: ScreensOptions) {
		this.#renderer = renderer;
		this.#fonts = fonts;
		this.#timers = timers;
		this.#words = words;
		this.#grayPictures = grayPictures;
		this.#painter = new Painter(renderer, fonts, qr);
	}

	/** Texts are in these from the next view on after a change, which is drawn completely. */
	get words(): Words {
		return this.#words;
	}

	set words(words: Words) {
		this.#words = words;
		this.#view = undefined;
	}

	/** Names are drawn by these pictures from the next view on, which is drawn completely. */
	set names(names: NameDrawings | undefined) {
		const grayPictures = this.#grayPictures;
		if (grayPictures === undefined || names === this.#names) return;
		const [renderer, fonts] = [this.#renderer, this.#fonts];
		this.#names = names;
		this.#painter.renderer = names ? new NameRenderer({ renderer, fonts, grayPictures, names }) : renderer;
		this.#view = undefined;
	}

	/** Shows `view`; paints only the blocks that look different from what is on the display. */
	draw(view: View): void {
		const before = this.#view;
		this.#view = view;
		if (view.body.kind !== before?.body.kind) this.#mode = "";
		const isNew = before === undefined || before.palette !== view.palette || before.body.kind !== view.body.kind;
		if (isNew) {
			this.#kept = new Map();
			this.#keptBlocks = 0;
			this.#keptSubject = undefined;
			this.#statusShown = undefined;
		}
		this.show(this.layOut(view), isNew);
	}

	/**
	 * A touch while a view is shown. Returns the action once the finger lifts from the block where it went down; what
	 * cannot be undone must have been held for a second.
	 */
	touch(sample: TouchSample): Action | undefined {
		if (sample.phase === "down") {
			this.release();
			this.press(this.hit(sample.x, sample.y));
			return undefined;
		}
		const pressed = this.#pressed;
		if (pressed === undefined) return undefined;
		const isOn = this.hit(sample.x, sample.y) === pressed;
		if (sample.phase === "move") {
			if (!isOn) this.release();
			return undefined;
		}
		const heldMs = this.#timers.uptimeMs() - this.#pressedAtMs;
		this.release();
		if (!isOn || (pressed.isHold && heldMs < holdMs)) return undefined;
		return this.actionOf(pressed.action);
	}

	/** The touch that is down, if any, presses nothing any more. */
	letGo(): void {
		if (this.#pressed !== undefined) this.release();
	}

	close(): void {
		this.#ring?.cancel();
		this.#ring = undefined;
	}

	private layOut(view: View): Block[] {
		const fonts = this.#fonts;
		const { renderer } = this.#painter;
		const frame: Frame = {
			words: this.#words,
			decimals: view.decimals,
			decimalMark: this.#words.ticket.formats.decimalMark,
			symbol: symbolOf(view.currency),
			uptimeMs: this.#timers.uptimeMs(),
			hasNotice: view.notice !== undefined,
			names: this.#names,
			measure: (text, size) => renderer.getTextWidth(text, fonts[size]),
			keep: (key, make) => this.keep(key, make),
			keepFor: (subject, make) => {
				if (subject !== this.#keptSubject) {
					this.#keptForSubject = make();
					this.#keptSubject = subject;
				}
				return this.#keptForSubject;
			},
		};
		const status = this.statusOf(view, frame);
		const screen = screenOf(view.body);
		const blocks = screen.layOut(frame, view.body, this.#mode);
		// Concatenated natively: spreading an array takes XS twenty operations for each element.
		if (view.notice === undefined || screen.coversNotices) return [status].concat(blocks);
		const notice = noticeBlock(frame, view.notice);
		return [status, ...blocks.filter((block) => !overlaps(block, notice)), notice];
	}

	private statusOf({ status, body }: View, frame: Frame): Block {
		const { offlineSinceMs: since, minutesOfDay } = status;
		const shownTime = since === undefined ? minutesOfDay : Math.floor((frame.uptimeMs - since) / 1_000);
		const before = this.#statusShown;
		const isBack = screenOf(body).hasBack(body);
		const isSame =
			before !== undefined &&
			shownTime === this.#statusTime &&
			isBack === this.#statusBack &&
			sameStatus(before, status);
		// Of two equal states the older one is dropped.
		this.#statusShown = status;
		if (isSame && this.#statusKept !== undefined) return this.#statusKept;
		this.#statusTime = shownTime;
		this.#statusBack = isBack;
		this.#statusKept = statusBlock(status, frame, isBack);
		return this.#statusKept;
	}

	private keep(key: string, make: () => Block[]): readonly Block[] {
		const known = this.#kept.get(key);
		if (known !== undefined) return known;
		const made = make();
		this.#keptBlocks += made.length;
		if (this.#keptBlocks > keptMax) {
			this.#kept = new Map();
			this.#keptBlocks = made.length;
		}
		this.#kept.set(key, made);
		return made;
	}

	private show(blocks: readonly Block[], isNew: boolean): void {
		const old = this.#blocks;
		this.#blocks = blocks;
		this.#painter.usePalette(this.#view?.palette ?? "day");
		if (isNew) {
			this.forget();
			this.#painter.clearAll();
			for (const block of blocks) this.#painter.paint(block, false);
			return;
		}
		// Usually the same blocks come in the same order and few of them are new. Only the blocks after the first one
		// that stands elsewhere have to be searched for.
		let from = 0;
		for (; from < blocks.length; from++) {
			const block = blocks[from]!;
			const before = old[from];
			if (block === before) continue;
			if (before === undefined || !samePlace(before, block)) break;
			this.renew(before, block);
		}
		if (from < old.length || from < blocks.length) this.rearrange(old.slice(from), blocks.slice(from));
		if (this.#pressed !== undefined && !blocks.includes(this.#pressed)) this.forget();
	}

	private rearrange(old: readonly Block[], blocks: readonly Block[]): void {
		const places: (Block | undefined)[] = [];
		for (let index = 0; index < blocks.length; index++) {
			const block = blocks[index]!;
			places.push(old[index] === block ? block : findPlace(old, block, index));
		}
		for (let index = 0; index < old.length; index++) {
			const block = old[index];
			if (block !== undefined && block !== places[index] && !places.includes(block)) this.#painter.clear(block);
		}
		for (let index = 0; index < blocks.length; index++) {
			const block = blocks[index];
			if (block !== undefined && block !== places[index]) this.renew(places[index], block);
		}
	}

	/** Paints `block` in the place of `before`, unless it looks the same. */
	private renew(before: Block | undefined, block: Block): void {
		const wasPressed = before !== undefined && before === this.#pressed;
		if (wasPressed) this.#pressed = block;
		if (before === undefined) this.#painter.paint(block, false);
		else if (!sameLook(before, block)) {
			const isInside =
				!wasPressed && block.isRound && sameShape(before, block) && this.#painter.paintInside(before, block);
			if (!isInside) this.#painter.paint(block, wasPressed);
		}
	}

	private hit(x: number, y: number): Block | undefined {
		if (this.isBack(x, y)) return this.#blocks[0];
		const found = this.#blocks.find((block) => block.action !== undefined && isWithin(block, x, y));
		return found ?? this.hitBar(y);
	}

	private hitBar(y: number): Block | undefined {
		const view = this.#view;
		const hasAction = view !== undefined && screenOf(view.body).barAction !== undefined;
		return hasAction && y < grid.barHeight ? this.#blocks[0] : undefined;
	}

	/** "Back" is top left and reaches below the bar, to be large enough for a thumb. */
	private isBack(x: number, y: number): boolean {
		const view = this.#view;
		if (view === undefined || x >= backWidth || y >= grid.targetMin) return false;
		return screenOf(view.body).hasBack(view.body);
	}

	private press(block: Block | undefined): void {
		if (block === undefined) return;
		this.#pressed = block;
		this.#pressedAtMs = this.#timers.uptimeMs();
		this.#painter.paint(block, true);
		if (block.isHold) this.turnRing(1);
	}

	private turnRing(step: number): void {
		this.#ring = this.#timers.start(holdMs / ringSteps, () => {
			const block = this.#pressed;
			if (block === undefined) return;
			this.#painter.paintRing(block, step / ringSteps);
			if (step < ringSteps) this.turnRing(step + 1);
		});
	}

	private release(): void {
		const pressed = this.#pressed;
		this.forget();
		if (pressed !== undefined) this.#painter.paint(pressed, false);
	}

	private forget(): void {
		this.#pressed = undefined;
		this.#ring?.cancel();
		this.#ring = undefined;
	}

	/**
	 * What the till gets to know of a touch: an action that enters a mode of the screen is not passed on, nor is a
	 * "back" that leaves one.
	 */
	private actionOf(touched: Action | undefined): Action | undefined {
		const view = this.#view;
		if (view === undefined) return undefined;
		const screen = screenOf(view.body);
		// Only the status bar is touched without an action of its own.
		const action = touched ?? (screen.hasBack(view.body) ? { kind: "back" } : screen.barAction);
		if (action === undefined) return undefined;
		const mode = screen.modeAfter?.(action, this.#mode, this.#words) ?? this.#mode;
		if (mode === this.#mode) return action;
		this.#mode = mode;
		this.show(this.layOut(view), false);
		return mode === "" && action.kind !== "back" ? action : undefined;
	}
}

function isWithin(block: Block, x: number, y: number): boolean {
	const { x: left, y: top, width, height } = block;
	return (
		x >= left - slackPixels &&
		x < left + width + slackPixels &&
		y >= top - slackPixels &&
		y < top + height + slackPixels
	);
}

/** The block of `old` in the place of `block`: usually it has the same index. */
function findPlace(old: readonly Block[], block: Block, index: number): Block | undefined {
	const likely = old[index];
	if (likely === block || (likely !== undefined && samePlace(likely, block))) return likely;
	return old.find((one) => samePlace(one, block));
}
