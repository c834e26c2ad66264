// The arithmetic of Ed25519 as functions of XS, for boards and for the simulator's engine.
#include "xsmc.h"

#include "edwards25519.h"

// Valid until XS allocates memory.
static const uint8_t *bytesOf(xsMachine *the, int argument, xsUnsignedValue length)
{
	void *data;
	xsUnsignedValue count;

	xsmcGetBufferReadable(xsArg(argument), &data, &count);
	if (count != length)
		xsUnknownError("length");
	return data;
}

static const uint8_t *hashOf(xsMachine *the, int argument)
{
	return bytesOf(the, argument, 64);
}

void xs_ed25519_publicKey(xsMachine *the)
{
	uint8_t key[32];

	edPublicKey(key, hashOf(the, 0));
	xsmcSetArrayBuffer(xsResult, key, sizeof(key));
}

void xs_ed25519_commit(xsMachine *the)
{
	uint8_t r[32];

	edCommit(r, hashOf(the, 0));
	xsmcSetArrayBuffer(xsResult, r, sizeof(r));
}

void xs_ed25519_respond(xsMachine *the)
{
	uint8_t s[32];

	edRespond(s, hashOf(the, 0), hashOf(the, 1), hashOf(the, 2));
	xsmcSetArrayBuffer(xsResult, s, sizeof(s));
}

void xs_ed25519_beginVerification(xsMachine *the)
{
	void *verification;
	xsUnsignedValue count;

	xsmcSetArrayBuffer(xsResult, NULL, sizeof(Verification));
	xsmcGetBufferWritable(xsResult, &verification, &count);
	if (!edBeginVerification(verification, bytesOf(the, 0, 32), bytesOf(the, 1, 64), hashOf(the, 2)))
		xsmcSetUndefined(xsResult);
}

void xs_ed25519_step(xsMachine *the)
{
	void *verification;
	xsUnsignedValue count;
	Verdict verdict;

	xsmcGetBufferWritable(xsArg(0), &verification, &count);
	if (count != sizeof(Verification))
		xsUnknownError("length");
	verdict = edStep(verification);
	if (verdictPending != verdict)
		xsmcSetBoolean(xsResult, verdictGood == verdict);
}
