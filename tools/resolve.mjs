// XS and browsers need "./x.js" specifiers; the files are "./x.ts". This hook is the one place where Node learns that.
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
