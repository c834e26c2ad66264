// Ways to connect to the host: a real socket, a broker in the same process, or a captive portal.
import { connect, isIP } from "node:net";
import { duplexPair, type Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { TcpAddress } from "../../firmware/core/ports.js";

/**
 * Opens a byte stream to the host. `onOpen` is called once, when bytes can be sent; failures are emitted as the
 * stream's "error" event.
 */
export type Dialer = (target: TcpAddress, onOpen: () => void) => Duplex;

export const dialTcp: Dialer = ({ host, port, authority }, onOpen) => {
	if (!authority) {
		const socket = connect({ host, port, noDelay: true });
		socket.once("connect", onOpen);
		return socket;
	}
	// A board's TLS supports only TLS 1.2.
	const secure = { maxVersion: "TLSv1.2", minVersion: "TLSv1.2", ca: toPem(authority) } as const;
	const socket = connectTls({ host, port, ...(isIP(host) ? {} : { servername: host }), ...secure });
	socket.setNoDelay();
	socket.once("secureConnect", onOpen);
	return socket;
};

/** DER to PEM (RFC 7468). */
function toPem(certificate: Uint8Array): string {
	const lines =
		Buffer.from(certificate)
			.toString("base64")
			.match(/.{1,64}/g) ?? [];
	return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** Connects to a broker in this process: `attach` takes the far end of the stream like a socket. */
export function dialInProcess(attach: (stream: Duplex) => void): Dialer {
	return (_target, onOpen) => {
		const [near, far] = duplexPair();
		setImmediate(() => {
			if (near.destroyed) return;
			attach(far);
			onOpen();
		});
		// Closing one end of a socket closes the other; the ends of a duplex pair are independent.
		near.once("close", () => far.destroy());
		far.once("close", () => near.destroy());
		far.on("error", () => near.destroy());
		return near;
	};
}

const portalAnswer =
	"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** A captive portal accepts any connection and answers any bytes with a redirect to its login page. */
export const dialPortal: Dialer = dialInProcess((stream) => {
	stream.once("data", () => stream.end(portalAnswer));
	stream.resume();
});
