// The tag reader: a press holds a tag to it, another press removes the tag.
import type { TagName, TerminalAction } from "../protocol.js";
import { tagKeys } from "./keys.js";
import { KeyCap } from "./parts.js";

export interface TapAreaOptions {
	/** Items of the catalog; the first two have tags. */
	readonly barcodes: ReadonlyArray<{ readonly code: string; readonly name: string }>;
	readonly held: readonly TagName[];
	readonly act: (action: TerminalAction) => void;
}

export function TapArea({ barcodes, held, act }: TapAreaOptions) {
	const itemNames: Partial<Record<TagName, string | undefined>> = {
		first: barcodes[0]?.name,
		second: barcodes[1]?.name,
	};
	return (
		<div class="tap-area" role="group" aria-label="Tags to hold to the terminal">
			<span class="caption" aria-hidden="true">
				hold a tag here
			</span>
			{tagKeys.map(({ value, name, keyName }) => {
				const isHeld = held.includes(value);
				const face = itemNames[value] ?? name;
				return (
					<button
						key={value}
						type="button"
						class="tag"
						aria-pressed={isHeld}
						title={isHeld ? `take away: ${face}` : `hold to the terminal: ${face}`}
						onClick={() => act({ kind: "tag", tag: value, held: !isHeld })}
					>
						<span class="unseen">tag </span>
						{face} <KeyCap name={keyName} />
					</button>
				);
			})}
		</div>
	);
}
