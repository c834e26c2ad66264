// Watches when the certificates of broker and dashboard expire: a metric, an alarm in time, and bad health once nobody
// can connect.
import type { Clock } from "../clock.js";
import { HostFault } from "../faults.js";
import type { Guard } from "../guard.js";
import { hostLimits } from "../limits.js";
import type { Refuse } from "../log.js";
import type { Metrics } from "../metrics.js";
import type { Store } from "../store/store.js";

export interface TlsExpiryOptions {
	readonly store: Pick<Store, "notices">;
	readonly clock: Clock;
	readonly refuse: Refuse;
	readonly guard: Guard;
	readonly metrics: Metrics;
	/** The first of the certificates that will expire; undefined without TLS. */
	readonly expiry: { readonly name: string; readonly atMs: number } | undefined;
}

export class TlsExpiry {
	readonly #options: TlsExpiryOptions;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: TlsExpiryOptions) {
		this.#options = options;
	}

	/** Raises or clears the alarm now, and from then on every `tlsReviewMs`. */
	async open(): Promise<void> {
		const { expiry, metrics, guard } = this.#options;
		if (expiry) {
			metrics.tlsExpiry(expiry.atMs);
			const review = guard.handler("tls expiry", () => this.review());
			this.#timer = setInterval(review, hostLimits.tlsReviewMs).unref();
		}
		await guard.settle("tls expiry", () => this.review());
	}

	/** The fault once a certificate has expired. */
	get trouble(): HostFault | undefined {
		const { expiry, clock } = this.#options;
		return expiry && clock.now() >= expiry.atMs ? new HostFault("TLS_EXPIRED", this.detail) : undefined;
	}

	/** Idempotent. */
	close(): void {
		clearInterval(this.#timer);
	}

	private async review(): Promise<void> {
		const { store, clock, refuse, expiry } = this.#options;
		const nowMs = clock.now();
		const isDue = expiry !== undefined && nowMs >= expiry.atMs - hostLimits.tlsWarningMs;
		if (isDue) refuse(this.trouble?.code ?? "TLS_EXPIRES", { detail: this.detail });
		const details = isDue ? [this.detail] : [];
		const held = await store.notices.details("TLS_EXPIRES", "");
		// A start beside a program that holds the write lock shall not wait for nothing.
		if (held.join() !== details.join()) await store.notices.holdExactly("TLS_EXPIRES", "", details, nowMs);
	}

	private get detail(): string {
		const { expiry } = this.#options;
		return expiry ? `${expiry.name}, ${new Date(expiry.atMs).toISOString().slice(0, 16)}` : "";
	}
}
