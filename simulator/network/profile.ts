// The properties of a link: latency, bandwidth and fault probabilities. Probabilities are per packet and direction.

export type LinkMode = "on" | "slow" | "lossy" | "captive" | "off";

export interface LinkFaults {
	/** A packet is lost. */
	readonly drop: number;
	/** A PUBACK or a signed ack from the host is lost. */
	readonly loseAck: number;
	/** A PUBLISH arrives twice. */
	readonly duplicate: number;
	/** A PUBLISH arrives late: after later packets, or in a later connection. */
	readonly delay: number;
	readonly delayMsMax: number;
	/** The connection breaks within the packet, at a random byte. */
	readonly cut: number;
	/** From this packet on nothing passes in either direction, and neither side is notified. */
	readonly halfOpen: number;
	/** An attempt to connect fails. */
	readonly refuse: number;
}

export interface LinkProfile {
	/** One way. */
	readonly latencyMs: number;
	/** The highest random addition to the latency. */
	readonly jitterMs: number;
	readonly bytesPerSecond: number;
	readonly faults: LinkFaults;
}

export const noFaults: LinkFaults = {
	drop: 0,
	loseAck: 0,
	duplicate: 0,
	delay: 0,
	delayMsMax: 0,
	cut: 0,
	halfOpen: 0,
	refuse: 0,
};

/** A bad network: some percent of the packets meet a fault. */
const lossyFaults: LinkFaults = {
	drop: 0.02,
	loseAck: 0.03,
	duplicate: 0.05,
	delay: 0.05,
	delayMsMax: 20_000,
	cut: 0.03,
	halfOpen: 0.01,
	refuse: 0.1,
};

export const profiles: Readonly<Record<Exclude<LinkMode, "off">, LinkProfile>> = {
	on: { latencyMs: 15, jitterMs: 10, bytesPerSecond: 250_000, faults: noFaults },
	slow: { latencyMs: 700, jitterMs: 600, bytesPerSecond: 1_500, faults: noFaults },
	lossy: { latencyMs: 60, jitterMs: 200, bytesPerSecond: 20_000, faults: lossyFaults },
	captive: { latencyMs: 15, jitterMs: 10, bytesPerSecond: 250_000, faults: noFaults },
};
