import WiFi from "embedded:network/interface/wifi";
import SNTP from "sntp";
import { fromUtf8, toUtf8 } from "../../core/utf8.js";
import type { WifiCode } from "../wifi-code.js";
import {
	ClockQuality,
	type KeyStore,
	type NetworkAccess,
	type Timer,
	type Timers,
	type Trace,
} from "../../core/ports.js";
import type { BoardClock } from "../board-clock.js";

// Joins the access point whose name and passphrase are in the key store, and retries without end, because a stall's
// router is often switched off. Once it has an address it requests the time, and again every six hours.

const retryMs = [2_000, 5_000, 15_000, 60_000] as const;
/** A join without a result after this time is retried. */
const joinTimeoutMs = 30_000;
const clockIntervalMs = 6 * 3_600_000;
const clockRetryMs = 60_000;

/** Connection states of ECMA-419's network interface: 400 is joined, 500 has an address. */
const state = { joined: 400, addressed: 500 } as const;

export interface BoardWifiOptions {
	readonly keyStore: KeyStore;
	readonly timers: Timers;
	readonly wallClock: BoardClock;
	readonly timeServer: string;
	readonly trace: Trace;
}

const wifiKeys = { name: "wifi.name", passphrase: "wifi.pass" } as const;

export class BoardWifi implements NetworkAccess {
	#options: BoardWifiOptions;
	#wifi: WiFi | undefined;
	#timer: Timer | undefined;
	#clockTimer: Timer | undefined;
	#sntp: SNTP | undefined;
	#attempt = 0;
	#hasAddress = false;

	constructor(options: BoardWifiOptions) {
		this.#options = options;
		this.connect();
	}

	get hasAddress(): boolean {
		return this.#hasAddress;
	}

	/** Stores the network and joins it now. */
	join(code: WifiCode): void {
		this.#options.keyStore.write(wifiKeys.name, toUtf8(code.name));
		this.#options.keyStore.write(wifiKeys.passphrase, toUtf8(code.passphrase));
		this.#attempt = 0;
		this.connect();
	}

	close(): void {
		this.#timer?.cancel();
		this.#clockTimer?.cancel();
		this.#sntp?.close();
		this.#wifi?.close();
		this.#wifi = undefined;
	}

	private connect(): void {
		this.#timer?.cancel();
		this.#wifi?.close();
		this.#wifi = undefined;
		const name = this.text(wifiKeys.name);
		if (!name) return;
		const passphrase = this.text(wifiKeys.passphrase);
		this.#timer = this.#options.timers.start(joinTimeoutMs, () => this.again("no answer"));
		try {
			const wifi = new WiFi({ onChanged: () => this.changed() });
			this.#wifi = wifi;
			wifi.connect(passphrase ? { SSID: name, password: passphrase, secure: true } : { SSID: name });
		} catch (error) {
			this.again(String(error));
		}
	}

	private changed(): void {
		const connection = this.#wifi?.connection ?? 0;
		if (connection >= state.addressed) {
			this.#timer?.cancel();
			this.#attempt = 0;
			if (!this.#hasAddress) this.askTime();
			this.#hasAddress = true;
		} else if (connection < state.joined && this.#hasAddress) {
			this.#hasAddress = false;
			this.again("lost");
		}
	}

	private again(reason: string): void {
		this.#hasAddress = false;
		const delayMs = retryMs[Math.min(this.#attempt++, retryMs.length - 1)]!;
		this.#options.trace(`wifi: ${reason}, again in ${delayMs} ms`);
		this.#timer?.cancel();
		this.#timer = this.#options.timers.start(delayMs, () => this.connect());
	}

	private askTime(): void {
		this.#clockTimer?.cancel();
		this.#sntp?.close();
		let nextMs = clockRetryMs;
		this.#sntp = new SNTP({ host: this.#options.timeServer }, (message, value) => {
			if (message === SNTP.retry) return;
			this.#sntp = undefined;
			// Its answers are not signed: one that cannot be right is no answer.
			if (message === SNTP.time && typeof value === "number" && this.#options.wallClock.accepts(value * 1_000)) {
				this.#options.wallClock.set(value * 1_000, ClockQuality.network);
				nextMs = clockIntervalMs;
			}
			this.#clockTimer?.cancel();
			this.#clockTimer = this.#options.timers.start(nextMs, () => {
				if (this.#hasAddress) this.askTime();
			});
		});
	}

	private text(key: string): string | undefined {
		const bytes = this.#options.keyStore.read(key);
		return bytes && fromUtf8(bytes);
	}
}
