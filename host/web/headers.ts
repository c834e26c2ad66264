// Security headers of the dashboard and the simulator's page.
import type { FastifyHelmetOptions } from "@fastify/helmet";

export interface PagePolicy {
	/** Whether the page may contain style attributes. */
	readonly hasInlineStyles: boolean;
}

/**
 * No page may show one of ours in a frame, or load its files (Content Security Policy Level 3, section 6.4.2). Another
 * port of this machine is another program, and not to be trusted with either.
 */
export function pageHeaders({ hasInlineStyles }: PagePolicy): FastifyHelmetOptions {
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
				frameAncestors: ["'none'"],
			},
		},
		crossOriginOpenerPolicy: { policy: "same-origin" },
		crossOriginResourcePolicy: { policy: "same-origin" },
		referrerPolicy: { policy: "no-referrer" },
		xFrameOptions: { action: "deny" },
		// It would apply to every port of this name, such as the simulator's page, which has no TLS.
		strictTransportSecurity: false,
	};
}
