// Bounds the connections of the HTTP server, TLS handshakes included. For one more than allowed another ends that waits
// for no answer, the oldest of the address that has the most, so that connections that never finish a request lock
// nobody out.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { arrivalName, Arrivals, networkOf } from "../arrivals.js";
import { hostLimits } from "../limits.js";

export function boundConnections(server: Server, onEnded: () => void): void {
	const open = new Map<string, Socket>();
	const idle = new Arrivals<Socket>();
	// With TLS this is the connection below it, which exists from the handshake on. It ends with the one above.
	server.on("connection", (socket: Socket) => {
		const name = arrivalName(socket);
		open.set(name, socket);
		idle.add(name, networkOf(socket.remoteAddress ?? ""), socket);
		socket.once("close", () => {
			open.delete(name);
			idle.remove(name);
		});
		if (open.size <= hostLimits.httpConnectionsMax) return;
		const oldest = idle.get(idle.oldestOfMost() ?? name) ?? socket;
		onEnded();
		oldest.destroy();
	});
	server.on("request", ({ socket: above }: IncomingMessage, response: ServerResponse) => {
		const name = arrivalName(above);
		idle.remove(name);
		response.once("close", () => {
			const socket = open.get(name);
			if (socket) idle.add(name, networkOf(socket.remoteAddress ?? ""), socket);
		});
	});
}
