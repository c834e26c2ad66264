// Every bound in one place. Sizes in bytes, times in milliseconds, counts plain.

export const limits = {
	// wire
	messageBytesMax: 65_536,
	cborDepthMax: 8,
	cborItemsMax: 16_384,
	cborStringBytesMax: 4_096,
	/**
	 * Largest amount of one record that a reader accepts, of either sign: above what any version's till writes, and
	 * small enough that the sum of a shift stays below 2⁵³.
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
	/** Signed messages of the host that wait until their signatures have been verified. */
	verificationsMax: 16,
	/** Their bytes in all; a host's usual messages take about 200 each. One message alone may be larger. */
	verificationBytesMax: 4_096,
	/** "t/<bucket>/<id>". */
	topicRootCharactersMax: 24,

	// journal
	recordPayloadBytesMax: 2_040, // what a journal frame's eleven-bit code can say
	journalReservedSegments: 2,
	/** Sign after this many records; while online, a batch's signature covers them sooner. */
	checkpointEveryRecords: 50,
	/** Records that may follow before the turn in which a checkpoint is signed. */
	checkpointSlackRecords: 8,
	/** Sign what is unsigned after this time without a record, a touch or a scan. */
	checkpointIdleMs: 300_000,
	/** The same once the shift is closed: long enough not to delay a touch. */
	checkpointQuietMs: 2_000,
	/** After the last record, before the next segment is erased ahead. */
	upkeepDelayMs: 250,
	/** From the boot until the shift's totals are folded. */
	foldDelayMs: 10_000,
	/** Records folded into them in one turn. */
	foldRecords: 6,
	/** Guaranteed by makers of common NOR chips for each sector (e.g. Winbond W25Q128JV, section 1). */
	flashEnduranceCycles: 100_000,
	journalProgramAttemptsMax: 4,
	journalDamagedPlacesMax: 16,
	journalMarkStepsMax: 3,

	// till
	basketLinesMax: 40,
	quantityMax: 9_999,
	/** The largest value of a catalog entry's four bytes: 42,949,672.95 where a currency has two decimals. */
	unitPriceMinorMax: 4_294_967_295,
	/** Of a sale that this version writes: 1,000,000,000.00, which all screens can show. */
	totalMinorMax: 100_000_000_000,
	/** Of names on screens and receipts, and in records. */
	itemNameCharactersMax: 40,
	/** Of the link in a receipt's QR code: with the longest names the code still fits on 58 mm. */
	receiptAddressCharactersMax: 80,
	skuCharactersMax: 24,
	taxRatesMax: 8,
	/** Room for each is kept in the record before anybody pays. */
	tendersMax: 4,
	/** Coupons of one basket, each of another campaign. */
	couponsMax: 4,
	/** Rights in one message of the host, and so in one record of the terminal. */
	rightsPerMessageMax: 32,
	usedCouponsPerMessageMax: 128,
	askBytesMax: 256,
	/** Records between two marks in the rights partition, which is about what a boot folds of it. */
	rightsMarkEvery: 64,
	parkedSalesMax: 4,
	/** Payments with an unknown outcome; at this number no card payment is started. */
	openPaymentsMax: 4,
	/** A cancelled reader that does not answer within this time is treated as silent. */
	readerCancelMs: 5_000,
	/** After this time without the bank's answer the outcome is unknown. */
	readerAuthoriseMs: 60_000,
	/** Time in which a reader must report the outcome of a payment. */
	readerInquiryMs: 15_000,
	/**
	 * An open payment or a parked basket is written again after this many records, long before its segment can be
	 * trimmed.
	 */
	carryAfterRecords: 256,
	/** Records that one step of an inspection reads. */
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
	/** Records between two snapshots of the shift's totals, which is about what a boot reads back. */
	shiftSnapshotEvery: 64,
	/** Records after which a snapshot is written although the totals are not folded yet, which delays the sale. */
	shiftSnapshotOverdue: 192,

	// staff
	staffMax: 32,
	staffNameCharactersMax: 24,
	pinDigitsMin: 4,
	pinDigitsMax: 8,
	/** Wrong PINs of one person in a row before there is a wait. */
	pinGuessesFree: 5,
	/** The first wait. Each further guess doubles it, up to the longest one. */
	pinWaitMsMin: 60_000,
	pinWaitMsMax: 3_600_000,
	/** Rounds of SHA-256 that one try of a PIN takes: a tenth of a second on a board. */
	pinRounds: 512,
	pinRoundsMax: 4_096,

	// personal texts
	/** Of one text, in UTF-8: a flash frame says its length in a byte. */
	textBytesMax: 240,
	/** Of a note on a line, typed or scanned. */
	noteCharactersMax: 40,
	/** Texts in one message, and the bytes of all of them. */
	textsPerMessageMax: 8,
	textMessageBytesMax: 1_024,
	/** After a message with texts that the host has not answered. */
	textRetryMs: 60_000,
	/** Erasures that the host asks for in one message. */
	textErasuresMax: 32,

	// catalog
	catalogItemsMax: 4_096,
	/** Of an item's name and category, which the host keeps whole. */
	catalogTextCharactersMax: 250,
	/** Of the words by which an item is found beside its name. */
	catalogSearchCharactersMax: 60,
	catalogImageBytesMax: 524_288,
	catalogCodesMax: 12_288,
	catalogFavouritesMax: 48,
	catalogCategoriesMax: 32,
	/** Pictures of names and of a receipt's words, in characters that the fonts lack. */
	catalogPicturesMax: 4_608,
	/** As high as the body font, and as the printer's own lines. */
	pictureHeight: 24,
	pictureWidthMax: 240,
	/** Five half bytes for four pixels, where no two beside each other are alike. */
	pictureBytesMax: 3_600,
	catalogPromotionsMax: 16,
	/** Of one pricing rule, as a catalog image stores them. */
	ruleValueBytesMax: 32,
	/** Item sets of one rule. */
	ruleSetsMax: 4,
	/** Entries of rules, one for each item set of a rule: a byte names one. */
	catalogRulesMax: 250,
	/** Groups of rules that merchants number; one more is for promotions of earlier versions. */
	ruleGroupsMax: 30,
	/** Of the lists that say which rules an item is in. */
	catalogRuleListBytesMax: 262_144,
	/** Flags that the host sets, such as rain: bits of a word. */
	catalogFlagsMax: 32,
	/** Campaigns of coupons, the one that gift vouchers stand under included. */
	catalogCampaignsMax: 64,
	/** Flags that are set at one time at a stall. */
	flagsSetMax: 8,
	catalogTaxClassesMax: 16,
	taxRateMillipercentMax: 100_000,
	/** Of authority and jurisdiction of a tax rate, each: every sale's record repeats them. */
	taxTextCharactersMax: 16,
	/** Twelve years of summer time take 25. */
	catalogZoneTransitionsMax: 40,
	zoneNameCharactersMax: 48,
	/** Including those that a reader does not know. */
	catalogSectionsMax: 64,
	/** Head and directory of sections. */
	catalogHeadBytesMax: 2_048,
	/** Rules that a terminal cannot apply, as its record lists them. */
	catalogUnappliedMax: 16,
	catalogWordsPerNameMax: 6,
	barcodesPerItemMax: 4,
	barcodeCharactersMax: 48,
	/** Prefixes 02 and 20 to 29. */
	catalogScaleLabelsMax: 11,

	// sync
	reconnectDelayMsMin: 500,
	reconnectDelayMsMax: 60_000,
	/**
	 * Shorter than the shortest common timeout of middleboxes for idle connections; a sale finds a dead one within
	 * seconds.
	 */
	keepAliveSeconds: 300,
	replyTimeoutMs: 10_000,
	mqttOutgoingBytesMax: 16_384,
	/**
	 * Records made within this time after the first are sent together; a receipt is printed before the batch is signed.
	 */
	shipDelayMs: 200,
	/** The same on a low battery: a radio that sleeps in between uses a fraction of the energy. */
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
	/** A clock is set when it is off by more than this and more than the uncertainty of the host's answer. */
	clockOffMsMax: 2_000,
	/** Once the host has answered, a clock that moves by more than this in a boot is set back to the host's time. */
	clockStepMsMax: 60_000,
	/**
	 * A clock chip counts whole seconds, and a time server may have corrected a fast clock since the newest record. A
	 * clock that is behind what the journal knows by more than this hour is refused.
	 */
	clockBehindMsMax: 3_600_000,
	/** Two years and a day: how long a terminal may lie unused before its clock chip is refused. */
	clockAheadMsMax: 63_244_800_000,
	/** Ten years: how long a terminal may be used without an update before its clock chip is refused. */
	firmwareAgeMsMax: 315_576_000_000,
	/** The year 2015. A host that reports an earlier time has no time itself. */
	hostWallMsMin: 1_420_070_400_000,
	/** Images are pulled in pieces of this size. */
	chunkBytes: 2_048,

	// updates
	/** The largest slot of manifests/<board>/partitions.csv. */
	firmwareImageBytesMax: 0x600000,
	/** Pause before the next check whether records, a sale or a low battery still delay an update. */
	updatePauseMs: 1_000,
	updateBatteryPercentMin: 20,
	/** An update installs when the shift is closed and nobody has touched or scanned for this long. */
	updateQuietMs: 30_000,
	updateLookMs: 5_000,
	/** How long the notice of an installation is shown before the screen goes dark. */
	updateNoticeMs: 1_000,
	/** A new image has this long to show the till or the enrolment screen. */
	trialMs: 60_000,
	/** How long it must then run without a crash before it is confirmed. */
	trialSettleMs: 10_000,
	/** Trials ended by a power cut; after this many the version is refused. */
	trialsMax: 3,

	// power
	/**
	 * On an empty battery: the time left to finish a sale that was begun, and how often the till checks whether it is
	 * finished.
	 */
	endGraceMs: 120_000,
	endLookMs: 1_000,

	// touch
	/** A touch sooner after a change of screen was meant for the screen before (docs/screens.md). */
	tapGuardMs: 300,
	/** A longer touch is a hold: what it brought up is guarded from its end, otherwise from its beginning. */
	tapContactMsMax: 200,

	// self-test
	/** For what a person is asked to do or to answer. */
	selfTestPersonMs: 30_000,
	/** For a part that needs nobody, to give a first sign. */
	selfTestPartMs: 10_000,
	selfTestNetworkMs: 20_000,
	selfTestFlashMs: 120_000,
	/** How long the flash test reads the journal of a terminal that has one. */
	selfTestAuditMs: 20_000,
	selfTestPollMs: 100,
	/** A button pressed sooner after a task has come up was meant for the one before: nobody reads so fast. */
	selfTestReadMs: 400,
	/** Touches beside one cross before the touch panel fails. */
	selfTestMissesMax: 3,

	// peripherals
	/** Lines of all waiting tickets, each ticket's frame counted as eight: about 10 KiB of a board's heap. */
	printQueueLinesMax: 48,
	/** A ticket that could not be printed for this long is dropped: its customer has left. */
	printTicketAgeMsMax: 120_000,
	/** A segment is confirmed within this time while the printer reports no problem. */
	printConfirmMsMax: 8_000,
	/** What a printer that confirms nothing is given for a line, which is 3.75 mm, and at the end of a ticket. */
	printLineMs: 80,
	printSilentMs: 2_000,
	/** Tickets that may be whole, and segments without a confirmation, before a ticket is given up. */
	printAttemptsMax: 2,
	/**
	 * At most half of the printer's buffer, and little enough to be sent at 115,200 baud before any printer has
	 * restarted.
	 */
	printerSegmentBytesMax: 1_536,
	printerPollMsBusy: 500,
	printerPollMsIdle: 15_000,
	scanCharactersMax: 512,
	tagCommandsMax: 4,
	tagReadTriesMax: 3,
	ndefRecordsMax: 16,
	/** Pieces of one chunked record. */
	ndefChunksMax: 64,
	ndefBytesMax: 888,
} as const;
