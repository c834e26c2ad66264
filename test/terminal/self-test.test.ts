// The self-test of a new board against every model, healthy and broken: the verdict, the paper and the code.
import { afterEach, describe, expect, it } from "vitest";
import { limits } from "../../firmware/core/limits.js";
import type { SelfTestRow } from "../../firmware/core/self-test.js";
import { resultCode } from "../../firmware/terminal/self-test/result.js";
import { steps } from "../../firmware/terminal/self-test/registry.js";
import { english } from "../../firmware/words/english.js";
import { SimulatedKeyStore } from "../../simulator/terminal/key-store.js";
import { type Habits, handsOf, SelfTestBench, walk } from "./self-test-bench.js";

const { parts, reasons, verdicts, title } = english.ticket.selfTest;
type Part = keyof typeof parts;

/** The characters in the code of a healthy board. */
const healthy: Readonly<Record<Part, string>> = {
	flash: "+",
	keys: "+",
	touch: "+",
	display: "+",
	nfc: "+",
	printer: "+",
	scanner: "+",
	clock: "+",
	network: "+",
	sound: "+",
	battery: "+",
};

let bench: SelfTestBench;
afterEach(() => bench.close());

interface Trouble {
	readonly break?: (bench: SelfTestBench) => void;
	/** Once the test has begun. */
	readonly then?: (bench: SelfTestBench) => void;
	readonly habits?: Habits;
	/** The touch panel cannot press the button. */
	readonly byCode?: boolean;
	readonly found: Partial<Record<Part, string>>;
	/** What the row of the first part found says on screen and paper. */
	readonly says: string;
}

async function run({ break: breakIt, then, habits, byCode }: Omit<Trouble, "found" | "says">): Promise<number> {
	bench = new SelfTestBench();
	breakIt?.(bench);
	bench.powerOn();
	await bench.world.pass(3_000);
	if (byCode === true) bench.scanner.scan("TILLMARK SELF-TEST");
	else await bench.pressText(english.selfTest);
	await bench.world.pass(100);
	then?.(bench);
	return walk(handsOf(bench), habits);
}

class BrokenKeyStore extends SimulatedKeyStore {
	override read(key: string): Uint8Array | undefined {
		const value = super.read(key);
		if (key === "selftest" && value) value[7]! ^= 4;
		return value;
	}
}

class FullKeyStore extends SimulatedKeyStore {
	override write(key: string, value: Uint8Array): void {
		if (key === "selftest") throw new Error("no space");
		super.write(key, value);
	}
}

const lastSector = 15;
const spareByte = lastSector * 4_096 + 100;
const unanswered = { display: "~", printer: "~", sound: "~" };

