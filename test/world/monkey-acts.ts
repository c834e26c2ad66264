// Everything that may happen to a terminal, with weights. Randomness comes from one seed.
import { CborCodec } from "../../firmware/wire/cbor.js";
import { english } from "../../firmware/words/english.js";
import type { LinkMode } from "../../simulator/network/profile.js";
import { espImage } from "../../simulator/peripherals/boot-slots.js";
import { writtenTag } from "../../simulator/peripherals/pn532/tag-pad.js";
import type { SeededRandom } from "../../simulator/random.js";
import type { CardReaderMode } from "../../simulator/terminal/card-reader.js";
import type { BadFirmware } from "../../simulator/terminal/firmware-slots.js";
import type { SimulatedTerminal } from "../../simulator/terminal/terminal.js";
import { cutModes } from "../../simulator/flash/power-cut.js";
import type { Host } from "../../host/compose/single.js";
import { continueToSelling, isSelling } from "./monkey-sale.js";
import { catalogCsv, codes, goods } from "./monkey-shop.js";

export interface Scene {
	readonly random: SeededRandom;
	readonly terminal: SimulatedTerminal;
	readonly host: Host;
	/** Answers an open payment at the host as an operator would, with what the gateway knows. */
	answerPayment(): Promise<void>;
	/** Lets virtual time pass. */
	pass(durationMs: number): Promise<void>;
	restartHost(files: "keep" | "back up" | "restore"): Promise<void>;
}

type Act = readonly [weight: number, name: string, (scene: Scene) => void | Promise<void>];

/** Texts that lead through a sale. Random touches alone rarely complete a payment. */
const saleTexts: readonly string[] = [
	...[
		english.pay,
		english.tenders.cash,
		english.tenders.card,
		english.exact,
		english.nextSale,
		english.openShift,
		english.enter,
		english.sellOn,
	],
	english.later,
];
/** Texts that lead to other screens. */
const otherTexts: readonly string[] = [
	...[
		english.menu,
		english.settings,
		english.inspection,
		english.installUpdate,
		english.code,
		english.basket,
		english.park,
		english.parked,
	],
	...[
		english.search,
		english.price,
		english.split,
		english.other,
		english.reprint,
		english.noSale,
		english.qr,
		english.gift,
		english.print,
	],
	...[english.sunPalette, english.dayPalette, english.paper, english.xReport, english.lastReport, english.queue],
	...[english.startTraining, english.endTraining, english.wasCharged, english.notCharged, english.more],
	...[english.giveBack, english.keepPart, english.goOnPaying],
];
const linkModes: readonly LinkMode[] = ["on", "on", "slow", "lossy", "captive", "off"];
const readerModes: readonly CardReaderMode[] = ["fine", "fine", "fine", "lost", "late", "silent", "unsure"];
const bad: readonly (BadFirmware | undefined)[] = [undefined, undefined, "throws", "hangs", "faults", "crashes"];
const cbor = new CborCodec();

function pick<T>(random: SeededRandom, choices: readonly T[]): T {
	return choices[random.below(choices.length)]!;
}

async function press({ terminal, random, pass }: Scene, x: number, y: number): Promise<void> {
	const { panel } = terminal;
	panel.touch({ x, y, phase: "down" });
	if (random.chance(0.15)) await pass(pick(random, [100, 500, 1_200]));
	if (random.chance(0.05)) panel.touch({ x: random.below(240), y: random.below(320), phase: "move" });
	if (random.chance(0.03)) terminal.scan(pick(random, codes));
	if (random.chance(0.03)) await pass(300);
	panel.touch({ x, y, phase: "up" });
}

async function pressText(scene: Scene, texts: readonly string[]): Promise<void> {
	const { terminal, random } = scene;
	const places = terminal.panel.texts().filter(({ text }) => texts.length === 0 || texts.includes(text));
	if (places.length === 0) return;
	const { x, y, width, height } = pick(random, places);
	await press(scene, Math.min(239, x + (width >> 1)), Math.min(319, y + (height >> 1)));
}

/** On the screen that waits for a card the only text to touch is "back". */
async function continueSale(scene: Scene): Promise<void> {
	const { cardReader } = scene.terminal;
	if (cardReader.isWaiting && scene.random.chance(0.8)) cardReader.tap();
	else await pressText(scene, saleTexts);
}

const ringUpStepsMax = 14;

/** Rings up a few goods and takes the money, as far as the screens allow. */
async function ringUp({ terminal, random, pass }: Scene): Promise<void> {
	const { panel, cardReader } = terminal;
	for (let step = 0; step < ringUpStepsMax && terminal.isOn; step++) {
		if (panel.shows(english.nextSale) && step > 0) return;
		if (cardReader.isWaiting) cardReader.tap();
		else if (isSelling(terminal)) terminal.scan(pick(random, goods));
		else if (panel.shows(english.tenders.card) && random.chance(0.3)) terminal.tapText(english.tenders.card);
		else continueToSelling(terminal);
		await pass(300 + random.below(500));
	}
}

/** Closes the shift as far as the screen allows, then leaves the terminal alone for a while. */
async function closeShift({ terminal, pass, random }: Scene): Promise<void> {
	const { panel } = terminal;
	for (const text of [english.back, english.menu, english.closeShift, english.enter]) {
		const shown = panel.texts().find((one) => one.text.includes(text));
		if (!shown) continue;
		panel.touch({ x: shown.x + 2, y: shown.y + 2, phase: "down" });
		if (text === english.closeShift) await pass(1_100);
		panel.touch({ x: shown.x + 2, y: shown.y + 2, phase: "up" });
		await pass(300);
	}
	await pass(random.below(60_000));
}

