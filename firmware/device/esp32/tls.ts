import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import type { TcpSource } from "../../core/ports.js";
import { tcpSource } from "../tcp.js";

/** TLS 1.2 that trusts one authority alone: its certificate in DER, given at setup. The server's name must be in its certificate. */
export function tlsTcp(authority: Uint8Array): TcpSource {
	const certificate = authority.slice().buffer;
	return tcpSource((options) => new TLSSocket({ ...options, TCP: { io: TCP, nodelay: true }, secure: { certificate } }));
}
