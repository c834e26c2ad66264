// A stall in a process of its own, which sells as fast as it can until it is killed. Prints a line for each receipt
// that the screen shows as paid: its number, and the stall's time.
import { writeSync } from "node:fs";
import { english } from "../../../firmware/words/english.js";
import { Stall } from "../../../simulator/stall.js";
import { Stallholder } from "../../../simulator/terminal/stallholder.js";

const [dataDir, seed] = process.argv.slice(2);
const stall = await Stall.open({
	...{ dataDir, terminals: ["till-1"], engine: "v8", seed: Number(seed) },
	host: { httpPort: 0, logLevel: "silent" },
});
stall.pacer.speed = "pause";
const { world, originMs } = stall;
const terminal = stall.terminals.get("till-1")!;
const paid = new RegExp(`${english.receipt} 0*(\\d+)`);
let shown = 0;

function look(): void {
	if (!terminal.panel.shows(english.nextSale)) return;
	const number = Number(paid.exec(terminal.panel.readText())?.[1]);
	if (number === shown) return;
	shown = number;
	writeSync(1, `${number} ${originMs + world.nowMs}\n`);
}

// Enrolment, and the catalog.
await world.pass(10_000);
const holder = new Stallholder({ world, terminal, onStep: look });
await holder.open();
for (let sale = 0; ; sale++) {
	await holder.sell(["ESP", "CRO"].slice(sale % 2), sale % 3 === 0 ? "card" : "cash");
	look();
}
