// Where committed records are kept a second time, as a port: a backup or a replica says how far it has come.

export interface Archive {
	/** The last sequence of this chain that is in the archive too; 0 for none. */
	archivedTo(terminal: string, epoch: number): number;
	/** Calls back after the archive has come further in a chain. Returns how to stop. */
	listen(onProgress: (terminal: string, epoch: number) => void): () => void;
}
