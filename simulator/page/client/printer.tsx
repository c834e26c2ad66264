// The printer: paper comes out at the real speed, and can be torn off and saved as a PNG.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Connection } from "./connection.js";
import { PaperStrip } from "./paper-strip.js";
import { KeyCap } from "./parts.js";

export interface PrinterOptions {
	readonly connection: Connection;
	readonly terminal: string;
}

export function Printer({ connection, terminal }: PrinterOptions) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [strip, setStrip] = useState({ rows: 0, width: 384, text: "", torn: [] as readonly number[] });
	const [leaving, setLeaving] = useState<string | undefined>();
	useEffect(() => {
		const element = canvas.current;
		if (!element) return undefined;
		const paperStrip = new PaperStrip(element);
		return connection.onPaper((paper) => {
			paperStrip.add(paper);
			setStrip({ rows: paper.from + paper.rows, width: paper.width, text: paper.text, torn: paper.torn });
		});
	}, [terminal]);
	const tear = (): void => {
		const element = canvas.current;
		if (!element || strip.rows === 0) return;
		setLeaving(element.toDataURL());
		setTimeout(() => setLeaving(undefined), 700);
		connection.act({ kind: "tear" });
	};
	const state = printerState(connection.terminal);
	const last = strip.torn.at(-1);
	return (
		<section class="panel printer" aria-label="Printer">
			<div class="paper-way" tabIndex={0} role="group" aria-label="Paper that hangs out">
				<div class="paper">
					<div class="paper-rows" style={{ aspectRatio: `${strip.width} / ${Math.max(1, strip.rows)}` }}>
						<canvas ref={canvas} width={384} height={1} role="img" aria-label="Paper in the printer" />
					</div>
				</div>
				{leaving ? <img class="paper-leaving" src={leaving} alt="" /> : null}
				{strip.rows === 0 && !leaving ? (
					<p class="hint">
						{last === undefined
							? "Receipts come out here when a sale is paid."
							: "Torn off. The next receipt comes out here."}
					</p>
				) : null}
			</div>
			<pre class="unseen" data-testid="paper-text">
				{strip.text}
			</pre>
			<div class={`printer-body ${connection.terminal?.isCoverOpen ? "open" : ""}`}>
				<div class="slot" />
				<div class="printer-row">
					<span class={`lamp ${state === "ready" ? "good" : "bad"}`}>
						<span aria-hidden="true">{state === "ready" ? "●" : "▲"}</span> {state}
					</span>
					{last === undefined ? null : (
						<a
							class="saved"
							href={`/paper/${encodeURIComponent(terminal)}/${last}.png`}
							download={`receipt-${last}.png`}
						>
							save last as PNG
						</a>
					)}
					<button type="button" class="button small" onClick={tear} aria-disabled={strip.rows === 0}>
						Tear off <KeyCap name="t" />
					</button>
				</div>
			</div>
		</section>
	);
}

function printerState(terminal: Connection["terminal"]): string {
	if (terminal?.isCoverOpen) return "cover open";
	if (terminal?.isPaperOut) return "out of paper";
	return terminal?.isOn ? "ready" : "no power";
}
