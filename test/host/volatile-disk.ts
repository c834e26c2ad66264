// Model of a disk for power-cut tests: files that were written, created or renamed are visible to every process, but
// only synced ones survive: a file's bytes by syncing the file, a name by syncing its folder.
import { basename, dirname } from "node:path";
import type { Files } from "../../host/durable-file.js";

interface FileNode {
	readonly kind: "file";
	bytes: Uint8Array;
	synced: Uint8Array;
}

interface FolderNode {
	readonly kind: "folder";
	names: Map<string, Node>;
	synced: Map<string, Node>;
}

type Node = FileNode | FolderNode;

/**
 * The unsynced state that a power cut leaves: nothing, everything, or new names with old bytes, as on file systems
 * without ordering.
 */
export const leftovers = ["nothing", "everything", "names"] as const;
export type Leftover = (typeof leftovers)[number];

export class DiskCut extends Error {}

function folder(): FolderNode {
	return { kind: "folder", names: new Map(), synced: new Map() };
}

function coded(code: string, path: string): Error {
	return Object.assign(new Error(`${code}: ${path}`), { code });
}

export class VolatileDisk implements Files {
	/** The operations in order, without reads. */
	readonly operations: string[] = [];
	/** Windows opens folders but syncs none; other systems may not even open them. */
	folders: "synced" | "opened" | "closed" = "synced";
	/** The operation that is cut off, counted from the next one. */
	cutAfter = Infinity;
	/** Operations that fail once, by name: "fsync /data/firmware". */
	readonly failing = new Set<string>();
	#root: FolderNode;
	#open = new Map<number, { node: Node; path: string; at: number }>();
	#nextFile = 3;

	constructor(root = folder()) {
		this.#root = root;
	}

	existsSync(path: string): boolean {
		return this.find(path) !== undefined;
	}

	mkdirSync(path: string): void {
		this.count("mkdir", path);
		const { names } = this.folderOf(path);
		if (names.has(basename(path))) throw coded("EEXIST", path);
		names.set(basename(path), folder());
	}

	openSync(path: string, flags: string): number {
		let node = this.find(path);
		if (node?.kind === "folder" && this.folders === "closed") throw coded("EISDIR", path);
		if (flags === "w") {
			this.count("create", path);
			const { names } = this.folderOf(path);
			if (node?.kind === "file") node.bytes = new Uint8Array();
			else
				names.set(basename(path), (node = { kind: "file", bytes: new Uint8Array(), synced: new Uint8Array() }));
		}
		if (node === undefined) throw coded("ENOENT", path);
		this.#open.set(this.#nextFile, { node, path, at: 0 });
		return this.#nextFile++;
	}

	/** Writes at most seven bytes at a time, since a write may be short. */
	writeSync(file: number, bytes: Uint8Array, offset: number): number {
		const open = this.#open.get(file)!;
		this.count("write", open.path);
		const node = open.node as FileNode;
		const piece = bytes.subarray(offset, offset + 7);
		const whole = new Uint8Array(open.at + piece.length);
		whole.set(node.bytes);
		whole.set(piece, open.at);
		node.bytes = whole;
		open.at += piece.length;
		return piece.length;
	}

	readSync(file: number, into: Uint8Array, offset: number, length: number, position: number): number {
		const { bytes } = this.#open.get(file)!.node as FileNode;
		const piece = bytes.subarray(position, position + length);
		into.set(piece, offset);
		return piece.length;
	}

	fsyncSync(file: number): void {
		const { node, path } = this.#open.get(file)!;
		if (node.kind === "folder" && this.folders === "opened") throw coded("EPERM", path);
		this.count("fsync", path);
		if (node.kind === "file") node.synced = node.bytes.slice();
		else node.synced = new Map(node.names);
	}

	closeSync(file: number): void {
		this.#open.delete(file);
	}

	renameSync(from: string, to: string): void {
		this.count("rename", `${from} ${to}`);
		const node = this.find(from);
		if (node === undefined) throw coded("ENOENT", from);
		this.folderOf(from).names.delete(basename(from));
		this.folderOf(to).names.set(basename(to), node);
	}

	rmSync(path: string): void {
		this.count("rm", path);
		this.folderOf(path).names.delete(basename(path));
	}

	/** All bytes of a file; undefined if it does not exist. */
	contentOf(path: string): Uint8Array | undefined {
		const node = this.find(path);
		return node?.kind === "file" ? node.bytes : undefined;
	}

	/** The disk after a power cut. */
	afterCut(leftover: Leftover): VolatileDisk {
		const disk = new VolatileDisk(survivor(this.#root, leftover) as FolderNode);
		disk.folders = this.folders;
		return disk;
	}

	private find(path: string): Node | undefined {
		if (path === "/") return this.#root;
		const above = this.find(dirname(path));
		return above?.kind === "folder" ? above.names.get(basename(path)) : undefined;
	}

	private folderOf(path: string): FolderNode {
		const above = this.find(dirname(path));
		if (above?.kind !== "folder") throw coded("ENOENT", path);
		return above;
	}

	private count(operation: string, path: string): void {
		const name = `${operation} ${path}`;
		if (this.operations.length >= this.cutAfter) throw new DiskCut(name);
		this.operations.push(name);
		if (this.failing.delete(name)) throw coded("EIO", path);
	}
}

function survivor(node: Node, leftover: Leftover): Node {
	if (node.kind === "file") {
		const bytes = leftover === "everything" ? node.bytes : node.synced;
		return { kind: "file", bytes, synced: bytes };
	}
	const kept = leftover === "nothing" ? node.synced : node.names;
	const names = new Map([...kept].map(([name, below]) => [name, survivor(below, leftover)]));
	return { kind: "folder", names, synced: new Map(names) };
}
