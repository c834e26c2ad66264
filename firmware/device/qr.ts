import qrCode from "qrcode";
import type { QrEncoder } from "../core/ports.js";

export const nativeQrEncoder: QrEncoder = {
	encode(text: string) {
		const modules = qrCode({ input: text });
		return { size: modules.size, modules: new Uint8Array(modules) };
	},
};
