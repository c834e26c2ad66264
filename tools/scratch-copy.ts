// A copy of the tree in the temporary folder, in which files may be changed and tests run.
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export class ScratchCopy {
	readonly root: string;
	/** Paths of the copied files, relative to `root`. */
	readonly files: readonly string[];

	/**
	 * Copies what git tracks, and new files that it does not ignore; modules are linked. Removed by `close`. `noun` is
	 * part of the folder's name.
	 */
	constructor(origin: string, noun: string) {
		this.files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], { cwd: origin, encoding: "utf8" })
			.split("\n")
			.filter((path) => path !== "" && path !== "node_modules" && existsSync(join(origin, path)));
		this.root = realpathSync(mkdtempSync(join(tmpdir(), `tillmark-${noun}-`)));
		try {
			for (const path of this.files) {
				mkdirSync(dirname(join(this.root, path)), { recursive: true });
				copyFileSync(join(origin, path), join(this.root, path));
			}
			symlinkSync(realpathSync(join(origin, "node_modules")), join(this.root, "node_modules"));
		} catch (error) {
			this.close();
			throw error;
		}
	}

	close(): void {
		// A process that was ended just now may still be writing.
		rmSync(this.root, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
	}
}
