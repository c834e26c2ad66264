// What the firmware uses of the Moddable SDK 8 and @moddable/typings 5.6.0 lacks or has too narrow.

/** Turns into a native function when compiled by xsc. */
declare function native(name: string): (this: unknown, ...values: unknown[]) => unknown;

/** Bytes in flash or native memory. */
interface HostBuffer {
	readonly byteLength: number;
}

declare const HostBuffer: { new (): HostBuffer };

type BufferLike = ArrayBuffer | HostBuffer | Uint8Array;

declare const trace: (text: string) => void;

declare const System: {
	resolve(name: string, onResolved: (name: string, address: string | undefined) => void): void;
};

declare module "mc/config" {
	interface SerialPins {
		/** Left out where nothing is sent. */
		readonly transmit?: number;
		readonly receive: number;
		readonly port: number;
		readonly baud: number;
	}

	const config: {
		readonly file: { readonly root: string };
		/** Desktop: where its files lie, with the last slash; the SDK's own place unless given. */
		readonly folder?: string;
		/** For which kind of board the image was built, and its version. */
		readonly board: string;
		readonly firmwareVersion: number;
		/** When it was built, in milliseconds since 1970: no clock can be right that shows an earlier time. */
		readonly builtMs: number;
		readonly printerPort: number;
		readonly scannerPort: number;
		readonly i2c: { readonly data: number; readonly clock: number };
		readonly touchPanel: { readonly flipX: boolean; readonly flipY: boolean };
		readonly printer: SerialPins;
		readonly scanner: SerialPins;
		/** The line of the tag reader: the I2C bus, or the scanner's UART, which the board then has no scanner on. */
		readonly tagReader: "i2c" | "scanner";
		readonly buzzer: number;
		readonly backlight: number;
		readonly lamp?: number;
		readonly touchInterrupt?: number;
		readonly battery?: { readonly level: number; readonly charger: number };
		readonly sntp: string;
	};
	export default config;
}

declare module "crypt" {
	export class Digest {
		constructor(algorithm: "SHA256" | "SHA512");
		write(bytes: Uint8Array): void;
		close(): ArrayBuffer;
	}
}

declare module "rng" {
	const RNG: { get(byteLength: number): ArrayBuffer };
	export default RNG;
}

declare module "resetReason" {
	export default function getResetReason(): { readonly reason: number; readonly string: string };
}

declare module "sntp" {
	export default class SNTP {
		static readonly time: number;
		static readonly retry: number;
		static readonly error: number;
		constructor(options: { host: string }, onMessage: (message: number, value?: number | string) => void);
		close(): void;
	}
}

declare module "file" {
	export class File {
		constructor(path: string, isWritable?: boolean);
		readonly length: number;
		position: number;
		read(type: ArrayBufferConstructor, count?: number): ArrayBuffer;
		write(bytes: ArrayBuffer): void;
		close(): void;
		static delete(path: string): boolean;
		static exists(path: string): boolean;
		static rename(path: string, name: string): boolean;
	}
}

declare module "commodetto/BufferOut" {
	import type PixelsOut from "commodetto/PixelsOut";

	const BufferOut: new (options: { width: number; height: number; pixelFormat: number }) => PixelsOut & {
		readonly bitmap: { readonly buffer: ArrayBuffer };
	};
	export default BufferOut;
}

declare module "embedded:io/analog" {
	export default class Analog {
		constructor(options: { pin: number; resolution: number });
		readonly resolution: number;
		read(): number;
		close(): void;
	}
}

declare module "embedded:io/digital" {
	export default class Digital {
		static readonly Input: number;
		static readonly InputPullUp: number;
		static readonly Output: number;
		static readonly Falling: number;
		constructor(options: { pin: number; mode: number; edge?: number; onReadable?(): void });
		read(): number;
		write(value: number): void;
		close(): void;
	}
}

declare module "embedded:io/i2c" {
	export default class I2C {
		constructor(options: { data: number; clock: number; address: number; hz: number });
		read(byteLength: number): ArrayBuffer;
		write(bytes: Uint8Array): void;
		close(): void;
	}
}

declare module "embedded:io/pwm" {
	export default class PWM {
		constructor(options: { pin: number; hz: number; resolution: number });
		write(value: number): void;
		close(): void;
	}
}

declare module "embedded:io/serial" {
	export default class Serial {
		constructor(options: {
			transmit?: number;
			receive: number;
			port: number;
			baud: number;
			format: "buffer";
			onReadable(count: number): void;
			onWritable(count: number): void;
		});
		read(byteLength?: number): ArrayBuffer | undefined;
		write(bytes: Uint8Array): void;
		close(): void;
	}
}

declare module "embedded:io/socket/listener" {
	import type TCP from "embedded:io/socket/tcp";

	export default class Listener {
		constructor(options: { port: number; onReadable(count: number): void });
		read(): (TCP & { readonly constructor: typeof TCP }) | undefined;
		close(): void;
	}
}

declare module "embedded:io/socket/tcp/tls" {
	import type TCP from "embedded:io/socket/tcp";

	export default class TLSSocket {
		constructor(options: {
			host: string;
			address: string;
			port: number;
			TCP: { io: typeof TCP; nodelay: boolean };
			secure: { certificate: ArrayBuffer };
			format: "buffer";
			onReadable(count: number): void;
			onWritable(count: number): void;
			onError(): void;
		});
		read(byteLength?: number): ArrayBuffer | number | undefined;
		write(bytes: Uint8Array): unknown;
		close(): void;
	}
}

declare module "embedded:network/interface/wifi" {
	export default class WiFi {
		constructor(options: { onChanged(): void });
		readonly connection: number;
		connect(options: { SSID: string; password?: string; secure?: boolean }): void;
		close(): void;
	}
}

declare module "embedded:storage/flash" {
	export interface Flash {
		read(into: Uint8Array, byteOffset: number): number;
		write(bytes: Uint8Array, byteOffset: number): void;
		eraseBlock(block: number): void;
		status(): { readonly size: number; readonly blockLength: number };
		close(): void;
	}

	const storage: { open(options: { path: string; mode?: "r" | "r+" }): Flash };
	export default storage;
}

declare module "embedded:storage/key-value" {
	export interface Storage {
		read(key: string): ArrayBuffer | string | number | bigint | undefined;
		write(key: string, value: Uint8Array): void;
		delete(key: string): void;
	}

	const storage: { open(options: { path: string; format: "buffer"; mode?: "r" | "r+" }): Storage };
	export default storage;
}

declare module "embedded:update" {
	import type { Flash } from "embedded:storage/flash";

	const update: {
		open(options: { partition: Flash }): { write(bytes: Uint8Array): void; complete(): void; close(): void };
	};
	export default update;
}
