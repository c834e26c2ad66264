// Firmware for terminals: publish, list, withdraw.
import { type Static, Type } from "typebox";
import { toHex } from "../../../firmware/core/bytes.js";
import { limits } from "../../../firmware/core/limits.js";
import type { FirmwareContext, FirmwareRow } from "../../context.js";
import { HostFault } from "../../faults.js";
import type { App } from "../app.js";
import { FirmwareImage, Identifier, Problem } from "../schemas.js";

const Address = Type.Object({ board: Identifier, version: Type.Integer({ minimum: 1, maximum: 0xffffffff }) });
const bodyLimit = limits.firmwareImageBytesMax;

function view(row: FirmwareRow): Static<typeof FirmwareImage> {
	const { board, version, digest, lengthBytes, isWithdrawn, createdMs } = row;
	return { board, version, sha256: toHex(digest), lengthBytes, withdrawn: isWithdrawn, publishedMs: createdMs };
}

export function firmwareRoutes(app: App, context: FirmwareContext): void {
	app.get(
		"/api/firmware",
		{
			schema: {
				summary: "Published firmware, the newest version of each board first",
				response: { 200: Type.Array(FirmwareImage) },
			},
		},
		async () => (await context.listFirmware()).map(view),
	);

	app.delete(
		"/api/firmware/:board/:version",
		{
			schema: {
				summary: "Stop offering a version; terminals that run it keep it",
				params: Address,
				response: { 200: FirmwareImage, 422: Problem },
			},
		},
		async (request) => view(await context.withdrawFirmware(request.params.board, request.params.version)),
	);

	void app.register(async (scope: App) => {
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
					summary: "Publish an image (application/octet-stream); its version must be above all before",
					params: Address,
					response: { 200: FirmwareImage, 413: Problem, 422: Problem },
				},
			},
			async (request) => {
				if (!Buffer.isBuffer(request.body))
					throw new HostFault("HTTP_UNSUPPORTED", "send application/octet-stream");
				const { board, version } = request.params;
				return view(await context.publishFirmware(board, version, request.body));
			},
		);
	});
}
