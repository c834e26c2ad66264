// The keys below the screen, row by row, in the order of those on the screen: from the top, as on telephones and card
// terminals (ITU-T E.161).
import type { KeypadKey } from "../protocol.js";

export interface KeyFace {
	readonly key: KeypadKey;
	readonly face: string;
	/** For screen readers, where the face is a sign. */
	readonly name?: string;
}

export const keyFaces: readonly KeyFace[] = [
	{ key: "1", face: "1" },
	{ key: "2", face: "2" },
	{ key: "3", face: "3" },
	{ key: "delete", face: "←", name: "delete" },
	{ key: "4", face: "4" },
	{ key: "5", face: "5" },
	{ key: "6", face: "6" },
	{ key: "clear", face: "C", name: "clear" },
	{ key: "7", face: "7" },
	{ key: "8", face: "8" },
	{ key: "9", face: "9" },
	{ key: "enter", face: "OK", name: "enter" },
	{ key: "00", face: "00" },
	{ key: "0", face: "0" },
];
