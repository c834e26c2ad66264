// Shows progress on stderr: a bar on a terminal, occasional plain lines in a pipe.

const barCharacters = 28;
const terminalIntervalMs = 100;
const pipeIntervalMs = 10_000;

export class Progress {
	readonly #label: string;
	readonly #total: number;
	readonly #startedMs = performance.now();
	readonly #isTerminal = process.stderr.isTTY === true;
	#shownMs = Number.NEGATIVE_INFINITY;

	constructor(label: string, total: number) {
		this.#label = label;
		this.#total = total;
	}

	update(done: number, note = ""): void {
		const nowMs = performance.now();
		if (nowMs - this.#shownMs < (this.#isTerminal ? terminalIntervalMs : pipeIntervalMs) && done < this.#total)
			return;
		this.#shownMs = nowMs;
		const seconds = (nowMs - this.#startedMs) / 1000;
		const rate = seconds > 0 ? done / seconds : 0;
		const left = rate > 0 ? `${Math.ceil((this.#total - done) / rate)} s left` : "";
		const counts = `${done}/${this.#total}  ${rate.toFixed(0)}/s  ${left}  ${note}`;
		if (this.#isTerminal) {
			const filled = Math.floor((barCharacters * done) / Math.max(1, this.#total));
			process.stderr.write(
				`\r\x1b[K${this.#label} [${"█".repeat(filled)}${" ".repeat(barCharacters - filled)}] ${counts}`,
			);
		} else process.stderr.write(`${this.#label} ${counts.trimEnd()}\n`);
	}

	end(): void {
		if (this.#isTerminal) process.stderr.write("\n");
	}
}
