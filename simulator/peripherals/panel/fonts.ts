// The firmware's four fonts, from the files named in the boards' manifest.
import { BitmapFont } from "./bitmap-font.js";

const folder = new URL("../../../manifests/fonts/", import.meta.url);

export interface PanelFonts {
	readonly small: BitmapFont;
	readonly body: BitmapFont;
	readonly large: BitmapFont;
	readonly amount: BitmapFont;
}

let loaded: PanelFonts | undefined;

/** The fonts are read once and shared by all panels. */
export function panelFonts(): PanelFonts {
	loaded ??= {
		small: new BitmapFont(folder, "tillmark-16"),
		body: new BitmapFont(folder, "tillmark-20"),
		large: new BitmapFont(folder, "tillmark-28"),
		amount: new BitmapFont(folder, "tillmark-44"),
	};
	return loaded;
}
