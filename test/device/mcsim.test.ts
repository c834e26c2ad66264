// Runs the preloaded firmware on the SDK's own engine in its desktop simulator, as `tillmark build --run` does.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { encode } from "uqr";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../firmware/core/bytes.js";
import { english } from "../../firmware/words/english.js";
import { build } from "../../tools/build/main.js";
import { findSdk } from "../../tools/build/sdk.js";
import { readImage } from "../../tools/journal/image.js";
import { type Verification, verifyImage } from "../../tools/journal/verify-chain.js";
import { hasOpenssl, makeCertificates } from "../host/certificates.js";
import { type Area, desktopName, DesktopStand, twinName } from "./desktop-stand.js";
import { FramesPicture } from "./frames-picture.js";
import { freePorts, missingForDisplay, until } from "./mcsim.js";

const root = join(import.meta.dirname, "..", "..");
const sdk = findSdk();
const skipped = typeof sdk === "string" ? "no SDK" : missingForDisplay() && `no ${missingForDisplay()}`;

const longMs = 300_000;
const screenWidth = 240;
/** Area of the receipt's QR code: below the status bar, above the receipt number. */
const codeArea: Area = { x: 0, y: 26, width: screenWidth, height: 206 };

interface Receipt {
	readonly totalMinor: number;
	readonly currency: string;
	readonly wallMs: number;
	readonly proof: { readonly intact: boolean };
}

/** Reads a QR code of `size` modules from the pixels. */
function readCode(frame: Uint16Array, area: Area, size: number): number[] {
	const isDark = (x: number, y: number): boolean => (frame[y * screenWidth + x]! & 0x07e0) < 0x0400;
	let [left, top, right] = [Infinity, Infinity, 0];
	for (let y = area.y; y < area.y + area.height; y++) {
		for (let x = area.x; x < area.x + area.width; x++) {
			if (isDark(x, y)) [left, top, right] = [Math.min(left, x), Math.min(top, y), Math.max(right, x)];
		}
	}
	const scale = (right + 1 - left) / size;
	return Array.from({ length: size * size }, (_, i) =>
		isDark(Math.floor(left + ((i % size) + 0.5) * scale), Math.floor(top + (Math.floor(i / size) + 0.5) * scale))
			? 1
			: 0,
	);
}

