// Texts for people: names of items and categories, header lines, names of taxes and promotions.

/** Marks and overrides of the writing direction, which could show a name or an amount in another order than it has. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/;
/** What leaves no ink: blanks, marks, controls, and characters that are ignored where no font has them. */
const invisible = /[\p{White_Space}\p{M}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Why a text is no label, as part of a sentence; undefined if it is one. */
export function labelProblem(text: string): string | undefined {
	if (text.trim() === "") return "it is blank";
	if (/[\n-\r\u0085\u2028\u2029]/.test(text)) return "it has a line break";
	if (/\p{Cc}/u.test(text)) return "it has a control character";
	if (/[\ufffd\p{Cs}]/u.test(text)) return "it has a damaged character";
	if (direction.test(text)) return "it changes the direction of writing";
	if (text.replace(invisible, "") === "") return "nothing of it can be seen";
	return undefined;
}
