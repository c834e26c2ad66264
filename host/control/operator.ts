// The operator's actions. Each also notifies the terminals and dashboards that it affects.
import type { Place } from "../../firmware/wire/record.js";
import type { Events } from "../events.js";
import { HostFault } from "../faults.js";
import type { Guard } from "../guard.js";
import { type Log, textOf } from "../log.js";
import type { OperatorAnswer } from "../payments/payments.js";
import type { FirmwareRow, Store } from "../store/store.js";
import type { Transport } from "../transport/transport.js";
import type { Catalogs, Publication } from "./catalog.js";
import type { Enrolment, IssuedCode } from "./enrolment.js";
import type { FlagsView } from "../context.js";
import type { Devices } from "./devices.js";
import type { Flags } from "./flags.js";
import type { Firmware } from "./firmware.js";
import type { People, PersonChange } from "./people.js";
import type { Sessions } from "./sessions.js";

export interface OperatorOptions {
	readonly catalogs: Catalogs;
	readonly firmware: Firmware;
	readonly flags: Flags;
	readonly devices: Pick<Devices, "get">;
	readonly store: Pick<Store, "terminals">;
	readonly enrolment: Enrolment;
	readonly people: People;
	readonly sessions: Sessions;
	readonly events: Events;
	readonly log: Log;
	readonly guard: Guard;
	readonly transport: Pick<Transport, "provision">;
}

export class Operator {
	readonly #options: OperatorOptions;

	constructor(options: OperatorOptions) {
		this.#options = options;
	}

	/** Issues a one-time code to enrol a new or replaced terminal. Rejects with HostFault HTTP_TOO_MANY. */
	async enrol(terminal: string, name: string): Promise<IssuedCode> {
		const { enrolment, transport } = this.#options;
		const issued = await enrolment.issue(terminal, name);
		transport.provision({ kind: "enrolment", codeId: issued.codeId, expiresMs: issued.expiresMs });
		return issued;
	}

	/**
	 * Publishes a catalog, with a `digest` only the one that was previewed, and announces it. Rejects with HostFault
	 * CSV_* or CATALOG_CHANGED, or Fault CATALOG_*.
	 */
	async publishCatalog(csv: Uint8Array, digest?: string): Promise<Publication> {
		const { catalogs, log } = this.#options;
		const published = await catalogs.publish(csv, digest);
		const { version, warnings } = published;
		for (const { line, column, code, detail } of warnings)
			log.warn({ code, version, line, column, detail }, textOf(code));
		await this.announceCatalog(version);
		return published;
	}

	/**
	 * Adds a person, or changes the one with that number, and publishes who signs in with the latest catalog. Returns
	 * the number. Rejects with HostFault PERSON_* or PEOPLE_FULL, or Fault CATALOG_*.
	 */
	async savePerson(number: number | undefined, change: PersonChange): Promise<number> {
		const { people, catalogs, log } = this.#options;
		const saved = number ?? (await people.add(change));
		if (number !== undefined) await people.change(number, change);
		log.info({ person: saved, isNewPin: change.digits !== undefined }, "Person saved.");
		const published = await catalogs.publishPeople();
		if (published) await this.announceCatalog(published.version);
		return saved;
	}

	/** The flags that are set, and the version of them that each terminal has reported. */
	async flags(): Promise<FlagsView> {
		const { flags, catalogs, devices, store } = this.#options;
		const terminals = await store.terminals.all();
		return {
			names: (await catalogs.latestSource())?.flags ?? [],
			state: await flags.state(),
			terminals: terminals.map(({ terminal, name }) => ({
				...{ terminal, name, version: devices.get(terminal).status?.flags },
			})),
		};
	}

	/**
	 * Sets a flag at one stall or at all until a time, or unsets it, and tells the terminals. Rejects with HostFault
	 * FLAG_UNKNOWN or FLAG_INVALID.
	 */
	async setFlag(flag: string, terminal = "", untilMs?: number): Promise<void> {
		const { flags, catalogs, sessions, store, guard, events, log } = this.#options;
		const names = (await catalogs.latestSource())?.flags ?? [];
		if (untilMs !== undefined && !names.includes(flag)) throw new HostFault("FLAG_UNKNOWN");
		if (terminal !== "" && !(await store.terminals.find(terminal)))
			throw new HostFault("FLAG_INVALID", "there is no such terminal");
		await flags.change(flag, terminal, untilMs);
		log.info({ flag, terminal, untilMs }, untilMs === undefined ? "Flag unset." : "Flag set.");
		await guard.settle("announce", () => sessions.announceFlags());
		events.emit({ kind: "flags" });
	}

	/** Answers an unsettled payment; `origin` is the attempt's first record. Rejects with HostFault PAYMENT_*. */
	answerPayment(terminal: string, origin: Place, answer: OperatorAnswer): Promise<void> {
		return this.#options.sessions.answerPayment(terminal, origin, answer);
	}

	/**
	 * Signs an image and offers it to terminals with that board. Rejects with HostFault FIRMWARE_* or HTTP_TOO_LARGE.
	 */
	async publishFirmware(board: string, version: number, image: Uint8Array): Promise<FirmwareRow> {
		return this.announce(await this.#options.firmware.publish(board, version, image));
	}

	/** Rejects with HostFault FIRMWARE_UNKNOWN. */
	async withdrawFirmware(board: string, version: number): Promise<FirmwareRow> {
		return this.announce(await this.#options.firmware.withdraw(board, version));
	}

	/** It is published. Whoever does not hear of it now gets it with its next session. */
	async announceCatalog(version: number): Promise<void> {
		const { sessions, guard, events } = this.#options;
		await guard.settle("announce", () => sessions.announceCatalog());
		events.emit({ kind: "catalog", version });
	}

	private async announce(row: FirmwareRow): Promise<FirmwareRow> {
		const { log, guard, sessions } = this.#options;
		log.info(
			{ board: row.board, version: row.version },
			row.isWithdrawn ? "Firmware withdrawn." : "Firmware published.",
		);
		await guard.settle("announce", () => sessions.announceFirmware());
		return row;
	}
}