describe.skipIf(skipped)(`in the SDK's desktop simulator${skipped ? ` (skipped: ${skipped})` : ""}`, () => {
	let folder: string;
	let stand: DesktopStand;
	const picture = new FramesPicture();

	beforeAll(async () => {
		if (typeof sdk === "string") return;
		folder = mkdtempSync(join(tmpdir(), "tillmark-mcsim-"));
		const [built, files, display] = ["built", "files", "display"].map((name) => join(folder, name)) as [
			string,
			string,
			string,
		];
		for (const path of [files, display]) mkdirSync(path);
		const [printerPort, scannerPort] = (await freePorts(2)) as [number, number];
		const ports = ["--printer-port", String(printerPort), "--scanner-port", String(scannerPort)];
		expect(await build.run(["--board", "desktop", "--out", built, "--files", files, ...ports])).toBe(0);
		const catalog = readFileSync(join(root, "simulator", "demo", "catalog.csv"));
		const tls = hasOpenssl ? makeCertificates("127.0.0.1") : undefined;
		stand = await DesktopStand.open({ sdk, built, folder: display, printerPort, scannerPort, catalog, tls });
	}, 600_000);

	afterAll(async () => {
		picture.save("desktop-simulator");
		await stand?.close();
		if (folder) rmSync(folder, { recursive: true, force: true });
	});

	it(
		"enrols by a scan, loads its catalog and sells by touch, with screens identical to our simulator's",
		async () => {
			await stand.powerOn();
			await stand.shows(english.welcome);
			await stand.enrol();
			await stand.pricesArrive();
			await stand.tap(english.openShift);
			await stand.tap(english.enter);
			await stand.tap("Espresso");
			await stand.tap("Cappuccino");
			await stand.shows(english.pay);
			picture.add(stand.desktop.frame()!);
			await stand.tap(english.pay);
			await stand.tap(english.tenders.cash);
			await stand.tap("10.00");
			await stand.shows(`${english.receipt} 0001 · ${english.printed}`);
			picture.add(stand.desktop.frame()!);
		},
		longMs,
	);

	it("prints the sale on the printer at its port, like the simulated terminal", () => {
		const [ticket] = stand.printer.receipts;
		expect(ticket?.text).toMatch(
			/Espresso +2\.40[^]*Cappuccino +3\.40[^]*TOTAL € +5\.80[^]*Cash +10\.00[^]*Change +4\.20/,
		);
		const [twins] = stand.twin.printer.receipts;
		const plain = (text: string | undefined): string | undefined =>
			text?.replace(/Terminal [\w-]+ +|\d+-\d+-\d+ \d+:\d+|\[QR .*\]/g, "");
		expect(plain(ticket?.text)).toBe(plain(twins?.text));
	});

	it("is in the host's ledger, signed", async () => {
		await until(
			async () => (await stand.host.ledger()).sales === 2 || undefined,
			() => "both sales in the ledger",
		);
		expect(await receipt(stand)).toMatchObject({ totalMinor: 580, currency: "EUR", proof: { intact: true } });
	});

	it(
		"shows the receipt's QR code with the right content",
		async () => {
			await stand.tap(english.qr);
			await stand.shows(english.nextSale, codeArea);
			const { currency, totalMinor, wallMs } = await receipt(stand);
			const text = `TMR1:${stand.host.merchant}:${desktopName}:1:${currency}:${totalMinor}:${wallMs}`;
			// The SDK's encoder may choose another of the eight masks.
			const codes = Array.from({ length: 8 }, (_, maskPattern) =>
				encode(text, { ecc: "M", border: 0, maskPattern }),
			);
			const wanted = codes.map(({ data }) => data.flat().map(Number).join(""));
			await until(
				() => wanted.includes(readCode(stand.desktop.frame()!, codeArea, codes[0]!.size).join("")) || undefined,
				() => `a code that says ${text}`,
			);
			picture.add(stand.desktop.frame()!);
		},
		longMs,
	);

	it(
		"shows after a power cut that the sale is saved",
		async () => {
			await stand.cutPower();
			await stand.powerOn();
			await stand.shows(english.powerWasCut);
			picture.add(stand.desktop.frame()!);
			expect(stand.twin.panel.readText().replace(/\s+/g, " ")).toContain(english.resumedSale);
		},
		longMs,
	);

	it(
		"signs the journal in flash once the shift is closed",
		async () => {
			await stand.tap(english.sellOn);
			await stand.tap(english.menu);
			await stand.hold(english.closeShift, english.enter);
			await stand.tap(english.enter);
			await stand.shows(english.zReport);
			picture.add(stand.desktop.frame()!);
			const journal = join(folder, "files", "tillmark-journal.bin");
			const owner = { merchant: stand.host.merchant, terminal: desktopName };
			await until(
				() => verifyImage(readImage(readFileSync(journal)), owner).checkpoints > 0 || undefined,
				() => "a checkpoint",
			);
		},
		longMs,
	);

	it(
		"leaves a journal that verifies with the terminal's public key alone and contains the acknowledged head",
		async () => {
			await stand.cutPower();
			const epoch = async (terminal: string) => (await stand.host.store.chains.epoch(terminal, 1))!;
			const { publicKey, committed, head } = await epoch(desktopName);
			const journal = join(folder, "files", "tillmark-journal.bin");
			const verify = (terminal: string, key: Uint8Array): Promise<{ stdout: string }> => {
				const whose = ["--merchant", stand.host.merchant, "--terminal", terminal, "--key", toHex(key)];
				const acked = ["--acked", `1:${committed}:${toHex(head)}`];
				const command = ["tools/tillmark.ts", "verify", journal, ...whose, ...acked, "--json"];
				return promisify(execFile)(process.execPath, ["--import", "./tools/resolve.mjs", ...command], {
					cwd: root,
				});
			};
			const { stdout } = await verify(desktopName, publicKey);
			const found = JSON.parse(stdout) as Verification;
			expect(found).toMatchObject({ ok: true, epochs: [{ epoch: 1, from: 1 }] });
			expect(found.checkpoints).toBeGreaterThanOrEqual(1);
			expect(found.epochs[0]?.signedTo).toBeGreaterThan(2);
			expect(committed).toBeGreaterThan(2);
			await expect(verify(twinName, publicKey)).rejects.toThrow();
			const { publicKey: otherKey } = await epoch(twinName);
			await expect(verify(desktopName, otherKey)).rejects.toMatchObject({
				stdout: expect.stringMatching(/"ok":false/) as string,
			});
		},
		longMs,
	);
});

async function receipt(stand: DesktopStand): Promise<Receipt> {
	const answer = await fetch(`http://127.0.0.1:${stand.host.httpPort}/api/receipts/${desktopName}/1`);
	expect(answer.status).toBe(200);
	return (await answer.json()) as Receipt;
}
