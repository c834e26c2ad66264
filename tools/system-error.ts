// Sentences for errors of the operating system: what could not be done, and what to do about it.

interface SystemError extends Error {
	readonly code: string;
	readonly path?: unknown;
	readonly address?: unknown;
	readonly port?: unknown;
	readonly syscall?: unknown;
}

type Sentence = (what: string, error: SystemError) => string;

const full: Sentence = (what) => `There is no room for ${what}. Free space on its disk and try again.`;
const forbidden: Sentence = (what, { syscall }) =>
	syscall === "listen"
		? `This user may not listen on ${what}. Choose a port above 1023.`
		: `This user may not use ${what}. Change its owner or permissions, or choose another place.`;
const descriptors: Sentence = () => "No more files can be opened. Raise the limit (ulimit -n) and try again.";

const sentences: Readonly<Record<string, Sentence>> = {
	EADDRINUSE: (what) =>
		`${what} is in use, perhaps by another host or simulator. Stop that program or choose another port.`,
	EADDRNOTAVAIL: (what) => `${what} is not an address of this machine. Choose one of its own, such as 127.0.0.1.`,
	ENOTFOUND: (what) => `${what} is not a known name. Check its spelling and the network.`,
	ECONNREFUSED: (what) => `Nothing answers at ${what}. Start the host there, or name another address.`,
	ETIMEDOUT: (what) => `${what} did not answer in time. Check its address and the network.`,
	EHOSTUNREACH: (what) => `${what} cannot be reached. Check its address and the network.`,
	ENETUNREACH: (what) => `${what} cannot be reached. Check its address and the network.`,
	ECONNRESET: (what) => `${what} ended the connection. Check its address, and whether it takes https.`,
	EAI_AGAIN: (what) => `The name ${what} cannot be looked up now. Check the network.`,
	ENAMETOOLONG: () => "The name of a file or folder is too long. Choose a shorter one.",
	ELOOP: (what) => `${what} is a link that leads to itself. Name a file.`,
	EIO: (what) => `The disk failed at ${what}. Check its health.`,
	EBUSY: (what) => `${what} is in use by another program. Close that program and try again.`,
	ENOENT: (what) => `There is no file ${what}.`,
	ENOTDIR: (what) => `A folder is needed, but a part of ${what} is a file. Choose another place.`,
	EEXIST: (what) => `${what} is already there. Choose another place, or remove it.`,
	EISDIR: (what) => `${what} is a folder, but a file is needed.`,
	EROFS: (what) => `${what} is on a disk that cannot be written. Choose another place.`,
	EACCES: forbidden,
	EPERM: forbidden,
	ENOSPC: full,
	EDQUOT: full,
	EFBIG: full,
	EMFILE: descriptors,
	ENFILE: descriptors,
};

/** Undefined where the error is not the system's. */
export function systemSentence(error: Error): { readonly code: string; readonly sentence: string } | undefined {
	const isSystem =
		"code" in error && /^E[A-Z0-9_]+$/.test(String(error.code)) && ("syscall" in error || "path" in error);
	// The cause of an error such as "fetch failed" may be the system's.
	if (!isSystem) return error.cause instanceof Error ? systemSentence(error.cause) : undefined;
	const known = error as SystemError;
	const { address, port, path } = known;
	const name = "hostname" in error ? error.hostname : undefined;
	const place = port === undefined ? address : `${String(address)}, port ${String(port)},`;
	const what = String(path ?? place ?? name ?? "a file");
	const sentence = sentences[known.code]?.(what.replace(/,$/, ""), known);
	return {
		code: known.code,
		sentence: sentence ?? `The system refused ${what} (${known.code}). Check it and try again.`,
	};
}
