// ISO 4217: the codes in use that have a minor unit. Gold, special drawing rights, "no currency" and the like have none
// and are not used for payment. Source: the maintenance agency's list one
// (https://www.six-group.com/en/products-services/financial-information/data-standards.html), by way of
// test/core/vectors/iso4217.csv; a test compares the two. Table and symbols are one text each: as objects they would
// take 20 KiB of a board's flash.

export interface Currency {
	/** ISO 4217 alphabetic code. */
	readonly code: string;
	/** ISO 4217 number, three digits. */
	readonly number: string;
	/** ISO 4217 number of decimals. */
	readonly decimals: number;
	/** Printed before an amount: the usual symbol where our fonts have one, else the code. */
	readonly symbol: string;
}

/** Three letters, three digits, one digit of decimals. Letters follow each other only where a row begins. */
const rowCharacters = 7;
const table =
	"AED7842AFN9712ALL0082AMD0512AOA9732ARS0322AUD0362AWG5332AZN9442BAM9772BBD0522BDT0502BHD0483BIF1080BMD0602" +
	"BND0962BOB0682BOV9842BRL9862BSD0442BTN0642BWP0722BYN9332BZD0842CAD1242CDF9762CHE9472CHF7562CHW9482CLF9904" +
	"CLP1520CNY1562COP1702COU9702CRC1882CUP1922CVE1322CZK2032DJF2620DKK2082DOP2142DZD0122EGP8182ERN2322ETB2302" +
	"EUR9782FJD2422FKP2382GBP8262GEL9812GHS9362GIP2922GMD2702GNF3240GTQ3202GYD3282HKD3442HNL3402HTG3322HUF3482" +
	"IDR3602ILS3762INR3562IQD3683IRR3642ISK3520JMD3882JOD4003JPY3920KES4042KGS4172KHR1162KMF1740KPW4082KRW4100" +
	"KWD4143KYD1362KZT3982LAK4182LBP4222LKR1442LRD4302LSL4262LYD4343MAD5042MDL4982MGA9692MKD8072MMK1042MNT4962" +
	"MOP4462MRU9292MUR4802MVR4622MWK4542MXN4842MXV9792MYR4582MZN9432NAD5162NGN5662NIO5582NOK5782NPR5242NZD5542" +
	"OMR5123PAB5902PEN6042PGK5982PHP6082PKR5862PLN9852PYG6000QAR6342RON9462RSD9412RUB6432RWF6460SAR6822SBD0902" +
	"SCR6902SDG9382SEK7522SGD7022SHP6542SLE9252SOS7062SRD9682SSP7282STN9302SVC2222SYP7602SZL7482THB7642TJS9722" +
	"TMT9342TND7883TOP7762TRY9492TTD7802TWD9012TZS8342UAH9802UGX8000USD8402USN9972UYI9400UYU8582UYW9274UZS8602" +
	"VED9262VES9282VND7040VUV5480WST8822XAD3962XAF9500XCD9512XCG5322XOF9520XPF9530YER8862ZAR7102ZMW9672ZWG9242";

/** The symbols that people use within the country. */
const symbols =
	" ARS$ AUD$ BAMKM BRLR$ CAD$ CLP$ CNY¥ COP$ CRC₡ CUP$ CZKKč DKKkr DOPRD$ EGPE£ EUR€ FJD$ FKP£ GBP£ GHSGH₵" +
	" GIP£ GTQQ HKD$ HNLL HUFFt IDRRp ILS₪ INR₹ ISKkr JMD$ JPY¥ KRW₩ KWDKD KZT₸ LKRRs MXN$ MYRRM NAD$ NGN₦" +
	" NOKkr NPRRs NZD$ PENS/ PHP₱ PKRRs PLNzł PYG₲ RONlei RUB₽ SEKkr SGD$ SHP£ SSP£ SYP£ TRY₺ TTD$ TWDNT$ UAH₴" +
	" USD$ UYU$ VND₫ ZARR ";

/** Undefined for a code that is not a currency in use. */
export function findCurrency(code: string): Currency | undefined {
	const at = code.length === 3 ? table.indexOf(code) : -1;
	if (at < 0 || at % rowCharacters !== 0) return undefined;
	return {
		code,
		number: table.slice(at + 3, at + 6),
		decimals: Number(table.charAt(at + 6)),
		symbol: symbolOf(code),
	};
}

/** The code itself where there is no usual symbol, or no such currency. */
export function symbolOf(code: string): string {
	const at = symbols.indexOf(` ${code}`);
	return at < 0 || code.length !== 3 ? code : symbols.slice(at + 4, symbols.indexOf(" ", at + 4));
}