const troubles: Readonly<Record<string, Trouble>> = {
	"a bit of the memory that stays cleared": {
		break: ({ catalogFlash }) => catalogFlash.stick(spareByte, 4, 0),
		found: { flash: "S" },
		says: reasons.stuckBits,
	},
	"a bit of the memory that stays set": {
		break: ({ catalogFlash }) => catalogFlash.stick(spareByte, 4, 1),
		found: { flash: "S" },
		says: reasons.stuckBits,
	},
	"another bit of the memory that stays set": {
		break: ({ catalogFlash }) => catalogFlash.stick(spareByte, 2, 1),
		found: { flash: "S" },
		says: reasons.stuckBits,
	},
	"a bit of the empty journal that stays cleared": {
		break: ({ journalFlash }) => journalFlash.stick(5 * 4_096 + 999, 1, 0),
		found: { flash: "S" },
		says: reasons.stuckBits,
	},
	"a sector that cannot be erased": {
		break: ({ catalogFlash }) => catalogFlash.failingErases.add(lastSector),
		found: { flash: "X" },
		says: reasons.badSector,
	},
	"a sector that cannot be programmed": {
		break: ({ catalogFlash }) => catalogFlash.failingPrograms.add(lastSector),
		found: { flash: "X" },
		says: reasons.badSector,
	},
	"a memory without an unused sector": {
		break: ({ catalogFlash }) => [0, 8].forEach((sector) => catalogFlash.program(sector * 4_096, Uint8Array.of(0))),
		found: { flash: "~" },
		says: verdicts.skipped,
	},
	"a key store that returns other bytes": {
		break: (one) => (one.keyStore = new BrokenKeyStore()),
		found: { keys: "K" },
		says: reasons.notKept,
	},
	"a full key store": {
		break: (one) => (one.keyStore = new FullKeyStore()),
		found: { keys: "K" },
		says: reasons.notKept,
	},
	"a touch panel that is not on the bus": {
		break: ({ touch }) => touch.unplug(),
		byCode: true,
		habits: { ...{ sees: "nothing", reads: "nothing", hears: "nothing" } },
		found: { touch: "?", ...unanswered },
		says: verdicts.absent,
	},
	"a touch panel whose left is right": {
		break: (one) => (one.flip = { flipX: true }),
		// Its "yes" is "skip".
		found: { touch: "L", ...unanswered },
		says: reasons.mirroredX,
	},
	"a touch panel whose top is bottom": {
		break: (one) => (one.flip = { flipY: true }),
		byCode: true,
		found: { touch: "T", ...unanswered },
		says: reasons.mirroredY,
	},
	"a finger that misses the crosses": {
		habits: { missesBy: 45 },
		found: { touch: "O" },
		says: reasons.offTarget,
	},
	"colours that are swapped": {
		habits: { sees: "wrong" },
		found: { display: "W" },
		says: reasons.wrongPicture,
	},
	"a display that nobody looks at": {
		habits: { sees: "nothing" },
		found: { display: "~" },
		says: verdicts.skipped,
	},
	"a board without a line for a tag reader": {
		break: (one) => (one.hasTagLine = false),
		found: { nfc: "?" },
		says: verdicts.absent,
	},
	"a tag reader that is not plugged in": {
		break: ({ tags }) => tags.transport.unplug(),
		found: { nfc: "?" },
		says: verdicts.absent,
	},
	"a tag reader that is pulled out while it waits": {
		then: ({ tags, world }) => void world.schedule(20_000, () => tags.transport.unplug()),
		habits: { hasTag: false },
		found: { nfc: "?" },
		says: verdicts.absent,
	},
	"a tag reader that sees no tag": {
		habits: { hasTag: false },
		found: { nfc: "N" },
		says: reasons.noTag,
	},
	"a printer that is off": {
		break: ({ printer }) => (printer.isPowered = false),
		found: { printer: "?" },
		says: verdicts.absent,
	},
	"a printer without paper": {
		break: ({ printer }) => printer.loadPaper(0),
		found: { printer: "P" },
		says: reasons.paperOut,
	},
	"a printer with an open cover": {
		break: ({ printer }) => (printer.isCoverOpen = true),
		found: { printer: "C" },
		says: reasons.coverOpen,
	},
	"a print that is too faint": {
		habits: { reads: "wrong" },
		found: { printer: "W" },
		says: reasons.wrongPicture,
	},
	"a board without a line for a scanner": {
		break: (one) => (one.hasScannerLine = false),
		found: { scanner: "?" },
		says: verdicts.absent,
	},
	"a silent scanner": {
		habits: { scans: false },
		found: { scanner: "?" },
		says: verdicts.absent,
	},
	"a scanner at another speed": {
		habits: { scans: false },
		then: ({ scanner, world }) => {
			for (let at = 1_000; at < 120_000; at += 1_000)
				world.schedule(at, () => scanner.send(Uint8Array.of(0xf8, 0x01, 0x80, 0x0d)));
		},
		found: { scanner: "G" },
		says: reasons.noise,
	},
	"a board without a clock chip": {
		break: (one) => (one.isClockPlugged = false),
		found: { clock: "?" },
		says: verdicts.absent,
	},
	"a clock chip that no longer answers": {
		then: (one) => (one.isClockPlugged = false),
		found: { clock: "?" },
		says: verdicts.absent,
	},
	"a clock whose cell is empty": {
		break: ({ clock }) => clock.loseBattery(),
		found: { clock: "U" },
		says: reasons.unset,
	},
	"a clock that stands still": {
		break: (one) => (one.stoppedMs = Date.UTC(2026, 10, 21, 18, 45)),
		found: { clock: "I" },
		says: reasons.stands,
	},
	"a network that is off": {
		break: ({ link }) => (link.mode = "off"),
		found: { network: "A" },
		says: reasons.noAddress,
	},
	"a board that does not know its network": {
		break: (one) => (one.hasAccess = false),
		found: { network: "~" },
		says: verdicts.skipped,
	},
	"a sounder that makes one sound": {
		habits: { hears: "wrong" },
		found: { sound: "Q" },
		says: reasons.notHeard,
	},
	"a sounder that nobody listens to": {
		habits: { hears: "nothing" },
		found: { sound: "~" },
		says: verdicts.skipped,
	},
	"a board without a battery": {
		break: (one) => (one.battery = undefined),
		found: { battery: "?" },
		says: verdicts.absent,
	},
	"a battery that is nearly empty": {
		break: (one) => (one.battery = one.cell(0.08)),
		found: { battery: "B" },
		says: reasons.nearlyEmpty,
	},
};

