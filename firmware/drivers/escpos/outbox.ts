// Commands waiting to be written to the printer, as fast as the line accepts them. Urgent requests go between two
// commands, never inside one.
import type { ByteStream } from "../../core/ports.js";

export class Outbox {
	#commands: Uint8Array[] = [];
	/** Bytes of the first command that are already written. */
	#written = 0;
	#room = 0;

	/** Bytes not yet written. */
	get byteCount(): number {
		return this.#commands.reduce((sum, command) => sum + command.length, -this.#written);
	}

	get isEmpty(): boolean {
		return this.#commands.length === 0;
	}

	clear(): void {
		this.#commands = [];
		this.#written = 0;
	}

	/** A line that was opened again announces its room by itself. */
	reopen(): void {
		this.clear();
		this.#room = 0;
	}

	add(command: Uint8Array | readonly number[]): void {
		this.#commands.push(command instanceof Uint8Array ? command : Uint8Array.from(command));
	}

	/** Ahead of all commands that are not partly written. */
	addFirst(command: readonly number[]): void {
		this.#commands.splice(this.#written > 0 ? 1 : 0, 0, Uint8Array.from(command));
	}

	/** The line accepts `count` more bytes. */
	grant(count: number): void {
		this.#room += count;
	}

	/** Writes as much as the line accepts. */
	pump(stream: ByteStream): void {
		while (this.#room > 0) {
			const command = this.#commands[0];
			if (command === undefined) return;
			const count = Math.min(this.#room, command.length - this.#written);
			stream.write(count === command.length ? command : command.slice(this.#written, this.#written + count));
			this.#room -= count;
			this.#written += count;
			if (this.#written === command.length) {
				this.#commands.shift();
				this.#written = 0;
			}
		}
	}
}
