// What operators, or a program with their token, report to terminals for a limited time, such as rain. Pricing rules
// may depend on it.
import { limits } from "../../firmware/core/limits.js";
import type { Signer } from "../../firmware/core/ports.js";
import type { CborCodec } from "../../firmware/wire/cbor.js";
import { type SetFlag, sealFlags } from "../../firmware/wire/flags.js";
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { SettingStore } from "../store/store.js";

/** A flag that is set at one stall, or at all. */
export interface StoredFlag {
	readonly flag: string;
	/** Empty for all stalls. */
	readonly terminal: string;
	readonly untilMs: number;
}

export interface FlagsState {
	/** 0 before the first flag. */
	readonly version: number;
	readonly issuedMs: number;
	readonly set: readonly StoredFlag[];
}

export interface FlagsOptions {
	readonly store: { readonly settings: Pick<SettingStore, "get" | "set"> };
	readonly cbor: CborCodec;
	readonly signer: Signer;
	readonly clock: Clock;
	readonly merchant: string;
}

const key = "flags";
const unused: FlagsState = { version: 0, issuedMs: 0, set: [] };

export class Flags {
	readonly #options: FlagsOptions;
	/** Changes are made one after another. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(options: FlagsOptions) {
		this.#options = options;
	}

	/** Without the flags whose time is over. */
	async state(): Promise<FlagsState> {
		const text = await this.#options.store.settings.get(key);
		const state = text === undefined ? unused : (JSON.parse(text) as FlagsState);
		const nowMs = this.#options.clock.now();
		return { ...state, set: state.set.filter(({ untilMs }) => untilMs > nowMs) };
	}

	/**
	 * Sets a flag in place of the same one at the same stalls, or unsets it. Rejects with HostFault FLAG_INVALID for a
	 * time that is over or too far ahead, and where too many are set.
	 */
	change(flag: string, terminal: string, untilMs: number | undefined): Promise<FlagsState> {
		const work = async (): Promise<FlagsState> => {
			const { store, clock } = this.#options;
			const issuedMs = clock.now();
			const before = await this.state();
			if (untilMs !== undefined && (untilMs <= issuedMs || untilMs > issuedMs + hostLimits.flagMsMax))
				throw new HostFault("FLAG_INVALID", "it ends in the past, or more than a week ahead");
			const others = before.set.filter((each) => each.flag !== flag || each.terminal !== terminal);
			const set = untilMs === undefined ? others : [...others, { flag, terminal, untilMs }];
			if (set.length > hostLimits.flagsSetMax) throw new HostFault("FLAG_INVALID", "too many flags are set");
			const stalls = new Set(set.map((each) => each.terminal));
			for (const stall of stalls)
				if (flagsOf(set, stall).length > limits.flagsSetMax)
					throw new HostFault("FLAG_INVALID", `a stall has at most ${limits.flagsSetMax} flags at a time`);
			// A host restored from a backup must not fall behind what its terminals have.
			const state = { version: Math.max(before.version + 1, issuedMs), issuedMs, set };
			await store.settings.set(key, JSON.stringify(state));
			return state;
		};
		const done = this.#last.then(work, work);
		this.#last = done.catch(() => undefined);
		return done;
	}

	/** The signed report for a terminal; none before the first flag. */
	async messages(terminal: string): Promise<Uint8Array[]> {
		const { cbor, signer, merchant } = this.#options;
		const { version, issuedMs, set } = await this.state();
		if (version === 0) return [];
		return [sealFlags(cbor, signer, { merchant, terminal, version, issuedMs, flags: flagsOf(set, terminal) })];
	}
}

/** A stall's own flags and those of all stalls; of the same flag the one that lasts longest. */
function flagsOf(set: readonly StoredFlag[], terminal: string): SetFlag[] {
	const until = new Map<string, number>();
	for (const each of set)
		if (each.terminal === "" || each.terminal === terminal)
			until.set(each.flag, Math.max(until.get(each.flag) ?? 0, each.untilMs));
	return [...until].map(([name, untilMs]) => ({ name, untilMs }));
}
