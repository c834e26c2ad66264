// The host's bounds; those it shares with terminals are in firmware/core/limits.ts.

export const hostLimits = {
	// broker
	connectBytesMax: 1_024,
	connectionsMax: 10_000,
	connectTimeoutMs: 10_000,
	handshakesMax: 256,
	keepAliveSecondsMax: 300,
	inflightBatchesMax: 1_024,
	/** A terminal ships its next batch when the one before is acknowledged. */
	inflightBatchesPerTerminalMax: 16,

	// ingest
	batchesPerCommitMax: 10,
	branchesPerEpochMax: 16,
	setAsidesPerTerminalMax: 256,
	setAsideBytesMax: 4_096,
	/** Of what has happened at one terminal; what still stands is not counted and not dropped. */
	alarmsPerTerminalMax: 1_000,
	/** Alarms of one terminal after which those above the bound are dropped. */
	alarmsTrimEvery: 64,
	/**
	 * What one record may add to a sum of money, either way: more than any till takes. 9,000 such records stay below
	 * 2⁵³.
	 */
	recordMinorMax: 1_000_000_000_000,
	recordUnitsMax: 1_000_000_000,
	/**
	 * Numbers of documents and shifts above this one are booked, and never granted to a replacement, which would run
	 * out of u32.
	 */
	numberMax: 0xffff_ffff - 0x10_0000,
	/** One sum that a terminal reports of its shift. */
	shiftMinorMax: 1_000_000_000_000_000,
	/** How often a group is classified again because the heads it was read against have moved on. */
	commitTriesMax: 3,

	// ledgers
	/** Records that are folded in one transaction, and the batch that goes beyond. */
	ledgerSliceRecordsMax: 1_000,
	/** Committed entries that wait in memory to be folded; beyond them they are read from the store. */
	ledgerTailEntriesMax: 256,
	ledgerRetryMs: 1_000,
	/** Documents that are read at once for the state hash. */
	statesPageMax: 10_000,

	// payments
	/** Records of one terminal that name attempts of other epochs which are not here yet. */
	paymentOrphansMax: 64,

	// time zones
	zonesKept: 64,

	// enrolment
	enrolmentLifeMs: 15 * 60_000,
	enrolmentTriesMax: 5,
	enrolmentsOpenMax: 256,

	// catalogs
	catalogVersionsKept: 8,
	/** Rules of a catalog that alarms name for one terminal. */
	rulesNamedMax: 32,
	/** A terminal's table of its time zone begins so long before the catalog was published and ends so long after. */
	zoneTablePastMs: 366 * 86_400_000,
	zoneTableAheadMs: 3_653 * 86_400_000,

	// firmware
	firmwareVersionsKept: 8,
	logoFileBytesMax: 1_048_576,
	logoPixelsMax: 4_194_304,

	// import
	csvBytesMax: 2_097_152,
	csvFieldsMax: 64,
	csvFieldCharactersMax: 1_024,
	csvProblemsMax: 100,

	// web
	httpBodyBytesMax: 65_536,
	eventListenersMax: 64,
	eventBufferBytesMax: 262_144,
	pageRowsMax: 200,
} as const;
