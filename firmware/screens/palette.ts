// Two palettes (docs/screens.md): day, and sun for bright light. Every pair of ink and ground used for text has a
// contrast of at least 7:1 (WCAG 2.2, success criterion 1.4.6); the test computes it from these numbers.

export type Rgb = readonly [red: number, green: number, blue: number];

/** How a block looks. The names state its meaning; a palette assigns the colours. */
export type Look =
	| "ground"
	| "bar"
	| "tile"
	| "quiet"
	| "go"
	| "stop"
	| "look"
	| "off"
	| "selected"
	| "pressed"
	| "code";

export interface LookColors {
	readonly fill: Rgb;
	readonly ink: Rgb;
	/** For secondary text. */
	readonly soft: Rgb;
	/** Undefined: no border. */
	readonly border: Rgb | undefined;
}

export interface Palette {
	readonly looks: Readonly<Record<Look, LookColors>>;
	readonly go: Rgb;
	readonly stop: Rgb;
	/** Strokes are heavier in the sun. */
	readonly borderPixels: number;
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const ink: Rgb = [16, 24, 32];
const soft: Rgb = [64, 72, 80];
const surface: Rgb = [232, 240, 240];
const green: Rgb = [0, 92, 48];
const red: Rgb = [156, 0, 16];
const amber: Rgb = [255, 196, 0];

const plain = (fill: Rgb, text: Rgb, border?: Rgb): LookColors => ({ fill, ink: text, soft: text, border });

export const palettes: Readonly<Record<"day" | "sun", Palette>> = {
	day: {
		looks: {
			ground: { fill: white, ink, soft, border: undefined },
			bar: { fill: ink, ink: white, soft: [208, 216, 224], border: undefined },
			tile: { fill: surface, ink, soft: [48, 56, 64], border: undefined },
			quiet: { fill: white, ink, soft, border: [144, 152, 160] },
			go: { fill: green, ink: white, soft: white, border: undefined },
			stop: { fill: white, ink: red, soft: red, border: red },
			look: { fill: amber, ink, soft: ink, border: undefined },
			off: { fill: surface, ink: [64, 72, 80], soft: [64, 72, 80], border: undefined },
			selected: { fill: [200, 232, 212], ink, soft: [24, 40, 32], border: green },
			pressed: { fill: ink, ink: white, soft: white, border: undefined },
			code: plain(white, black),
		},
		go: green,
		stop: red,
		borderPixels: 1,
	},
	sun: {
		looks: {
			ground: plain(white, black),
			bar: plain(black, white),
			tile: plain(white, black, black),
			quiet: plain(white, black, black),
			go: plain(black, white),
			stop: plain(white, black, black),
			look: plain(black, white),
			off: plain(white, black),
			selected: plain(black, white),
			pressed: plain(black, white, white),
			code: plain(white, black),
		},
		go: black,
		stop: black,
		borderPixels: 3,
	},
};
