// The operator's actions. Each also notifies the terminals and dashboards that it affects.
import type { Place } from "../../firmware/wire/record.js";
import type { Events } from "../events.js";
import type { Log } from "../log.js";
import type { OperatorsWord } from "../payments/payments.js";
import type { FirmwareRow } from "../store/store.js";
import type { Transport } from "../transport/transport.js";
import type { Catalogs } from "./catalog.js";
import type { Enrolment, IssuedCode } from "./enrolment.js";
import type { Firmware } from "./firmware.js";
import type { Sessions } from "./sessions.js";

export interface OperatorOptions {
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly enrolment: Enrolment;
	readonly sessions: Sessions;
	readonly events: Events;
	readonly log: Log;
	readonly transport: Pick<Transport, "provision">;
}

export class Operator {
	readonly #options: OperatorOptions;

	constructor(options: OperatorOptions) {
		this.#options = options;
	}

	/** Issues a one-time code to enrol a new or replaced terminal. Throws HostFault HTTP_TOO_MANY. */
	enrol(terminal: string, name: string): IssuedCode {
		const { enrolment, transport } = this.#options;
		const issued = enrolment.issue(terminal, name);
		transport.provision({ kind: "enrolment", codeId: issued.codeId, expiresMs: issued.expiresMs });
		return issued;
	}

	/** Publishes a catalog and announces it. Returns its version. Throws HostFault CSV_* or Fault CATALOG_*. */
	publishCatalog(csv: Uint8Array): number {
		const { catalogs, sessions, events } = this.#options;
		const { version } = catalogs.publish(csv);
		sessions.announceCatalog();
		events.emit({ kind: "catalog", version });
		return version;
	}

	/** Answers an unsettled payment; `origin` is the attempt's first record. Throws HostFault PAYMENT_*. */
	answerPayment(terminal: string, origin: Place, word: OperatorsWord): void {
		this.#options.sessions.answerPayment(terminal, origin, word);
	}

	/** Signs an image and offers it to terminals with that board. Throws HostFault FIRMWARE_* or HTTP_TOO_LARGE. */
	publishFirmware(board: string, version: number, image: Uint8Array): FirmwareRow {
		return this.announce(this.#options.firmware.publish(board, version, image));
	}

	/** Throws HostFault FIRMWARE_UNKNOWN. */
	withdrawFirmware(board: string, version: number): FirmwareRow {
		return this.announce(this.#options.firmware.withdraw(board, version));
	}

	private announce(row: FirmwareRow): FirmwareRow {
		const { log, sessions } = this.#options;
		log.info(
			{ board: row.board, version: row.version },
			row.isWithdrawn ? "Firmware withdrawn." : "Firmware published.",
		);
		sessions.announceFirmware();
		return row;
	}
}
