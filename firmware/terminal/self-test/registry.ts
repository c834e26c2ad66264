// The steps of the self-test, in their order. A part is a file and a line here.
import type { SelfTestPart } from "../../core/self-test.js";
import { BatteryStep } from "./battery.js";
import { ClockStep } from "./clock.js";
import { DisplayStep } from "./display.js";
import { FlashStep } from "./flash.js";
import { KeysStep } from "./keys.js";
import { NetworkStep } from "./network.js";
import { NfcStep } from "./nfc.js";
import { PrinterStep } from "./printer.js";
import { ScannerStep } from "./scanner.js";
import { SoundStep } from "./sound.js";
import type { Bench, Step } from "./step.js";
import { TouchStep } from "./touch.js";

interface Entry {
	readonly part: SelfTestPart;
	begin(bench: Bench): Step;
}

export const steps: readonly Entry[] = [
	{ part: "flash", begin: (bench) => new FlashStep(bench) },
	{ part: "keys", begin: (bench) => new KeysStep(bench) },
	{ part: "touch", begin: (bench) => new TouchStep(bench) },
	{ part: "display", begin: () => new DisplayStep() },
	{ part: "nfc", begin: (bench) => new NfcStep(bench) },
	{ part: "printer", begin: (bench) => new PrinterStep(bench) },
	{ part: "scanner", begin: (bench) => new ScannerStep(bench) },
	{ part: "clock", begin: (bench) => new ClockStep(bench) },
	{ part: "network", begin: (bench) => new NetworkStep(bench) },
	{ part: "sound", begin: (bench) => new SoundStep(bench) },
	{ part: "battery", begin: (bench) => new BatteryStep(bench) },
];
