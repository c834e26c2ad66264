// Processes of the siege: started with the project's module hook, ended with what they started.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";

/** As tools/bootstrap.mjs starts every command. */
const heapOptions: readonly string[] = [
	"--max-semi-space-size=4",
	"--initial-old-space-size=64",
	"--heap-growing-percent=40",
];

/** Starts a module of this folder. Its stderr is this process's. */
export function start(module: string, args: readonly string[] = []): ChildProcess {
	const hook = new URL("../../resolve.mjs", import.meta.url).href;
	return fork(new URL(module, import.meta.url), args, { execArgv: [...heapOptions, "--import", hook] });
}

/** The next message of a process. Rejects when it ends first. */
export async function answerOf(child: ChildProcess): Promise<unknown> {
	const settled = new AbortController();
	const { signal } = settled;
	const ended = once(child, "exit", { signal }).then(([code, by]) => {
		throw new Error(`${child.spawnfile} ended with ${by ?? code}`);
	});
	try {
		const [message] = (await Promise.race([once(child, "message", { signal }), ended])) as [unknown];
		return message;
	} finally {
		ended.catch(() => undefined);
		settled.abort();
	}
}

export async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	child.kill("SIGKILL");
	await once(child, "exit");
}

/** Resident bytes of a process (proc(5), status: VmRSS); 0 where the system does not tell. */
export function residentBytes({ pid }: ChildProcess): number {
	try {
		const [, kibibytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
		return Number(kibibytes) * 1_024;
	} catch {
		return 0;
	}
}
