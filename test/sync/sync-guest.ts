// Runs inside XS: sync on a real journal, with connection and clock driven by the test, so that each step can be
// measured alone.
import { Journal } from "../../firmware/journal/journal.js";
import type { Credentials } from "../../firmware/sync/credentials.js";
import { Sync } from "../../firmware/sync/sync.js";
import { CborCodec } from "../../firmware/wire/cbor.js";
import { guestPorts } from "../../simulator/engine/xs/guest-ports.js";
import { HandClock, ScriptedTcp } from "./scripted-tcp.js";

const { digest, ed25519, journalFlash } = guestPorts;
const timers = new HandClock();
const tcp = new ScriptedTcp();
const values = new Map<string, Uint8Array>();
const state: { journal?: Journal; sync?: Sync; time?: number[]; answer?: string; rejected: string[] } = {
	rejected: [],
};

/** Bytes from the host arrive as ArrayBuffers. */
export function open(seedBytes: ArrayBuffer, hostKeyBytes: ArrayBuffer): void {
	const seed = new Uint8Array(seedBytes);
	const hostKey = new Uint8Array(hostKeyBytes);
	const signer = { publicKey: ed25519.publicKey(seed), sign: (message: Uint8Array) => ed25519.sign(message, seed) };
	const credentials: Credentials = {
		merchant: "bakery",
		terminal: "stall-1",
		epoch: 1,
		previousEpoch: 0,
		previousSequence: 0,
		previousHead: new Uint8Array(32),
		numbers: [],
		shift: 0,
		topicRoot: "t/1/1",
		password: "00".repeat(24),
		hostKey,
		host: "host.example",
		port: 1883,
		seed,
	};
	state.journal = new Journal({ flash: journalFlash, digest, signer, identity: credentials });
	state.sync = new Sync({
		credentials,
		journal: state.journal,
		signer,
		catalog: {
			version: 0,
			waitingVersion: 0,
			openWaiting: () => undefined,
			isNews: () => false,
			begin: () => 0,
			write: () => undefined,
			apply: () => undefined,
			commit: () => undefined,
		},
		ports: {
			network: tcp.source,
			timers,
			random: { fill: (bytes) => void bytes.fill(1) },
			digest,
			ed25519,
			keyStore: {
				read: (key) => values.get(key),
				write: (key, value) => void values.set(key, value),
				delete: (key) => void values.delete(key),
			},
			trace: (line) => void state.rejected.push(line),
		},
		cbor: new CborCodec(),
		listener: {
			terminalReport: () => ({ batteryPercent: -1, paper: 0, wearPercent: 0, freeSales: 0, bootCount: 1 }),
			linkChanged: () => undefined,
			quarantined: () => undefined,
			mayApply: () => true,
			catalogApplied: () => undefined,
			timeReceived: (wallMs, uncertaintyMs) => void (state.time = [wallMs, uncertaintyMs]),
			rightsReceived: () => undefined,
			flagsReceived: () => undefined,
			paymentAnswered: ({ reference }) => void (state.answer = reference),
		},
	});
}

export function append(count: number, bytes: number): void {
	for (let i = 0; i < count; i++) {
		const payload = new Uint8Array(bytes);
		for (let k = 0; k < bytes; k++) payload[k] = k + i;
		state.journal!.append(payload);
	}
	state.sync!.notify();
}

export function pass(ms: number): void {
	timers.pass(ms);
}

export function writable(): void {
	tcp.writable();
}

/** Signatures in it are verified in steps, with a timer between them. */
export function deliver(bytes: ArrayBuffer): void {
	tcp.deliver(new Uint8Array(bytes));
	timers.pass(0);
}

/** Bytes written since the last call. */
export function written(): Uint8Array {
	const bytes = tcp.written;
	tcp.written = new Uint8Array(0);
	return bytes;
}

export function queued(): number {
	return state.sync!.status().queued;
}

/** The host's time with its uncertainty, the host's capability codes, and the reference of the last payment. */
export function hostAnswer(): string {
	const { features = [] } = state.sync!.hostCapabilities ?? {};
	return [state.time?.join(" ") ?? "", features.join(" "), state.answer ?? ""].join(", ");
}

export function traces(): string {
	return state.rejected.join("\n");
}
