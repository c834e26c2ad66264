// The pricing rules that a merchant keeps on this host, as in a file of rules (docs/pricing.md): a draft that operators
// edit, the rules that go with each catalog, and those that are to take their place at a time.
import type { Digest } from "../../firmware/core/ports.js";
import { toHex } from "../../firmware/core/bytes.js";
import { limits } from "../../firmware/core/limits.js";
import { toUtf8 } from "../../firmware/core/utf8.js";
import { HostFault } from "../faults.js";
import { hostLimits } from "../limits.js";
import type { SettingStore } from "../store/store.js";
import { compilePricing, type PricingFile, readPricing } from "./pricing-file.js";

/** A rule with the keys of a file of rules. */
export type RuleText = Readonly<Record<string, unknown>>;

/** A file of rules, parsed. */
export interface RulesText {
	readonly flags: readonly string[];
	readonly rules: readonly RuleText[];
	/** Of coupons, with the keys of a file of rules; they are edited only in a file. */
	readonly campaigns?: readonly RuleText[];
	/** Gift vouchers are sold and taken. */
	readonly giftVouchers?: boolean;
}

export interface PlannedRules {
	readonly atMs: number;
	/** The draft's revision that is published. */
	readonly revision: number;
	readonly text: RulesText;
}

/** The last publication of rules. */
export interface PublishedRules {
	/** Of the catalog; 0 where there was none yet, so that they go with the first. */
	readonly version: number;
	readonly atMs: number;
	/** When it was to be, where a time was set. */
	readonly plannedMs: number | null;
	readonly revision: number;
}

/** A publication that came to nothing. */
export interface FailedRules {
	readonly atMs: number;
	readonly problem: string;
}

export interface RulesState {
	/** Counts the changes of the draft. */
	readonly revision: number;
	readonly draft: RulesText;
	readonly inEffect: RulesText;
	/** SHA-256 of the file that was imported last, in hexadecimal; empty for none. */
	readonly imported: string;
	/** The draft's revision when it was imported. */
	readonly importedRevision: number;
	readonly planned?: PlannedRules | undefined;
	readonly published?: PublishedRules | undefined;
	readonly failed?: FailedRules | undefined;
}

export interface RulesOptions {
	readonly store: { readonly settings: Pick<SettingStore, "get" | "set"> };
	readonly digest: Digest;
	readonly settings: { readonly zone: string };
}

const key = "rules";
const nothing: RulesText = { flags: [], rules: [] };
const unused: RulesState = { revision: 0, draft: nothing, inEffect: nothing, imported: "", importedRevision: 0 };

export class Rules {
	readonly #options: RulesOptions;
	/** Changes are made one after another. */
	#last: Promise<unknown> = Promise.resolve();

	constructor(options: RulesOptions) {
		this.#options = options;
	}

	async state(): Promise<RulesState> {
		const text = await this.#options.store.settings.get(key);
		return text === undefined ? unused : (JSON.parse(text) as RulesState);
	}

	/** Changes the state as `next` says, after every change before. Rejects with what `next` throws. */
	change(next: (state: RulesState) => RulesState): Promise<RulesState> {
		const work = async (): Promise<RulesState> => {
			const state = next(await this.state());
			await this.#options.store.settings.set(key, JSON.stringify(state));
			return state;
		};
		const done = this.#last.then(work, work);
		this.#last = done.catch(() => undefined);
		return done;
	}

	/**
	 * Changes the draft. `revision`: the one that the operator saw. Rejects with HostFault RULES_CHANGED where it is
	 * another by now, or PRICING_INVALID where the draft would be too large.
	 */
	changeDraft(revision: number, next: (draft: RulesText) => RulesText): Promise<RulesState> {
		return this.change((state) => {
			if (state.revision !== revision) throw new HostFault("RULES_CHANGED", `revision ${state.revision}`);
			const draft = next(state.draft);
			if (draft.rules.length > limits.catalogRulesMax)
				throw new HostFault("PRICING_INVALID", `at most ${limits.catalogRulesMax} rules are allowed`);
			if (JSON.stringify(draft).length > hostLimits.pricingFileBytesMax)
				throw new HostFault(
					"PRICING_INVALID",
					`the rules have more than ${hostLimits.pricingFileBytesMax} bytes`,
				);
			return { ...state, revision: revision + 1, draft };
		});
	}

	/** Throws HostFault PRICING_INVALID. */
	compile(text: RulesText): PricingFile {
		return compilePricing(text, this.#options.settings.zone);
	}

	/** The rules that go with each catalog. */
	async inEffect(): Promise<PricingFile> {
		return this.compile((await this.state()).inEffect);
	}

	/**
	 * Takes a file of rules over, as `tillmark host --pricing` names it: its rules go with the next catalog. The same
	 * file changes nothing again. Rejects with HostFault PRICING_INVALID, or RULES_EDITED where it is another file and
	 * the rules were edited here since the last import.
	 */
	async importFile(file: string): Promise<void> {
		const { digest, settings } = this.#options;
		readPricing(file, settings.zone);
		const imported = toHex(digest.sha256(toUtf8(file)));
		const { flags = [], rules = [], campaigns, giftVouchers } = JSON.parse(file) as Partial<RulesText>;
		const before = await this.state();
		if (before.imported === imported) return;
		await this.change((state) => {
			if (state.revision !== state.importedRevision) throw new HostFault("RULES_EDITED");
			const revision = state.revision + 1;
			const text = { flags, rules, ...(campaigns && { campaigns }), ...(giftVouchers && { giftVouchers }) };
			return { revision, draft: text, inEffect: text, imported, importedRevision: revision };
		});
	}
}
