// Turns private names into ordinary properties for XS: `this.#shift` becomes `this.$shift`. On XS every method holds a
// slot for each private name that it uses, and every instance a slot for each class that has some. TypeScript has
// enforced privacy before. The simulator's engine and the SDK's build of a board share this.

/** A field without a value, which begins its line. */
const emptyField = /(?<=^[ \t]*)#[A-Za-z]\w*[ \t]*;/gm;
/** A member access, or a field that begins its line. */
const privateName = /(\.|^[ \t]*(?:static )?)#(?=[A-Za-z])/gm;

/**
 * `script` is JavaScript whose class fields begin their lines, as Oxfmt and esbuild write them. Fields without a
 * value become spaces, since the first assignment makes the property. Lines and columns stay the same.
 */
export function withoutPrivateNames(script: string): string {
	return script.replace(emptyField, (field) => " ".repeat(field.length)).replace(privateName, "$1$$");
}
