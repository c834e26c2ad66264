// Security headers of the pages that this program serves: the dashboard and the simulator's page.
import type { FastifyHelmetOptions } from "@fastify/helmet";

export interface PagePolicy {
	/** Sources that may show the page in a frame (Content Security Policy Level 3, section 6.4.2). */
	readonly frameAncestors: readonly string[];
	/** Who may load the page's files as a part of another page. */
	readonly resourcePolicy: "same-origin" | "same-site";
	/** Whether scripts of the page may write style attributes into its markup. */
	readonly hasInlineStyles: boolean;
}

export function pageHeaders({ frameAncestors, resourcePolicy, hasInlineStyles }: PagePolicy): FastifyHelmetOptions {
	return {
		contentSecurityPolicy: {
			useDefaults: false,
			directives: {
				defaultSrc: ["'self'"],
				scriptSrcAttr: ["'none'"],
				styleSrc: ["'self'", ...(hasInlineStyles ? ["'unsafe-inline'"] : [])],
				imgSrc: ["'self'", "data:"],
				objectSrc: ["'none'"],
				baseUri: ["'none'"],
				formAction: ["'self'"],
				frameAncestors: [...frameAncestors],
			},
		},
		crossOriginOpenerPolicy: { policy: "same-origin" },
		crossOriginResourcePolicy: { policy: resourcePolicy },
		referrerPolicy: { policy: "no-referrer" },
		// `frame-ancestors` says the same and can name more than one origin.
		xFrameOptions: frameAncestors.includes("'none'") ? { action: "deny" } : false,
		// Whoever puts TLS in front of this server decides whether its name is to be reached by TLS alone.
		strictTransportSecurity: false,
	};
}