const acts: readonly Act[] = [
	[30, "touch a text", (scene) => pressText(scene, [])],
	[40, "go on with the sale", continueSale],
	[40, "ring up a sale", ringUp],
	[14, "look around", (scene) => pressText(scene, otherTexts)],
	[1.5, "close the shift and leave", closeShift],
	[4, "touch anywhere", (scene) => press(scene, scene.random.below(240), scene.random.below(320))],
	[6, "go back", (scene) => press(scene, 20, 10)],
	[20, "scan", ({ terminal, random }) => terminal.scan(pick(random, codes))],
	[
		2,
		"scan a burst",
		({ terminal, random }) => Array.from({ length: 8 }, () => terminal.scan(pick(random, codes))) && undefined,
	],
	[
		2,
		"send noise on the scanner's serial line",
		({ terminal, random }) => terminal.scanner.send(Uint8Array.from({ length: 20 }, () => random.below(256))),
	],
	[5, "lay a tag", ({ terminal, random }) => terminal.tagPad!.hold(`${random.below(4)}`, tag(random))],
	[4, "take the tags", ({ terminal }) => terminal.tagPad!.takeAway()],
	[
		1,
		"flash a tag",
		async ({ terminal, random, pass }) => {
			terminal.tagPad!.hold("short", tag(random));
			await pass(random.below(120));
			terminal.tagPad!.takeAway("short");
		},
	],
	[8, "tap a card", ({ terminal }) => terminal.cardReader.tap()],
	[1, "decline a card", ({ terminal }) => void (terminal.cardReader.declineNext = true)],
	[
		2,
		"change the card reader's mode",
		({ terminal, random }) => void (terminal.cardReader.mode = pick(random, readerModes)),
	],
	[
		0.5,
		"let the card reader continue without the terminal",
		({ terminal, random }) => void (terminal.cardReader.goesOnAlone = random.chance(0.5)),
	],
	[1, "answer an open payment as an operator", ({ answerPayment }) => answerPayment()],
	[
		2,
		"drain the battery",
		({ terminal, random }) => {
			terminal.charger(false);
			terminal.battery!.model.charge = pick(random, [0.5, 0.16, 0.08, 0.03, 0.005]);
		},
	],
	[
		4,
		"plug the charger in",
		({ terminal, random }) => {
			terminal.battery!.model.charge = Math.max(terminal.battery!.model.charge, random.unit());
			terminal.charger(true);
		},
	],
	[
		3,
		"switch off and on",
		async ({ terminal, random, pass }) => {
			terminal.power(false);
			await pass(random.below(3_000));
			terminal.power(true);
		},
	],
	[3, "cut the power in a write", ({ terminal, random }) => terminal.cutPowerInNextFlashWrite(random.below(4))],
	[
		1,
		"cut the power in a write of the catalog",
		({ terminal, random }) =>
			terminal.catalogFlash.cutPower(random.below(8), pick(random, cutModes), () => random.unit()),
	],
	[4, "change the network", ({ terminal, random }) => void (terminal.link.mode = pick(random, linkModes))],
	[1, "silence the network", ({ terminal }) => terminal.link.goSilent()],
	[
		2,
		"disturb the printer",
		({ terminal: { printer }, random }) => {
			const kind = random.below(4);
			if (kind === 0) printer.isPowered = !printer.isPowered;
			else if (kind === 1) printer.isCoverOpen = !printer.isCoverOpen;
			else printer.loadPaper(pick(random, [0, 60, 300]));
		},
	],
	[
		3,
		"repair the printer",
		({ terminal: { printer } }) => {
			printer.isPowered = true;
			printer.isCoverOpen = false;
			printer.loadPaper(20_000);
		},
	],
	[
		1,
		"publish a catalog",
		async ({ host, random }) => void (await host.publishCatalog(catalogCsv(random.below(50)))),
	],
	[
		0.3,
		"publish a catalog in another currency",
		async ({ host, random }) => void (await host.publishCatalog(catalogCsv(random.below(50), "EUR"))),
	],
	[
		1,
		"publish firmware",
		async ({ host, terminal, random }) => {
			const version = ((await host.firmware.list())[0]?.version ?? terminal.firmware.slots.version) + 1;
			const kind = pick(random, bad);
			if (kind) terminal.firmware.bad.set(version, kind);
			await host.publishFirmware("esp32", version, espImage(version, 1_000 + random.below(20_000)));
		},
	],
	[
		0.3,
		"withdraw firmware",
		async ({ host }) => {
			const [newest] = await host.firmware.list();
			if (newest) await host.withdrawFirmware(newest.board, newest.version);
		},
	],
	[0.7, "restart the host", ({ restartHost }) => restartHost("keep")],
	[0.4, "back the host up", ({ restartHost }) => restartHost("back up")],
	[0.4, "restore the host from its backup", ({ restartHost }) => restartHost("restore")],
	[
		1,
		"skew the clock",
		({ terminal, random }) => terminal.clock.skew(pick(random, [-86_400_000, -1_000, 3_600_000, 40 * 86_400_000])),
	],
	[6, "let time pass", ({ pass, random }) => pass(pick(random, [2_000, 5_000, 20_000, 60_000, 150_000]))],
	[
		0.3,
		"corrupt the stored preferences",
		({ terminal, random }) => terminal.keyStore.write("preferences", cbor.encode([random.below(3)])),
	],
];

function tag(random: SeededRandom) {
	// The most that fits a short NDEF record.
	const text = pick(random, codes).slice(0, 200);
	return writtenTag(random.below(4), random.chance(0.1) ? undefined : random.chance(0.3) ? { uri: text } : { text });
}

const total = acts.reduce((sum, [weight]) => sum + weight, 0);

export function chooseAct(random: SeededRandom): Act {
	let at = random.unit() * total;
	return acts.find(([weight]) => (at -= weight) < 0) ?? acts[0]!;
}
