// Firmware for terminals: publish, list, withdraw.
import { Type } from "typebox";
import { toHex } from "../../../firmware/core/bytes.js";
import { limits } from "../../../firmware/core/limits.js";
import { HostFault } from "../../faults.js";
import type { Host } from "../../main.js";
import type { FirmwareRow } from "../../store/store.js";
import type { App } from "../app.js";
import { FirmwareImage, Identifier, Problem } from "../schemas.js";

const Address = Type.Object({ board: Identifier, version: Type.Integer({ minimum: 1, maximum: 0xffffffff }) });

function view({ board, version, digest, lengthBytes, isWithdrawn, createdMs }: FirmwareRow) {
	return { board, version, sha256: toHex(digest), lengthBytes, withdrawn: isWithdrawn, publishedMs: createdMs };
}

export function firmwareRoutes(app: App, host: () => Host): void {
	app.get(
		"/api/firmware",
		{
			schema: {
				summary: "Published firmware, the newest version of each board first",
				response: { 200: Type.Array(FirmwareImage) },
			},
		},
		async () => (await host().firmware.list()).map(view),
	);

	app.delete(
		"/api/firmware/:board/:version",
		{
			schema: {
				summary: "Offer a version no more; terminals that run it keep it",
				params: Address,
				response: { 200: FirmwareImage, 422: Problem },
			},
		},
		async (request) => view(await host().withdrawFirmware(request.params.board, request.params.version)),
	);

	void app.register(async (scope) => {
		const bodyLimit = limits.firmwareImageBytesMax;
		scope.addContentTypeParser(
			"application/octet-stream",
			{ parseAs: "buffer", bodyLimit },
			(_request, body, done) => done(null, body),
		);
		scope.put(
			"/api/firmware/:board/:version",
			{
				bodyLimit,
				schema: {
					summary:
						"Publish an image (application/octet-stream) for a kind of board, under a version above all before",
					params: Address,
					response: { 200: FirmwareImage, 413: Problem, 422: Problem },
				},
			},
			async (request) => {
				if (!Buffer.isBuffer(request.body))
					throw new HostFault("HTTP_UNSUPPORTED", "send application/octet-stream");
				const { board, version } = request.params as { board: string; version: number };
				return view(await host().publishFirmware(board, version, request.body));
			},
		);
	});
}