/** The paper printed last, one line for each row. */
function paper(): string {
	return bench.printer.lastPrinted?.text ?? "";
}

describe("the self-test of a new board", () => {
	it("finds nothing wrong with a healthy one, and shows, prints and encodes it", async () => {
		await run({});
		expect(bench.found).toEqual(healthy);
		expect(bench.text).toContain(english.selfTestPassed);
		for (const figure of [/Touch ok · 4 px/, /Clock ok · 11-21 18:4\d/, /Battery ok · 6\d %/])
			expect(bench.text).toMatch(figure);
		await bench.world.pass(5_000);
		expect(paper()).toContain(title);
		expect(paper()).toContain(bench.code);
		for (const name of Object.values(parts)) {
			expect(bench.text).toContain(`${name} ${verdicts.pass}`);
			expect(paper()).toMatch(new RegExp(`  ${name} +${verdicts.pass}`));
		}
		expect(bench.code).toMatch(/^TMS1:::0:\d{10}:\+{11}$/);
		await bench.pressText(english.qr);
		expect(bench.shownCode).toBe(bench.code);
		// "ok" stands on the spot of the button that showed the code: a second tap at once is not meant for it.
		await bench.pressText(english.ok);
		expect(bench.text).not.toContain(english.selfTestPassed);
		await bench.world.pass(limits.tapGuardMs);
		await bench.pressText(english.ok);
		await bench.pressText(english.ok);
		expect(bench.text).toContain(english.scanCode);
		expect(new Set(bench.sounds)).toEqual(new Set(["tick", "accepted", "refused", "attention"]));
	});

	it.each(Object.entries(troubles))("finds %s", async (_name, trouble) => {
		await run(trouble);
		expect(bench.found).toEqual({ ...healthy, ...trouble.found });
		const [part] = Object.keys(trouble.found) as [Part];
		expect(bench.text).toContain(`${parts[part]} ${trouble.says}`);
		const hasFailed = Object.values(bench.found).filter((each) => /[A-Z]/.test(each)).length;
		expect(bench.text).toContain(hasFailed > 0 ? english.selfTestFailed(hasFailed) : english.selfTestPassed);
		await bench.world.pass(5_000);
		if (bench.printer.lastPrinted === undefined) expect(trouble.found).toHaveProperty("printer");
		else if (!("printer" in trouble.found) || trouble.found.printer === "~") {
			expect(paper()).toMatch(new RegExp(`${parts[part]} +${trouble.says}`));
			expect(paper()).toContain(bench.code);
		}
	});

	it("ends by itself where nobody does anything", async () => {
		const tookMs = await run({ habits: { doesNothing: true } });
		expect(bench.found).toEqual({
			...healthy,
			...{ touch: "?", display: "~", nfc: "N", printer: "~", scanner: "?", sound: "~" },
		});
		expect(tookMs).toBeLessThan(steps.length * limits.selfTestPersonMs);
	});

	it("takes a roll of paper that is loaded while it waits", async () => {
		await run({
			break: ({ printer }) => printer.loadPaper(0),
			then: ({ printer, world }) => {
				const load = (): void => {
					if (bench.text.includes("Load a roll")) printer.loadPaper(30_000);
					else world.schedule(1_000, load);
				};
				load();
			},
		});
		expect(bench.found).toEqual(healthy);
	});

	it("skips what the person skips, and is left by back without a result", async () => {
		bench = new SelfTestBench();
		bench.powerOn();
		await bench.world.pass(3_000);
		await bench.pressText(english.selfTest);
		await bench.world.pass(2_000);
		await bench.pressText(english.skip);
		await bench.world.pass(limits.selfTestReadMs);
		await bench.pressText(english.skip);
		expect(bench.text).toContain(english.selfTestTasks.holdTag);
		await bench.press(20, 12);
		expect(bench.text).toContain(english.scanCode);
		await bench.world.pass(200_000);
		expect(bench.code).toBeUndefined();
		await bench.pressText(english.selfTest);
		await walk(handsOf(bench));
		expect(bench.found).toEqual(healthy);
	});

	it("gives way to the orderly end when the battery runs empty", async () => {
		bench = new SelfTestBench();
		bench.powerOn();
		await bench.world.pass(3_000);
		await bench.pressText(english.selfTest);
		await bench.world.pass(1_000);
		bench.battery!.charge = 0.02;
		await bench.world.pass(300_000);
		expect(bench.text).toContain(english.batteryIsEmpty);
		expect(bench.code).toBeUndefined();
	});

	it("does not begin while the terminal is being enrolled", async () => {
		bench = new SelfTestBench();
		bench.powerOn();
		await bench.world.pass(1_000);
		bench.link.mode = "off";
		bench.scanner.scan(`TM1:host.example:1883:${"a".repeat(8)}:abcdef:${"0".repeat(32)}:${"0".repeat(64)}`);
		await bench.world.pass(300);
		bench.scanner.scan("TILLMARK SELF-TEST");
		await bench.world.pass(300);
		expect(bench.text).not.toContain("1/11");
	});

	it("sees a tag that has lain on the reader since an earlier step", async () => {
		bench = new SelfTestBench();
		bench.powerOn();
		await bench.world.pass(3_000);
		await bench.pressText(english.selfTest);
		await bench.world.pass(1_000);
		handsOf(bench).holdTag();
		await bench.world.pass(3_000);
		await bench.pressText(english.skip);
		await bench.world.pass(1_000);
		await bench.pressText(english.skip);
		await bench.world.pass(1_000);
		expect(bench.text).toContain(parts.printer);
	});

	it("takes the second tap of a double tap for no answer to the step that came up between", async () => {
		bench = new SelfTestBench();
		bench.powerOn();
		await bench.world.pass(3_000);
		await bench.pressText(english.selfTest);
		await bench.world.pass(3_000);
		await bench.pressText(english.skip);
		await bench.world.pass(1_000);
		const { x, y } = bench.panel.locate(english.no);
		await bench.press(Math.round(x), Math.round(y));
		await bench.press(Math.round(x), Math.round(y));
		await bench.world.pass(1_000);
		expect(bench.text).toContain(parts.nfc);
		await bench.pressText(english.skip);
		await bench.world.pass(1_000);
		expect(bench.text).toContain(parts.printer);
	});
});

describe("the code of a result", () => {
	it("is at most 88 characters of ASCII, whatever was found, and different for each reason", () => {
		const all = Object.keys(reasons) as (keyof typeof reasons)[];
		const head = { terminal: "t1", board: "esp32", version: 1, wallSeconds: 0 };
		const codes = all.map((reason) => resultCode(head, [{ part: "flash", verdict: "fail", reason }]));
		expect(new Set(codes).size).toBe(all.length);
		const rows = steps.map(({ part }): SelfTestRow => ({ part, verdict: "fail", reason: "stuckBits" }));
		const terminal = "t".repeat(limits.identifierCharactersMax);
		const code = resultCode(
			{ terminal, board: "b".repeat(99), version: 2 ** 32 - 1, wallSeconds: 4_294_967_295 },
			rows,
		);
		expect(code.length).toBeLessThanOrEqual(88);
		expect(code).toMatch(/^[\x21-\x7e]+$/);
	});
});
