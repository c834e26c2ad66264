// The numbers of host calls and events. Both sides of the bridge import this table.

/**
 * Host calls: `callHost(opcode, …)`. Those marked * are `fillFromHost` calls, which fill the bytes of their first
 * value.
 */
export const op = {
	wallMs: 1,
	wallQuality: 2,
	wallSet: 3,
	uptimeMs: 4,
	timerStart: 5,
	timerCancel: 6,
	/** * */
	randomFill: 7,
	sha256: 8,
	digestBegin: 9,
	digestUpdate: 10,
	digestFinish: 11,
	sha512: 12,
	flashGeometry: 15,
	/** * */
	flashRead: 16,
	/** * */
	flashReadRaw: 17,
	flashProgram: 18,
	flashErase: 19,
	keyRead: 20,
	keyWrite: 21,
	keyDelete: 22,
	streamOpen: 23,
	streamRead: 24,
	streamWrite: 25,
	streamClose: 26,
	touchOpen: 27,
	touchClose: 28,
	screenSize: 29,
	makeColor: 30,
	drawBegin: 31,
	fillRectangle: 32,
	blendRectangle: 33,
	drawText: 34,
	textWidth: 35,
	drawEnd: 36,
	drawGray: 53,
	fontHeight: 37,
	qrEncode: 38,
	cardRequest: 39,
	cardCancel: 40,
	cardInquire: 80,
	play: 41,
	resetReason: 42,
	trace: 43,
	rasterDraw: 44,
	backlight: 45,
	/**
	 * Field 0 is the converter's full scale in millivolts, 0 without a battery; field 1 the typical hours; field 2 what
	 * the charger adds to the voltage, in millivolts.
	 */
	batteryScale: 46,
	batteryResolution: 47,
	batteryRead: 48,
	charging: 49,
	batteryShown: 57,
	lamp: 50,
	restart: 51,
	hasAddress: 52,
	/** Undefined when the machine takes no updates. The lowest opcode of the update port. */
	updateBoard: 70,
	updateVersion: 71,
	updateIsTrial: 72,
	updateConfirm: 73,
	updateRollBack: 74,
	slotOpen: 76,
	slotWrite: 77,
	slotComplete: 78,
	slotClose: 79,
	/** Whether there is a line for a scanner. */
	scannerPresent: 59,
	/** 0 where there is no line for a tag reader, 1 for an I2C bus, 2 for a serial line. */
	tagReaderLine: 60,
	i2cOpen: 61,
	i2cRead: 62,
	i2cWrite: 63,
	i2cClose: 64,
} as const;

/** Calls into the guest: `onHost(event, id, …)`. */
export const event = {
	timer: 1,
	readable: 2,
	writable: 3,
	error: 4,
	touch: 5,
	cardAuthorising: 6,
	cardOutcome: 7,
} as const;

export const flashPartitions = ["journalFlash", "catalogFlash", "rightsFlash", "textsFlash"] as const;
export const streamKinds = ["printer", "scanner", "network", "tagReader"] as const;
export const fontNames = ["small", "body", "large", "amount"] as const;
export const touchPhases = ["down", "move", "up"] as const;
export const lampSignals = ["fine", "waiting", "help"] as const;
export const sounds = ["tick", "accepted", "refused", "attention"] as const;
export const cardResults = ["approved", "declined", "cancelled", "unknown", "confirmed", "unconfirmed"] as const;
