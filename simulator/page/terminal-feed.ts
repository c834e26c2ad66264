// Sends changes of one terminal to the open pages, at most 20 times a second. Idle while no page is open.
import { FlashWatch } from "./flash-watch.js";
import { JournalWatch } from "./journal-watch.js";
import type { Listener } from "./listeners.js";
import type { PageTerminal } from "./page-terminal.js";
import type { FlashState, ScreenState, TimelineState } from "./protocol.js";

const frameMs = 50;
/** Flash and records are checked once in this many frames. */
const memoryFrames = 4;

export class TerminalFeed {
	readonly page: PageTerminal;
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

	constructor(page: PageTerminal) {
		this.page = page;
		const { terminal } = page;
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
		listener.sendChange("terminal", this.page.state());
		listener.send("screen", this.screen());
		listener.send("paper", this.page.paper.whole());
		this.updateMemory();
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
		const state = this.page.state();
		for (const listener of this.#listeners) listener.sendChange("terminal", state);
		if (!this.#isDrawn) {
			const screen = this.screen();
			for (const listener of this.#listeners) listener.send("screen", screen);
		}
		const piece = this.page.paper.next();
		if (piece) for (const listener of this.#listeners) listener.send("paper", piece);
		if (this.#frame++ % memoryFrames !== 0 || !this.updateMemory()) return;
		for (const listener of this.#listeners) {
			listener.send("flash", this.#flashState);
			listener.sendChange("records", this.#timeline);
		}
	}

	private screen(): ScreenState {
		this.#isDrawn = true;
		const { panel } = this.page.terminal;
		const texts = panel.texts().map(({ text, x, y, width, height }) => ({ text, x, y, width, height }));
		return { png: panel.png().toString("base64"), width: panel.width, height: panel.height, texts };
	}

	/** Reads flash and records. Returns whether anything has changed. */
	private updateMemory(): boolean {
		const { tap } = this.page;
		const marks = JSON.stringify([tap.shipped, tap.committed, tap.archived]);
		const isWritten = [this.#journalFlash.update(), this.#catalogFlash.update()].includes(true);
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
