// Security headers of the dashboard and the simulator's page.
import type { FastifyHelmetOptions } from "@fastify/helmet";

export interface PagePolicy {
	/** Sources that may show the page in a frame (Content Security Policy Level 3, section 6.4.2). */
	readonly frameAncestors: readonly string[];
	/** Which sites may load the page's files as part of another page. */
	readonly resourcePolicy: "same-origin" | "same-site";
	/** Whether the page may contain style attributes. */
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
		// X-Frame-Options cannot name several origins; `frame-ancestors` covers that case.
		xFrameOptions: frameAncestors.includes("'none'") ? { action: "deny" } : false,
		// Set by the TLS proxy in front of this server, if there is one.
		strictTransportSecurity: false,
	};
}
