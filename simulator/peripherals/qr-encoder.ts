// The QR port of simulated terminals. Boards use the SDK's native encoder.
import { encode } from "uqr";
import type { QrEncoder } from "../../firmware/core/ports.js";

export const qrEncoder: QrEncoder = {
	encode(text: string) {
		const { size, data } = encode(text, { ecc: "M", border: 0 });
		return { size, modules: Uint8Array.from(data.flat(), (isDark) => (isDark ? 1 : 0)) };
	},
};
