// The bootstrap in a scratch checkout, with an npm that only notes that it was called.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const lock = '{ "lockfileVersion": 3 }';

// A symbolic link needs a privilege on Windows, and the npm below is a POSIX script.
describe.skipIf(process.platform === "win32")("the bootstrap", () => {
	let scratch: string;
	let checkout: string;
	/** Another checkout's packages. */
	let others: string;

	beforeEach(() => {
		scratch = mkdtempSync(join(tmpdir(), "tillmark-bootstrap-"));
		checkout = join(scratch, "checkout");
		others = join(scratch, "others");
		for (const folder of [join(checkout, "tools"), join(scratch, "bin"), others])
			mkdirSync(folder, { recursive: true });
		for (const file of ["tools/bootstrap.mjs", "tools/resolve.mjs"])
			copyFileSync(join(root, file), join(checkout, file));
		writeFileSync(join(checkout, "package-lock.json"), lock);
		writeFileSync(join(checkout, "hello.mjs"), 'console.log("started")');
		writeFileSync(join(scratch, "bin/npm"), `#!/bin/sh\necho "$@" > "${join(scratch, "npm-called")}"\n`, {
			mode: 0o755,
		});
	});

	afterEach(() => rmSync(scratch, { recursive: true }));

	/** Marks the folder as one that holds what `content` names. */
	function install(folder: string, content: string): void {
		mkdirSync(join(folder, ".cache/tillmark"), { recursive: true });
		writeFileSync(join(folder, ".cache/tillmark/installed"), createHash("sha256").update(content).digest("hex"));
	}

	function start(): { status: number | null; stdout: string; stderr: string; isNpmCalled: boolean } {
		const path = `${join(scratch, "bin")}:${process.env["PATH"]}`;
		const { status, stdout, stderr } = spawnSync(process.execPath, ["tools/bootstrap.mjs", "hello.mjs"], {
			cwd: checkout,
			encoding: "utf8",
			env: { ...process.env, PATH: path, npm_execpath: "" },
		});
		return { status, stdout, stderr, isNpmCalled: existsSync(join(scratch, "npm-called")) };
	}

	it("installs into a folder of its own where the lock file has changed", () => {
		install(join(checkout, "node_modules"), "an older lock file");
		expect(start()).toMatchObject({ status: 0, stdout: "started\n", isNpmCalled: true });
	});

	it("starts through a link to packages that the lock file names", () => {
		install(others, lock);
		symlinkSync(others, join(checkout, "node_modules"));
		expect(start()).toMatchObject({ status: 0, stdout: "started\n", isNpmCalled: false });
	});

	it("refuses to install through a link, which would empty another checkout's folder", () => {
		install(others, "another lock file");
		symlinkSync(others, join(checkout, "node_modules"));
		const { status, stderr, isNpmCalled } = start();
		expect({ status, isNpmCalled }).toEqual({ status: 1, isNpmCalled: false });
		expect(stderr).toContain("Remove the link node_modules");
		expect(stderr).toContain("does not match package-lock.json");
	});

	it("refuses a link that leads nowhere, too", () => {
		symlinkSync(join(scratch, "gone"), join(checkout, "node_modules"));
		const { status, stderr, isNpmCalled } = start();
		expect({ status, isNpmCalled }).toEqual({ status: 1, isNpmCalled: false });
		expect(stderr).toContain("is a symbolic link to nothing");
	});
});
