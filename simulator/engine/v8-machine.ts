// Runs firmware on Node's own engine, which is fast and debuggable. A BootGuard makes power cuts final.
import type { TerminalPorts } from "../../firmware/terminal/ports.js";
import { BootGuard } from "./boot-guard.js";
import type { Machine, MachineOptions } from "./machine.js";

export class V8Machine implements Machine {
	readonly kind = "v8";
	readonly #options: MachineOptions;
	#boot: BootGuard | undefined;

	constructor(options: MachineOptions) {
		this.#options = options;
	}

	get isRunning(): boolean {
		return this.#boot !== undefined && !this.#boot.isOver;
	}

	start(ports: TerminalPorts): void {
		this.stop();
		const boot = new BootGuard((error) => this.#options.onEnd(error));
		this.#boot = boot;
		boot.enter(() => void this.#options.firmware.boot(boot.ports(ports)));
	}

	stop(): void {
		const boot = this.#boot;
		this.#boot = undefined;
		boot?.stop();
	}

	meters(): undefined {
		return undefined;
	}

	heapGraph(): undefined {
		return undefined;
	}
}
