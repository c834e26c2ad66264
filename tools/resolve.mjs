// XS and browsers need "./x.js" specifiers, but the files are "./x.ts". This hook resolves them for Node.
import { registerHooks } from "node:module";

registerHooks({
	resolve(specifier, context, next) {
		if (!specifier.startsWith(".") || !specifier.endsWith(".js") || !/\.tsx?$/.test(context.parentURL ?? ""))
			return next(specifier, context);
		try {
			return next(`${specifier.slice(0, -3)}.ts`, context);
		} catch {
			return next(specifier, context);
		}
	},
});
