// A reverse proxy in front of a host's dashboard that follows the nginx block of docs/operations.md: nginx itself where
// it is installed, otherwise Node with what the block says.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { request as requestHttp } from "node:http";
import { createServer, type Server } from "node:https";
import { connect, createServer as createPlainServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { TlsFiles } from "../../../host/options.js";

export const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;

export interface ProxyOptions {
	/** The nginx block, as documented. */
	readonly block: string;
	/** For the proxy's own files. */
	readonly folder: string;
	readonly tls: TlsFiles;
	/** The host's port, in place of the documented one. */
	readonly httpPort: number;
}

export interface Proxy {
	readonly port: number;
	close(): Promise<void>;
}

export function startProxy(options: ProxyOptions): Promise<Proxy> {
	return hasNginx ? startNginx(options) : startNode(options);
}

/** Buffers every answer unless the block says otherwise, and sends its own name for the host unless told, as nginx. */
async function startNode({ block, tls, httpPort }: ProxyOptions): Promise<Proxy> {
	const passesHost = /^\s*proxy_set_header Host \$http_host;$/m.test(block);
	const isBuffered = !/^\s*proxy_buffering off;$/m.test(block);
	const namesClient = /^\s*proxy_set_header X-Forwarded-For \$remote_addr;$/m.test(block);
	const [, name = ""] = /^\s*proxy_pass http:\/\/([0-9.]+):8480;$/m.exec(block) ?? [];
	const server: Server = createServer({ cert: tls.certificate, key: tls.key }, (incoming, outgoing) => {
		const headers = {
			...incoming.headers,
			...(!passesHost && { host: `${name}:8480` }),
			...(namesClient && { "x-forwarded-for": incoming.socket.remoteAddress }),
		};
		const { method, url: path } = incoming;
		const onward = requestHttp({ host: name, port: httpPort, method, path, headers }, (answer) => {
			const head = (): unknown => outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			if (!isBuffered) head();
			const kept: Buffer[] = [];
			answer.on("data", (chunk: Buffer) => (isBuffered ? kept.push(chunk) : outgoing.write(chunk)));
			answer.on("end", () => {
				if (isBuffered) head();
				outgoing.end(Buffer.concat(kept));
			});
		});
		onward.on("error", () => outgoing.destroy());
		outgoing.on("close", () => onward.destroy());
		incoming.pipe(onward);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

async function startNginx({ block, folder, tls, httpPort }: ProxyOptions): Promise<Proxy> {
	const port = await freePort();
	mkdirSync(join(folder, "nginx"), { recursive: true });
	const path = (name: string): string => join(folder, "nginx", name);
	writeFileSync(path("till.pem"), tls.certificate);
	writeFileSync(path("till.key"), tls.key);
	const server = block
		.replace("listen 443", `listen 127.0.0.1:${port}`)
		.replace(/http:\/\/127\.0\.0\.1:8480/, `http://127.0.0.1:${httpPort}`)
		.replaceAll("/etc/tillmark/", `${folder}/nginx/`);
	const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
		(kind) => `${kind}_temp_path ${path(kind)};`,
	);
	writeFileSync(
		path("nginx.conf"),
		[
			...["daemon off;", `pid ${path("pid")};`, "error_log stderr;", "events {}"],
			...["http {", "access_log off;", ...temporary, server, "}"],
		].join("\n"),
	);
	const child: ChildProcess = spawn("nginx", ["-c", path("nginx.conf"), "-p", folder], { stdio: "inherit" });
	while (child.exitCode === null && !(await accepts(port))) await sleep(50);
	return {
		port,
		async close() {
			const ended = once(child, "exit");
			child.kill("SIGTERM");
			await ended;
		},
	};
}

async function freePort(): Promise<number> {
	const server = createPlainServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	return port;
}

async function accepts(port: number): Promise<boolean> {
	const socket = connect({ port, host: "127.0.0.1" });
	const isOpen = await once(socket, "connect").then(
		() => true,
		() => false,
	);
	socket.destroy();
	return isOpen;
}
