// The port of a second copy of the committed records, such as a backup or a replica, which reports its progress.

export interface Archive {
	/** The last sequence of this chain that is in the archive; 0 for none. */
	archivedTo(terminal: string, epoch: number): number;
	/** Calls back after the archive has stored more of a chain. Returns a function that stops that. */
	listen(onProgress: (terminal: string, epoch: number) => void): () => void;
}
