import tillmark from "./tools/check/eslint-plugin.mjs";
import tseslint from "typescript-eslint";

export default tseslint.config(
	{ ignores: ["node_modules", ".cache", "simulator/peripherals/assembly/**", "firmware/typings/**", "docs/**"] },
	...tseslint.configs.recommended,
	{
		files: ["**/*.{ts,tsx,js,mjs,cjs}"],
		plugins: { tillmark },
		rules: {
			"tillmark/function-lines": "error",
			"max-len": ["error", { code: 120, tabWidth: 4 }],
		},
	},
	{
		files: ["**/*.ts", "**/*.tsx"],
		rules: {
			"@typescript-eslint/no-non-null-assertion": "off",
			"@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
			"no-var": "error",
			"prefer-const": "error",
			eqeqeq: "error",
			// One rule for what a class keeps to itself: fields are #private; methods are `private`, because XS gives
			// every instance a slot for each #private method.
			"no-restricted-syntax": [
				"error",
				{
					selector: "MethodDefinition > PrivateIdentifier.key",
					message: "Methods are `private`, not #private.",
				},
				{ selector: "PropertyDefinition[accessibility='private']", message: "Fields are #private." },
			],
		},
	},
	{
		// Logic sees clock, randomness and timers through ports only (invariant 10).
		files: ["firmware/**/*.ts"],
		ignores: ["firmware/device/**", "firmware/typings/**"],
		rules: {
			"no-restricted-globals": [
				"error",
				"setTimeout",
				"setInterval",
				"setImmediate",
				"process",
				"Buffer",
				"performance",
				"Promise",
			],
			"no-restricted-properties": [
				"error",
				{ object: "Math", property: "random" },
				{ object: "Date", property: "now" },
			],
		},
	},
);
