// Keeps a data folder to its user. What is in it must not be read by others: the host's key, the operator's token and
// the secrets of enrolment codes.
import { chmodSync, closeSync, existsSync, openSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { HostFault } from "./faults.js";

/** Files that the host makes in its data folder, and files beside them that SQLite and durable writes make. */
const databaseFile = /^(host\.db|private\.sqlite)(-wal|-shm|-journal)?$/;
const otherFile = /^(host\.lock(-journal)?|host\.mark|erasures\.list|(host\.key|texts\.key|operator-token)(\.new)?)$/;
const isOwnFile = (name: string): boolean => databaseFile.test(name) || otherFile.test(name);
const imageFolder = "firmware";
const forOthers = 0o077;
const forOwner = 0o700;
const privateMode = 0o600;

/**
 * Takes from other users what they may do with the folder and the host's files in it. Returns the paths for which they
 * could do something. Throws HostFault DATA_FOLDER_SHARED where that is not possible, and for a folder with anything
 * else in it: somebody else may need that.
 */
export function closeToOthers(folder: string): string[] {
	// Windows has no such modes; a folder there inherits its access list.
	if (process.getuid === undefined) return [];
	const names = readdirSync(folder);
	const own = names.filter((name) => isOwnFile(name));
	const foreign = names.find((name) => !isOwnFile(name) && name !== imageFolder);
	if (isOpen(folder) && foreign !== undefined && !own.includes("host.db"))
		throw new HostFault("DATA_FOLDER_SHARED", `${folder} also has ${foreign}`);
	const images = names.includes(imageFolder) ? readdirSync(join(folder, imageFolder)) : undefined;
	const paths = [
		folder,
		...own.map((name) => join(folder, name)),
		...(images
			? [imageFolder, ...images.map((name) => join(imageFolder, name))].map((name) => join(folder, name))
			: []),
	];
	return paths.filter(closePath);
}

/** SQLite gives its other files the mode of the database, but the database the mode that the user's mask leaves. */
export function createPrivately(path: string): void {
	// To open an existing file and close it again would release the locks that this process holds on it (POSIX fcntl).
	if (!existsSync(path)) closeSync(openSync(path, "a", privateMode));
}

function isOpen(path: string): boolean {
	return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & forOthers) !== 0;
}

/** Returns whether the path was open to others. */
function closePath(path: string): boolean {
	if (!isOpen(path)) return false;
	try {
		chmodSync(path, statSync(path).mode & forOwner);
	} catch (error) {
		throw new HostFault("DATA_FOLDER_SHARED", error instanceof Error ? error.message : path);
	}
	// Some file systems have no modes and ignore the call.
	if (isOpen(path)) throw new HostFault("DATA_FOLDER_SHARED", `${path}, on a file system without modes`);
	return true;
}
