// The arithmetic of Ed25519 (RFC 8032) for 32-bit processors. Hashes are SHA-512 values of 64 bytes, made by the
// caller. Nothing is allocated. What takes a secret has no branch and no table index that depends on it.
#ifndef TILLMARK_EDWARDS25519_H
#define TILLMARK_EDWARDS25519_H

#include <stdint.h>

/** An element modulo p = 2^255 - 19: ten limbs of 26 and 25 bits in turn, signed. */
typedef int32_t Field[10];

/** x = X/Z, y = Y/Z, xy = T/Z. */
typedef struct {
	Field x, y, z, t;
} Point;

/** A point as an operand of additions: Y - X, Y + X, 2Z, 2dT. */
typedef struct {
	Field difference, sum, doubleZ, doubleDt;
} Addend;

enum { windowBits = 3, multiplesCount = (1 << windowBits) - 1 };

/** A signature that is being verified. */
typedef struct {
	Addend multiples[multiplesCount]; // of -A, from 1 on
	Point total;
	uint8_t k[32], s[32], r[32];
	int32_t bit; // the next of k, from the highest
} Verification;

typedef enum { verdictPending = -1, verdictBad = 0, verdictGood = 1 } Verdict;

/** The public key, 32 bytes, of the hash of a seed. */
void edPublicKey(uint8_t *key, const uint8_t *seedHash);
/** R of a signature, 32 bytes: `nonceHash` is the hash of the seed's prefix and the message. */
void edCommit(uint8_t *r, const uint8_t *nonceHash);
/** S of a signature, 32 bytes: `challenge` is the hash of R, public key and message. */
void edRespond(uint8_t *s, const uint8_t *nonceHash, const uint8_t *challenge, const uint8_t *seedHash);
/**
 * Begins to verify a signature of 64 bytes. The caller has checked that the encodings of A and R are canonical and that
 * S is below the base point's order. Returns 0 if the key is not a point.
 */
int edBeginVerification(Verification *v, const uint8_t *key, const uint8_t *signature, const uint8_t *challenge);
/** Takes the next 32 bits of the scalars. Not to be called after a verdict. */
Verdict edStep(Verification *v);

#endif
