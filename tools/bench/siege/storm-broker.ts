// A broker for the storm, in its own process: Tillmark's host in front of its store, or aedes alone. Sends its port.
import { createServer, type AddressInfo } from "node:net";
import { Aedes } from "aedes";
import { topicRoot } from "../../../firmware/wire/topics.js";
import { Host } from "../../../host/compose/single.js";
import { hashPassword } from "../../../host/crypto.js";
import { stormName, stormPassword } from "./storm-names.js";

async function openHost(dataDir: string, terminals: number): Promise<number> {
	const host = await Host.open({ dataDir, mqttPort: 0, logLevel: "error", logStream: process.stderr });
	const passwordHash = hashPassword(stormPassword);
	await Promise.all(
		Array.from({ length: terminals }, async (_, i) => {
			const terminal = stormName(i);
			const chain = { epoch: 1, publicKey: new Uint8Array(32), head: new Uint8Array(32) };
			const grant = { terminal, name: terminal, ...chain, passwordHash, codeId: undefined, atMs: 1 };
			const root = await host.store.terminals.grant(grant);
			if (root !== topicRoot(i + 1)) throw new Error(`${terminal} has ${root}`);
		}),
	);
	return host.mqttPort;
}

async function openAedes(): Promise<number> {
	const aedes = await Aedes.createBroker();
	const server = createServer({ noDelay: true }, (socket) => void aedes.handle(socket));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	return (server.address() as AddressInfo).port;
}

const [, , dataDir, terminals] = process.argv;
process.on("disconnect", () => process.exit());
process.send?.(dataDir ? await openHost(dataDir, Number(terminals)) : await openAedes());
