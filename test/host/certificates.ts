// Certificates for tests, made by openssl for this run alone: no key of ours lies in the repository.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlsFiles } from "../../host/options.js";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

export type KeyKind = "EC" | "RSA";

const keyArguments: Readonly<Record<KeyKind, readonly string[]>> = {
	EC: ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
	RSA: ["-newkey", "rsa:2048"],
};

/** An authority of its own and a certificate from it for `name`, an IP address or a host name. */
export function makeCertificates(name: string, kind: KeyKind = "EC"): TlsFiles {
	const folder = mkdtempSync(join(tmpdir(), "tillmark-tls-"));
	const path = (file: string): string => join(folder, file);
	const openssl = (...args: string[]): void => void execFileSync("openssl", args, { cwd: folder, stdio: "ignore" });
	try {
		const fresh = (file: string): string[] => [...keyArguments[kind], "-nodes", "-keyout", path(`${file}.key`)];
		openssl(
			"req",
			"-x509",
			"-sha256",
			"-days",
			"2",
			...fresh("authority"),
			"-out",
			path("authority.pem"),
			"-subj",
			"/CN=Test market",
		);
		openssl("req", "-new", "-sha256", ...fresh("host"), "-out", path("host.csr"), "-subj", `/CN=${name}`);
		writeFileSync(path("names"), `subjectAltName=${/^[0-9.]+$/.test(name) ? "IP" : "DNS"}:${name}\n`);
		const signing = [
			"-CA",
			path("authority.pem"),
			"-CAkey",
			path("authority.key"),
			"-CAcreateserial",
			"-extfile",
			path("names"),
		];
		openssl("x509", "-req", "-sha256", "-days", "2", "-in", path("host.csr"), ...signing, "-out", path("host.pem"));
		const read = (file: string): string => readFileSync(path(file), "utf8");
		return { certificate: read("host.pem"), key: read("host.key"), authority: read("authority.pem") };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
