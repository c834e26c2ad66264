// What stands at the far end of a line: a real socket, a broker in the same process, or a captive portal.
import { connect, isIP } from "node:net";
import { duplexPair, type Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { TcpOptions } from "../../firmware/core/ports.js";

/**
 * Opens a byte stream towards the host. `onOpen` is called once when bytes can flow; failures come as the stream's
 * "error".
 */
export type Dialer = (target: Pick<TcpOptions, "host" | "port" | "authority">, onOpen: () => void) => Duplex;

export const dialTcp: Dialer = ({ host, port, authority }, onOpen) => {
	if (!authority) {
		const socket = connect({ host, port, noDelay: true });
		socket.once("connect", onOpen);
		return socket;
	}
	// What a board's TLS can do, no more.
	const secure = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2", ca: toPem(authority) } as const;
	const socket = connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...secure });
	socket.setNoDelay();
	socket.once("secureConnect", onOpen);
	return socket;
};

/** RFC 7468. */
function toPem(certificate: Uint8Array): string {
	const lines =
		Buffer.from(certificate)
			.toString("base64")
			.match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** A line to a broker in this process: `attach` takes the far end as it would take a socket. */
export function dialInProcess(attach: (stream: Duplex) => void): Dialer {
	return (_target, onOpen) => {
		const [near, far] = duplexPair();
		setImmediate(() => {
			if (near.destroyed) return;
			attach(far);
			onOpen();
		});
		// A socket's two ends go down together; a pair's do not by themselves.
		near.once("close", () => far.destroy());
		far.once("close", () => near.destroy());
		far.on("error", () => near.destroy());
		return near;
	};
}

const portalAnswer =
	"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** A captive portal takes any connection and answers anything with its log-in page. */
export const dialPortal: Dialer = dialInProcess((stream) => {
	stream.once("data", () => stream.end(portalAnswer));
	stream.resume();
});
