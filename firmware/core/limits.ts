// Every bound in one place. Sizes in bytes, times in milliseconds, counts plain.

export const limits = {
	// wire
	messageBytesMax: 65_536,
	cborDepthMax: 8,
	cborItemsMax: 16_384,
	cborStringBytesMax: 4_096,
	/**
	 * Amount of one record that a reader takes, either way: above what any version's till writes, and far below 2⁵³ in
	 * a sum of a shift.
	 */
	amountMinorMax: 1_000_000_000_000,
	mqttPacketBytesMax: 66_560,
	mqttPacketBytesMaxTerminal: 6_144,
	batchRecordsMax: 50,
	batchBytesMax: 4_096,
	identifierCharactersMax: 32,
	/** Series of numbers in an anchor and a grant, those of newer versions included. */
	seriesMax: 16,
	/** Codes in each list of a session's capabilities. */
	capabilityCodesMax: 128,
	statusBytesMax: 512,
	/** "t/<bucket>/<id>". */
	topicRootCharactersMax: 24,

	// journal
	recordPayloadBytesMax: 2_040, // what a journal frame's eleven-bit code can say
	journalReservedSegments: 2,
	/** Sign after this many records; a batch's signature vouches for them sooner while online. */
	checkpointEveryRecords: 50,
	/** After the last record, before the next segment is erased ahead. */
	upkeepDelayMs: 250,
	/** What makers of common NOR chips promise for each sector (e.g. Winbond W25Q128JV, section 1). */
	flashEnduranceCycles: 100_000,
	journalProgramAttemptsMax: 4,
	journalDamagedPlacesMax: 16,
	journalMarkStepsMax: 3,

	// till
	basketLinesMax: 40,
	quantityMax: 9_999,
	/** What the four bytes of a catalog's entry hold: 42,949,672.95 where a currency has two decimals. */
	unitPriceMinorMax: 4_294_967_295,
	/** Of a sale that this version writes: 1,000,000,000.00, which all screens can show. */
	totalMinorMax: 100_000_000_000,
	itemNameCharactersMax: 40,
	skuCharactersMax: 24,
	taxRatesMax: 8,
	/** Room for each is kept in the record before anybody pays. */
	tendersMax: 4,
	parkedSalesMax: 4,
	/** Payments whose outcome is not known; while so many are open no card is asked. */
	openPaymentsMax: 4,
	/** A cancelled reader answers within this time, or is taken to be silent. */
	readerCancelMs: 5_000,
	/** The bank answers within this time, or nobody knows whether it charged. */
	readerAuthoriseMs: 60_000,
	/** So long a reader may take to say what became of a payment. */
	readerInquiryMs: 15_000,
	/**
	 * Records behind an open payment or a parked basket after which it is written again, long before its segment can be
	 * trimmed.
	 */
	carryAfterRecords: 256,
	/** Records that an inspection reads at once. */
	auditStepRecordsMax: 16,
	tilesPerPage: 6,
	searchQueryCharactersMax: 16,
	searchResultsMax: 6,
	cashNotesMax: 4,
	basketLinesShown: 4,
	ticketHeaderLinesMax: 6,
	/** Dots of a printable line on paper of 58 mm, and about a third of a hand's width of paper. */
	logoWidthDotsMax: 384,
	logoHeightDotsMax: 240,
	referenceCharactersMax: 64,
	/** Records between two snapshots of the shift's totals: what a boot reads back at most. */
	shiftSnapshotEvery: 64,

	// catalog
	catalogItemsMax: 4_096,
	catalogImageBytesMax: 262_144,
	catalogCodesMax: 12_288,
	catalogFavouritesMax: 48,
	catalogCategoriesMax: 32,
	catalogPromotionsMax: 16,
	/** Of one promotion, as a catalog image stores them. */
	promotionValueBytesMax: 32,
	catalogTaxClassesMax: 16,
	taxRateMillipercentMax: 100_000,
	/** Authority and jurisdiction of a tax rate, each: they stand in every sale's record. */
	taxTextCharactersMax: 16,
	/** Twelve years of summer time take 25. */
	catalogZoneTransitionsMax: 40,
	zoneNameCharactersMax: 48,
	/** Those that a reader does not know included. */
	catalogSectionsMax: 64,
	/** Head and directory of sections. */
	catalogHeadBytesMax: 2_048,
	/** Rules of a catalog that a terminal cannot apply, as its record names them. */
	catalogUnappliedMax: 16,
	catalogWordsPerNameMax: 6,
	barcodesPerItemMax: 4,
	barcodeCharactersMax: 48,

	// sync
	reconnectDelayMsMin: 500,
	reconnectDelayMsMax: 60_000,
	/** About when the most impatient middleboxes forget an idle connection; a sale finds a dead one within seconds. */
	keepAliveSeconds: 300,
	replyTimeoutMs: 10_000,
	mqttOutgoingBytesMax: 16_384,
	/** Records made within this time of the first travel together; a receipt is on paper before the batch is signed. */
	shipDelayMs: 200,
	/** The same with a tired battery: a radio that sleeps in between costs a fraction. */
	shipDelayMsSparing: 60_000,
	/** Marks are written to the key store after this many newly committed records, and when a session ends. */
	marksPersistEvery: 64,
	statusIntervalMs: 30_000,
	enrolmentAttemptsMax: 3,
	/** A certificate of RSA 4096 with room for names. */
	authorityBytesMax: 1_536,
	/**
	 * One value of the key store: credentials with such a certificate. NVS keeps blobs of up to 4,000 bytes in one
	 * page.
	 */
	keyValueBytesMax: 2_560,
	/** A clock that is further off than this, and than what the host's answer leaves open, is set. */
	clockOffMsMax: 2_000,
	/** The year 2015. A host that says it is earlier has no time itself. */
	hostWallMsMin: 1_420_070_400_000,
	/** Images are pulled in pieces of this size. */
	chunkBytes: 2_048,

	// updates
	/** One slot of manifests/<board>/partitions.csv. */
	firmwareImageBytesMax: 0x2c0000,
	/** While records, a sale or a low battery go first, it is looked again after this time. */
	updatePauseMs: 1_000,
	updateBatteryPercentMin: 20,
	/** Nobody has touched or scanned for so long, and the shift is closed: the moment to install. */
	updateQuietMs: 30_000,
	updateLookMs: 5_000,
	/** What is about to happen can be read for so long before the screen goes dark. */
	updateNoticeMs: 1_000,
	/** A new image has this long to show the till or the enrolment screen. */
	trialMs: 60_000,
	/** So long it must then run without a crash before it is confirmed. */
	trialSettleMs: 10_000,
	/** Trials that a power cut ended: after so many the version is refused. */
	trialsMax: 3,

	// power
	/** On an empty battery: what is left to finish a sale that has begun, and how often it is asked whether it is. */
	endGraceMs: 120_000,
	endLookMs: 1_000,

	// peripherals
	/** Lines of all tickets that wait, each ticket's frame counted as eight: about 10 KiB of a board's heap. */
	printQueueLinesMax: 48,
	/** A ticket that could not be printed for so long is given up: its customer has gone. */
	printTicketAgeMsMax: 120_000,
	/** A segment is confirmed within this time while the printer reports to be in order. */
	printConfirmMsMax: 8_000,
	/**
	 * At most what half the printer's buffer holds, and what a line of 115,200 baud sends faster than any printer
	 * boots.
	 */
	printerSegmentBytesMax: 1_536,
	printerPollMsBusy: 500,
	printerPollMsIdle: 15_000,
	scanCharactersMax: 512,
	tagCommandsMax: 4,
	tagReadTriesMax: 3,
	ndefRecordsMax: 16,
	ndefBytesMax: 888,
} as const;
