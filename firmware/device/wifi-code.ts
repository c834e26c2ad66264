// The QR code by which phones and routers share a Wi-Fi network: `WIFI:T:WPA;S:name;P:passphrase;;`, with fields in any
// order. A backslash escapes ; , : " and \ (format of ZXing's "Barcode Contents").

export const wifiCodePrefix = "WIFI:";
/** IEEE 802.11: a name has at most 32 bytes, a WPA passphrase 8 to 63 characters. */
const limits = { nameCharactersMax: 32, passphraseCharactersMin: 8, passphraseCharactersMax: 63 } as const;

export interface WifiCode {
	readonly name: string;
	/** Empty for an open network. */
	readonly passphrase: string;
}

/** Undefined when the text is not such a code, or its kind of network is not supported. */
export function parseWifiCode(text: string): WifiCode | undefined {
	if (!text.startsWith(wifiCodePrefix)) return undefined;
	let [kind, name, passphrase] = ["nopass", "", ""];
	let [key, value, isKey] = ["", "", true];
	for (let i = wifiCodePrefix.length; i < text.length; i++) {
		const character = text[i]!;
		if (character === ";") {
			if (key === "T") kind = value;
			else if (key === "S") name = value;
			else if (key === "P") passphrase = value;
			[key, value, isKey] = ["", "", true];
		} else if (character === ":" && isKey) isKey = false;
		else if (isKey) key += character;
		else value += character === "\\" ? (text[++i] ?? "") : character;
	}
	if (name === "" || name.length > limits.nameCharactersMax) return undefined;
	if (kind === "nopass") return { name, passphrase: "" };
	const fits =
		passphrase.length >= limits.passphraseCharactersMin && passphrase.length <= limits.passphraseCharactersMax;
	return kind === "WPA" && fits ? { name, passphrase } : undefined;
}
