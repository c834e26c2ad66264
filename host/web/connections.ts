// Bounds the connections of the HTTP server. One more than allowed ends the oldest that waits for no answer, so that
// connections that never finish a request lock nobody out.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";
import { hostLimits } from "../limits.js";

export function boundConnections(server: Server, onEnded: () => void): void {
	/** The oldest first. */
	const idle = new Set<Socket>();
	let connections = 0;
	// A request names the socket above TLS.
	const opened = server instanceof TlsServer ? "secureConnection" : "connection";
	server.on(opened, (socket: Socket) => {
		connections++;
		idle.add(socket);
		socket.once("close", () => {
			connections--;
			idle.delete(socket);
		});
		if (connections <= hostLimits.httpConnectionsMax) return;
		const [oldest = socket] = idle;
		onEnded();
		oldest.destroy();
	});
	server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
		idle.delete(socket);
		response.once("close", () => {
			if (!socket.destroyed) idle.add(socket);
		});
	});
}
