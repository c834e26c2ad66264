// Tells the listening pages what changed on one terminal, at the pace an eye can follow. Nothing runs while nobody
// listens.
import { FlashWatch } from "./flash-watch.js";
import { JournalWatch } from "./journal-watch.js";
import type { Listener } from "./listeners.js";
import type { PageStall } from "./page-stall.js";
import type { FlashState, ScreenState, TimelineState } from "./protocol.js";

/** At most 20 pictures a second. */
const frameMs = 50;
/** Flash and records are looked at every so many frames. */
const memoryFrames = 4;

export class StallFeed {
	readonly stall: PageStall;
	readonly #listeners = new Set<Listener>();
	readonly #journalFlash: FlashWatch;
	readonly #catalogFlash: FlashWatch;
	readonly #journal: JournalWatch;
	#timer: NodeJS.Timeout | undefined;
	#isDrawn = true;
	#frame = 0;
	#marks = "";
	#flashState: FlashState = { partitions: [] };
	#timeline: TimelineState = { records: [], queued: 0 };

	constructor(stall: PageStall) {
		this.stall = stall;
		const { terminal } = stall;
		this.#journalFlash = new FlashWatch("journal", terminal.journalFlash);
		this.#catalogFlash = new FlashWatch("catalog", terminal.catalogFlash);
		this.#journal = new JournalWatch(terminal.journalFlash, terminal.keyStore);
		terminal.panel.onFrame = () => {
			this.#isDrawn = false;
		};
	}

	add(listener: Listener): void {
		this.tick();
		this.#listeners.add(listener);
		listener.sendChange("terminal", this.stall.state());
		listener.send("screen", this.screen());
		listener.send("paper", this.stall.paper.whole());
		this.lookAtMemory();
		listener.send("flash", this.#flashState);
		listener.send("records", this.#timeline);
		this.#timer ??= setInterval(() => this.tick(), frameMs);
	}

	remove(listener: Listener): void {
		this.#listeners.delete(listener);
		if (this.#listeners.size > 0) return;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	close(): void {
		for (const listener of [...this.#listeners]) {
			this.remove(listener);
			listener.close();
		}
	}

	private tick(): void {
		if (this.#listeners.size === 0) return;
		const state = this.stall.state();
		for (const listener of this.#listeners) listener.sendChange("terminal", state);
		if (!this.#isDrawn) {
			const screen = this.screen();
			for (const listener of this.#listeners) listener.send("screen", screen);
		}
		const piece = this.stall.paper.next();
		if (piece) for (const listener of this.#listeners) listener.send("paper", piece);
		if (this.#frame++ % memoryFrames !== 0 || !this.lookAtMemory()) return;
		for (const listener of this.#listeners) {
			listener.send("flash", this.#flashState);
			listener.sendChange("records", this.#timeline);
		}
	}

	private screen(): ScreenState {
		this.#isDrawn = true;
		const { panel } = this.stall.terminal;
		const texts = panel.texts().map(({ text, x, y, width, height }) => ({ text, x, y, width, height }));
		return { png: panel.png().toString("base64"), width: panel.width, height: panel.height, texts };
	}

	/** True when there is something new to see. */
	private lookAtMemory(): boolean {
		const { tap } = this.stall;
		const marks = JSON.stringify([tap.shipped, tap.committed, tap.archived]);
		const isWritten = [this.#journalFlash.look(), this.#catalogFlash.look()].includes(true);
		if (!isWritten && marks === this.#marks) return false;
		this.#marks = marks;
		const journal = this.#journal.mount();
		this.#flashState = {
			partitions: [this.#journalFlash.state(journal, tap), this.#catalogFlash.state(undefined, tap)],
		};
		this.#timeline = this.#journal.timeline(journal, tap);
		return true;
	}
}
