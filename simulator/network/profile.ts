// What a line is like: how long it takes, how much it carries, how often it fails. Probabilities are for one packet in
// one direction.

export type LinkMode = "on" | "slow" | "lossy" | "captive" | "off";

export interface LinkFaults {
	/** A packet vanishes. */
	readonly drop: number;
	/** A PUBACK or a signed ack on its way down vanishes. */
	readonly loseAck: number;
	/** A PUBLISH arrives twice. */
	readonly duplicate: number;
	/** A PUBLISH comes late: behind later packets, or in a later connection. */
	readonly delay: number;
	readonly delayMsMax: number;
	/** The connection breaks somewhere within the packet, at any byte. */
	readonly cut: number;
	/** From this packet on neither side hears the other, and neither is told. */
	readonly halfOpen: number;
	/** An attempt to connect fails. */
	readonly refuse: number;
}

export interface LinkProfile {
	/** One way. */
	readonly latencyMs: number;
	/** Up to this much more, at random. */
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

/** A market on a bad day: one packet in some tens meets a fault. */
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
