// Checks that every Ed25519 verifier makes before it asks its engine. Engines compute the same equation, R = S·B − k·A
// byte for byte, but differ in the encodings they accept: some take keys and R of small order, some take a second,
// non-canonical encoding of a point. All of those are refused here by their bytes alone, so that the verdict is the
// same on every engine. No signature made by RFC 8032 is refused. (Chalkias, Garillot and Nikolaenko, "Taming the Many
// EdDSAs", eprint 2020/1244.)

/** y of two points of order 8, little-endian; the other two have p − y. */
const order8 = /* @__PURE__ */ new Uint8Array([
	0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac,
	0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
]);
const order8Negated = /* @__PURE__ */ new Uint8Array([
	0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53,
	0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
]);
/** L, the order of the base point, little-endian. */
const baseOrder = /* @__PURE__ */ new Uint8Array([
	0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0, 0,
	0, 0, 0, 0, 0, 0, 0, 0, 0x10,
]);

/**
 * Whether an engine may be asked: `publicKey` (A) has 32 bytes and `signature` (R, S) 64, A and R are canonical and not
 * of small order, S is below L. Whether A and R are points in the base point's group is left to the equation, on which
 * engines agree.
 */
export function isAdmissible(signature: Uint8Array, publicKey: Uint8Array): boolean {
	if (signature.length !== 64 || publicKey.length !== 32) return false;
	return isAdmissiblePoint(publicKey) && isAdmissiblePoint(signature) && isBelowBaseOrder(signature);
}

/**
 * Checks the first 32 bytes. The sign of x, their last bit, does not matter: where x is 0, the order is small either
 * way.
 */
function isAdmissiblePoint(point: Uint8Array): boolean {
	const lowest = point[0]!;
	const highest = point[31]! & 0x7f;
	// y = 0 is of order 4, y = 1 of order 1.
	if (highest === 0 && lowest <= 1 && isFilledWith(point, 0)) return false;
	// y = p − 1 is of order 2; from y = p on it is not canonical.
	if (highest === 0x7f && lowest >= 0xec && isFilledWith(point, 0xff)) return false;
	return !hasY(point, order8) && !hasY(point, order8Negated);
}

/** Compares the bytes between the lowest and the highest. */
function isFilledWith(point: Uint8Array, value: number): boolean {
	for (let i = 1; i < 31; i++) if (point[i] !== value) return false;
	return true;
}

function hasY(point: Uint8Array, y: Uint8Array): boolean {
	if ((point[31]! & 0x7f) !== y[31]) return false;
	for (let i = 0; i < 31; i++) if (point[i] !== y[i]) return false;
	return true;
}

function isBelowBaseOrder(signature: Uint8Array): boolean {
	for (let i = 31; i >= 0; i--) if (signature[32 + i] !== baseOrder[i]) return signature[32 + i]! < baseOrder[i]!;
	return false;
}
