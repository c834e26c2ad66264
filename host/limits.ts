// The host's bounds. Bounds shared with terminals are in firmware/core/limits.ts.

export const hostLimits = {
	/** People who sign in at terminals or did, of whom `limits.staffMax` may sign in now. */
	peopleMax: 1_000,
	/** Wrong PINs of one person in a row that raise an alarm: as many as make the terminal wait. */
	pinGuessesAlarmed: 5,
	// broker
	connectBytesMax: 1_024,
	/** Of packets other than PUBLISH. A terminal's longest, SUBSCRIBE, has less than 200 bytes. */
	controlBytesMax: 2_048,
	topicBytesMax: 256,
	connectionsMax: 10_000,
	connectTimeoutMs: 10_000,
	/** Connections that have not sent CONNECT, in total and from one address (an IPv6 /64). The oldest end first. */
	strangersMax: 2_048,
	strangersPerAddressMax: 1_024,
	strangersSweepMs: 1_000,
	/** Packets of a connection handled at once, before others have their turn. */
	packetsPerTurnMax: 4,
	/** Connections that have a turn before the event loop looks for new input. */
	turnsPerRoundMax: 16,
	/** Messages of a connection that are handled at the same time. A terminal waits for the answer to each. */
	messagesInFlightMax: 4,
	/** What a connection may send at once, and then each second. A download is two packets for 2 KiB. */
	packetBurstMax: 1_024,
	packetsPerSecondMax: 256,
	/** Bytes waiting for a reader above which no further message of its is taken. */
	outgoingBytesMax: 16_384,
	keepAliveSecondsMax: 300,
	/** Terminals whose credentials are looked up in one call of the store. */
	lookupsMax: 256,
	/** Between writes of when terminals were last seen. */
	lastSeenPauseMs: 500,
	/** How long before a certificate expires the alarm is raised. */
	tlsWarningMs: 30 * 86_400_000,
	tlsReviewMs: 3_600_000,
	/** When this many batches wait, a terminal that has one waiting has to send further ones again. */
	waitingBatchesMax: 1_024,
	/** Including the one being committed. A terminal ships its next batch when the one before is acknowledged. */
	batchesPerTerminalMax: 2,

	// ingest
	batchesPerCommitMax: 10,
	branchesPerEpochMax: 16,
	/** Epochs that a terminal may open with one key, the granted one included. */
	epochsPerKeyMax: 64,
	setAsidesPerTerminalMax: 256,
	setAsideBytesMax: 4_096,
	/** Alarms for events; alarms for conditions that last are neither counted nor dropped. */
	alarmsPerTerminalMax: 1_000,
	/** After this many new alarms of a terminal, those above the bound are dropped. */
	alarmsTrimEvery: 64,
	/** Places on the page of alarms that those without money keep where there are more than it holds. */
	alarmsWithoutMoneyShown: 50,
	/**
	 * The most that one record may add to or subtract from a sum of money, more than any till takes. 9,000 such records
	 * stay below 2⁵³.
	 */
	recordMinorMax: 1_000_000_000_000,
	recordUnitsMax: 1_000_000_000,
	/**
	 * Higher numbers of documents and shifts are booked, but a replacement terminal never continues after them, because
	 * it would soon exceed u32.
	 */
	numberMax: 0xffff_ffff - 0x10_0000,
	/** A record may be dated later than its receipt by a clock set to local time, in any zone. */
	recordEarlyMsMax: 86_400_000,
	/** Two years and a day: a terminal of a yearly market may ship its records a year later. */
	recordLateMsMax: 63_244_800_000,
	/** A terminal's clock that was wrong by more raises an alarm when it is set. */
	clockOffMsMax: 60_000,
	/** The most that any sum in a terminal's shift report may be. */
	shiftMinorMax: 1_000_000_000_000_000,
	/** The most times that a group is classified again because its heads have changed in the meantime. */
	commitTriesMax: 3,

	// store
	/** Of the store's threads, in MiB. Node would let it grow with each burst and keep it. */
	storeYoungHeapMb: 12,
	/** How long a call waits for the write lock of another program. */
	storeBusyMs: 1_000,
	storeBusyRetryMs: 20,
	/** A store that fails is tried again after the first and at most every second of these delays. */
	storeProbeMs: 250,
	storeProbeMsMax: 5_000,
	/** Between syncs of the file that says how far the host has acknowledged. */
	markSyncMs: 1_000,
	/** A larger database is checked while the host runs. */
	checkedBytesMax: 16_777_216,
	/** A store that does not answer a health check for this long is reported as failed. */
	healthMs: 2_000,

	// ledgers
	/** Records folded in one transaction. The last batch may exceed it. */
	ledgerSliceRecordsMax: 1_000,
	/** Committed entries that wait in memory to be folded; further ones are read from the store. */
	ledgerTailEntriesMax: 256,
	ledgerRetryMs: 1_000,
	/** Documents read at a time for the state hash. */
	statesPageMax: 10_000,

	// payments
	/** Records of a terminal that refer to payment attempts of other epochs that have not arrived yet. */
	paymentOrphansMax: 64,
	/** Unsettled payments shown at once. Terminals take turns, and an honest one has few (limits.openPaymentsMax). */
	unsettledShownMax: 1_000,

	// coupons and vouchers
	/** Of one batch. */
	codesPerBatchMax: 1_000,
	/** Vouchers that terminals wait for. */
	rightsAskedMax: 256,

	// time zones
	zonesKept: 64,

	// enrolment
	enrolmentLifeMs: 15 * 60_000,
	enrolmentTriesMax: 5,
	/** After a failed attempt to make the secrets of expired codes unreadable. */
	enrolmentWipeRetryMs: 60_000,
	enrolmentsOpenMax: 256,

	// catalogs
	catalogVersionsKept: 8,
	/** Between looks at whether planned rules are due. */
	rulesReviewMs: 1_000,
	/** Rules that are published later than planned by more than this are published late. */
	rulesLateMs: 60_000,
	/** The longest that a flag is set. */
	flagMsMax: 7 * 86_400_000,
	/** Flags that are set at one time, over all stalls. */
	flagsSetMax: 1_000,
	rulesAheadMsMax: 366 * 86_400_000,
	/** Of a rule, and of a basket that rules are tried on. */
	trialLinesMax: 40,
	/** Of past sales that are priced by other rules. */
	pastDaysMax: 366,
	pastSalesMax: 100_000,
	pastItemsShown: 10,
	/** Priced before others have their turn. */
	pastSalesPerTurn: 20,
	/** A terminal may have a catalog that the host published and lost, this much later than the latest here. */
	catalogVersionsAheadMax: 10_000,
	/** Names that differ from what tills show, those of former catalogs included. */
	wholeNamesKept: 65_536,
	/** Images in memory for terminals that fetch them; at least the one that was asked for last. */
	imageCacheBytesMax: 4_194_304,
	/** The most rules of a catalog that alarms name per terminal. */
	rulesNamedMax: 32,
	/** Range of the time-zone table in a catalog, before and after its publication. */
	zoneTablePastMs: 366 * 86_400_000,
	zoneTableAheadMs: 3_653 * 86_400_000,

	// firmware
	firmwareVersionsKept: 8,
	logoFileBytesMax: 1_048_576,
	/** Of a file of pricing rules. */
	pricingFileBytesMax: 1_048_576,
	/** Of a file with certificates or a key, such as an authority's chain. */
	pemFileBytesMax: 1_048_576,
	/** Receipts that one address may look up by their codes in a minute. */
	receiptLooksMax: 30,
	logoPixelsMax: 4_194_304,

	// import
	csvBytesMax: 2_097_152,
	csvFieldsMax: 64,
	csvFieldCharactersMax: 1_024,
	csvProblemsMax: 100,

	// personal texts
	/** A message of texts with its envelope. */
	textMessageBytesMax: 4_096,
	textsPerTerminalMax: 100_000,
	/** Some hundred thousand erasures. */
	erasureListBytesMax: 33_554_432,

	// web
	httpBodyBytesMax: 65_536,
	httpConnectionsMax: 512,
	/** For the head of a request, which then has to be complete. */
	httpHeadMs: 5_000,
	httpReviewMs: 1_000,
	eventListenersMax: 64,
	eventBufferBytesMax: 65_536,
	pageRowsMax: 200,
	/** Words of a search for receipts. */
	searchWordsMax: 8,
	searchCharactersMax: 80,
	/** Receipts that one page of a search looks at; the next page continues behind them. */
	receiptsScannedMax: 5_000,
} as const;
