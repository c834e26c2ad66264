// Every bound in one place. Sizes in bytes, times in milliseconds, counts plain.

export const limits = {
	// wire
	messageBytesMax: 65_536,
	cborDepthMax: 8,
	cborItemsMax: 16_384,
	cborStringBytesMax: 4_096,
	mqttPacketBytesMax: 66_560,
	mqttPacketBytesMaxTerminal: 6_144,
	batchRecordsMax: 50,
	batchBytesMax: 4_096,
	identifierCharactersMax: 32,

	// journal
	recordPayloadBytesMax: 2_048,
	journalReservedSegments: 2,

	// till
	basketLinesMax: 40,
	quantityMax: 9_999,
	unitPriceMinorMax: 10_000_000,
	totalMinorMax: 1_000_000_000,
	itemNameCharactersMax: 40,
	skuCharactersMax: 24,
	noteCharactersMax: 60,
	taxRatesMax: 8,
	tendersMax: 8,
	parkedSalesMax: 4,

	// catalog
	catalogItemsMax: 4_096,
	catalogImageBytesMax: 262_144,
	catalogChunkBytes: 2_048,

	// sync
	reconnectDelayMsMin: 500,
	reconnectDelayMsMax: 60_000,
	keepAliveSeconds: 30,
	replyTimeoutMs: 10_000,

	// peripherals
	printerBufferBytes: 4_096,
	printQueueTicketsMax: 8,
	scanCharactersMax: 512,
	tagCommandsMax: 4,
	ndefRecordsMax: 16,
	ndefBytesMax: 888,
} as const;
