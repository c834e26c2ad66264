// The tags that the page can hold to a terminal's reader, written as a phone or a label printer would. A tag has the
// same UID each time.
import type { NtagModel } from "../peripherals/pn532/ntag.js";
import { type TagPad, writtenTag } from "../peripherals/pn532/tag-pad.js";
import { type TagName, tagNames } from "./protocol.js";

export interface TagContents {
	/** The code of the item at this position of the catalog; undefined when there is no such item. */
	itemCode(position: number): string | undefined;
	/** Issues a new enrolment code for this terminal. */
	enrolmentCode(): Promise<string>;
}

export class TagSet {
	readonly #pad: TagPad | undefined;
	readonly #contents: TagContents;

	constructor(pad: TagPad | undefined, contents: TagContents) {
		this.#pad = pad;
		this.#contents = contents;
	}

	/** Names of the tags held to the reader. */
	get held(): readonly TagName[] {
		const held = this.#pad?.held ?? [];
		return tagNames.filter((name) => held.some((each) => each === name || each.startsWith(`${name} `)));
	}

	/** Fulfilled when it lies on the reader. */
	async hold(name: TagName): Promise<void> {
		switch (name) {
			case "first":
				return this.#pad?.hold(name, this.itemTag(0));
			case "second":
				return this.#pad?.hold(name, this.itemTag(1));
			case "enrolment":
				return this.#pad?.hold(
					name,
					writtenTag(tagNames.indexOf(name), { text: await this.#contents.enrolmentCode() }),
				);
			case "unknown":
				return this.#pad?.hold(name, writtenTag(tagNames.indexOf(name), { text: "nobody-knows-this" }));
			case "two":
				for (const position of [2, 3]) this.#pad?.hold(`${name} ${position}`, this.itemTag(position));
		}
	}

	takeAway(name: TagName): void {
		for (const each of this.#pad?.held ?? [])
			if (each === name || each.startsWith(`${name} `)) this.#pad?.takeAway(each);
	}

	private itemTag(position: number): NtagModel {
		const code = this.#contents.itemCode(position);
		return writtenTag(0x100 + position, code === undefined ? undefined : { text: code });
	}
}
