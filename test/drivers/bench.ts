import type { Timers } from "../../firmware/core/ports.js";
import { Pn532, type Pn532Options } from "../../firmware/drivers/pn532/pn532.js";
import { pn532I2c } from "../../firmware/drivers/pn532/i2c.js";
import { pn532Uart } from "../../firmware/drivers/pn532/uart.js";
import type { Pn532LinkSource } from "../../firmware/drivers/pn532/link.js";
import type { Reply, Result } from "../../firmware/drivers/pn532/reply.js";
import {
	Pn532I2cTransport,
	type Pn532Transport,
	Pn532UartTransport,
} from "../../simulator/peripherals/pn532/transports.js";
import { NtagModel, type NtagModelKind } from "../../simulator/peripherals/pn532/ntag.js";
import { World } from "../../simulator/world.js";

// A reader under test: chip model, transport and driver on one virtual time.

export interface Bench {
	readonly world: World;
	readonly timers: Timers;
	readonly transport: Pn532Transport;
	readonly link: Pn532LinkSource;
}

export const lineKinds = ["I2C", "UART"] as const;

export function bench(kind: (typeof lineKinds)[number], chunkBytes?: number): Bench {
	const world = new World(1);
	const timers: Timers = {
		uptimeMs: () => world.nowMs,
		start: (delayMs, onExpire) => world.schedule(delayMs, onExpire),
	};
	if (kind === "I2C") {
		const transport = new Pn532I2cTransport(timers);
		return { world, timers, transport, link: pn532I2c({ i2c: transport.source, timers }) };
	}
	const transport = new Pn532UartTransport(timers, chunkBytes);
	return { world, timers, transport, link: pn532Uart(transport.source) };
}

/** Runs time until the reply arrives. */
export function wait<T>(world: World, begin: (onReply: Reply<T>) => void): Result<T> {
	let result: Result<T> | undefined;
	begin((reply) => {
		if (result) throw new Error("replied twice");
		result = reply;
	});
	for (let i = 0; i < 20_000 && !result; i++) world.advance(1);
	if (!result) throw new Error("no reply in 20 s");
	return result;
}

/** Like `wait`, but a fault fails the test. */
export function value<T>(world: World, begin: (onReply: Reply<T>) => void): T {
	const result = wait(world, begin);
	if (result.fault) throw result.fault;
	return result.value;
}

export function startedChip(on: Bench): Pn532 {
	const options: Pn532Options = { link: on.link, timers: on.timers };
	const chip = new Pn532(options);
	value(on.world, (reply) => chip.start(reply));
	return chip;
}

export const uid = Uint8Array.of(0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80);

export function tagModel(kind: NtagModelKind, isBlank = false): NtagModel {
	return new NtagModel({ kind, uid, isBlank });
}
