// Runs inside XS: draws and measures one view after another on the real ports.
import { Encoder } from "../../../firmware/drivers/escpos/encoder.js";
import { layOut } from "../../../firmware/drivers/escpos/layout.js";
import { english } from "../../../firmware/words/english.js";
import { Screens } from "../../../firmware/screens/screens.js";
import type { Ticket } from "../../../firmware/core/ticket.js";
import type { View } from "../../../firmware/till/view.js";
import { guestPorts } from "../../../simulator/engine/xs/guest-ports.js";

const { fonts, qrEncoder, renderer, textRaster } = guestPorts;
const state: { screens?: Screens; view?: View; ticket?: Ticket } = {};

export function open(): void {
	const timers = { uptimeMs: () => 720_000, start: () => ({ cancel: () => undefined }) };
	state.screens = new Screens({ renderer, fonts, qr: qrEncoder, timers, words: english });
}

/** As the till does, hands out the same tiles again while nothing in them changes. */
export function prepare(json: string): void {
	const before = state.view?.body;
	const view = JSON.parse(json) as View;
	const { body } = view;
	const isSame =
		body.kind === "sell" && before?.kind === "sell" && JSON.stringify(body.tiles) === JSON.stringify(before.tiles);
	state.view = isSame ? { ...view, body: { ...body, tiles: before.tiles } } : view;
}

export function draw(): void {
	state.screens!.draw(state.view!);
}

export function touch(x: number, y: number): string {
	state.screens!.touch({ x, y, phase: "down" });
	return JSON.stringify(state.screens!.touch({ x, y, phase: "up" }) ?? null);
}

export function prepareTicket(json: string): void {
	state.ticket = JSON.parse(json) as Ticket;
}

/** Lays a ticket out and encodes it; returns its bytes. */
export function encode(): number {
	const encoder = new Encoder({ textRaster });
	let byteCount = 0;
	for (const line of layOut(state.ticket!, { columns: 32, words: english.ticket, isCopy: false })) {
		for (const piece of encoder.encode(line)) byteCount += piece.length;
	}
	return byteCount;
}
