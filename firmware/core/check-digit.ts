// The GS1 check digit (GS1 General Specifications, section 7.9.1): weights 3 and 1 from the right, sum to a multiple of
// ten.

/** Whether `digits`, with its last digit as the check, adds up. */
export function hasCheckDigit(digits: string): boolean {
	let sum = 0;
	for (let index = 0; index < digits.length; index++) {
		const digit = digits.charCodeAt(digits.length - 1 - index) - 0x30;
		if (digit < 0 || digit > 9) return false;
		sum += index % 2 === 0 ? digit : 3 * digit;
	}
	return digits.length > 1 && sum % 10 === 0;
}

export function isDigits(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 0x30 || code > 0x39) return false;
	}
	return text.length > 0;
}
