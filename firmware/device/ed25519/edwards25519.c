// Arithmetic modulo p and on the curve, as in RFC 8032 sections 5.1.3 and 5.1.4, and modulo the base point's order.
#include "edwards25519.h"

#include <string.h>

enum { limbs = 10, bitsPerStep = 32, combBits = 64, highestBit = 252 };

#include "constants.h"

// --- modulo p ---

// A product's limbs are below 2^25 and 2^24 in magnitude, a bit more in the second. `multiply` takes sums of three such
// values: its sums then stay below 2^62, and 19 times a limb below 2^31.

static int width(int limb) { return 26 - (limb & 1); }

static void add(Field sum, const Field a, const Field b)
{
	for (int i = 0; i < limbs; i++) sum[i] = a[i] + b[i];
}

static void subtract(Field difference, const Field a, const Field b)
{
	for (int i = 0; i < limbs; i++) difference[i] = a[i] - b[i];
}

// Limb k of the product is the sum of a[i]·b[k - i], and of 19·a[i]·b[k - i + 10] for what exceeds 255 bits. Two limbs
// of 25 bits meet half a bit too low, so that their product counts twice.
static void multiply(Field product, const Field a, const Field b)
{
	int32_t factors[2 * limbs], doubled[limbs], result[limbs];
	int64_t carry = 0;
	for (int i = 0; i < limbs; i++) {
		factors[i] = 19 * b[i];
		factors[limbs + i] = b[i];
		doubled[i] = i & 1 ? 2 * a[i] : a[i];
	}
	for (int k = 0; k < limbs; k++) {
		const int32_t *left = k & 1 ? a : doubled, *right = factors + limbs + k;
		int64_t total = carry;
		for (int i = 0; i < limbs; i++) total += (int64_t)left[i] * right[-i];
		// Rounds to the nearest, so that limbs stay small on both sides of zero.
		carry = (total + (1 << (width(k) - 1))) >> width(k);
		result[k] = (int32_t)(total - carry * (1 << width(k)));
	}
	int64_t lowest = result[0] + 19 * carry;
	carry = (lowest + (1 << 25)) >> 26;
	memcpy(product, result, sizeof(result));
	product[0] = (int32_t)(lowest - carry * (1 << 26));
	product[1] += (int32_t)carry;
}

// result = a^(2^times) · b. All three may be the same.
static void extend(Field result, const Field a, int times, const Field b)
{
	Field square;
	memcpy(square, a, sizeof(square));
	for (int i = 0; i < times; i++) multiply(square, square, square);
	multiply(result, square, b);
}

// result = a^((p - 5) / 8) = a^(2^252 - 3). Each line names the n for which it makes a^(2^n - 1).
static void powerForRoot(Field result, const Field a)
{
	Field ones, ones10, ones50;
	extend(ones, a, 1, a); // 2
	extend(ones, ones, 2, ones); // 4
	extend(ones, ones, 1, a); // 5
	extend(ones10, ones, 5, ones); // 10
	extend(ones, ones10, 10, ones10); // 20
	extend(ones, ones, 20, ones); // 40
	extend(ones50, ones, 10, ones10); // 50
	extend(ones, ones50, 50, ones50); // 100
	extend(ones, ones, 100, ones); // 200
	extend(ones, ones, 50, ones50); // 250
	extend(result, ones, 2, a);
}

// 1/a = a^(p - 2) = (a^((p - 5) / 8))^8 · a^3
static void invert(Field result, const Field a)
{
	Field cube, power;
	extend(cube, a, 1, a);
	powerForRoot(power, a);
	extend(result, power, 3, cube);
}

// Makes limbs 0 to 9 non-negative and returns what exceeds 255 bits.
static int32_t propagate(Field a)
{
	int32_t carry = 0;
	for (int i = 0; i < limbs; i++) {
		a[i] += carry;
		carry = a[i] >> width(i);
		a[i] &= (1 << width(i)) - 1;
	}
	return carry;
}

// Writes the value between 0 and p - 1, little-endian. `a` is a product.
static void pack(uint8_t *bytes, const Field a)
{
	Field value;
	uint64_t bits = 0;
	int count = 0;
	memcpy(value, a, sizeof(value));
	// Adds p; what exceeds 255 bits is worth 19.
	for (int i = 0; i < limbs; i++) value[i] += (1 << width(i)) - (i == 0 ? 19 : 1);
	int32_t carry = propagate(value);
	value[0] += 19 * carry;
	// Values from p on exceed 255 bits once 19 is added.
	value[0] += 19;
	carry = propagate(value);
	value[0] -= 19 * (1 - carry);
	propagate(value);
	for (int i = 0; i < limbs; i++) {
		bits |= (uint64_t)(uint32_t)value[i] << count;
		for (count += width(i); count >= 8; count -= 8, bits >>= 8) *bytes++ = (uint8_t)bits;
	}
	*bytes = (uint8_t)bits;
}

static uint32_t load(const uint8_t *bytes)
{
	return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

// Ignores the highest bit. The limbs are twice as large as those of a product.
static void unpack(Field a, const uint8_t *bytes)
{
	for (int i = 0; i < limbs; i++) {
		int bit = (51 * i + 1) / 2;
		a[i] = (int32_t)(load(bytes + bit / 8) >> (bit & 7) & ((1u << width(i)) - 1));
	}
}

static int isOdd(const Field a)
{
	uint8_t bytes[32];
	pack(bytes, a);
	return bytes[0] & 1;
}

static int isEqual(const Field a, const Field b)
{
	uint8_t left[32], right[32];
	pack(left, a);
	pack(right, b);
	return memcmp(left, right, sizeof(left)) == 0;
}

// --- points ---

static void compose(Point *p, const Field e, const Field f, const Field g, const Field h)
{
	multiply(p->x, e, f);
	multiply(p->y, g, h);
	multiply(p->z, f, g);
	multiply(p->t, e, h);
}

// The formula is complete: it also holds for equal points and the neutral element.
static void addPoint(Point *p, const Addend *q)
{
	Field a, b, c, d, e;
	subtract(e, p->y, p->x);
	multiply(a, e, q->difference);
	add(e, p->y, p->x);
	multiply(b, e, q->sum);
	multiply(c, p->t, q->doubleDt);
	multiply(d, p->z, q->doubleZ);
	subtract(e, b, a);
	add(b, b, a);
	subtract(a, d, c);
	add(d, d, c);
	compose(p, e, a, d, b);
}

static void doublePoint(Point *p)
{
	Field e, f, g, h;
	add(e, p->x, p->y);
	multiply(e, e, e);
	multiply(f, p->x, p->x);
	multiply(g, p->y, p->y);
	add(h, f, g);
	subtract(g, f, g);
	subtract(e, h, e);
	// Doubled before it is multiplied: a sum of four would be too large.
	add(f, p->z, p->z);
	multiply(f, p->z, f);
	add(f, f, g);
	compose(p, e, f, g, h);
}

static void toAddend(Addend *q, const Point *p)
{
	subtract(q->difference, p->y, p->x);
	add(q->sum, p->y, p->x);
	add(q->doubleZ, p->z, p->z);
	multiply(q->doubleDt, p->t, doubleD);
}

static void clearPoint(Point *p)
{
	memset(p, 0, sizeof(*p));
	p->y[0] = p->z[0] = 1;
}

static void packPoint(uint8_t *bytes, const Point *p)
{
	Field inverse, x, y;
	invert(inverse, p->z);
	multiply(x, p->x, inverse);
	multiply(y, p->y, inverse);
	pack(bytes, y);
	bytes[31] |= (uint8_t)(isOdd(x) << 7);
}

// The point with the opposite sign of x. Returns 0 if the bytes are not a point.
static int unpackNegated(Point *p, const uint8_t *bytes)
{
	static const Field one = { 1 }, zero = { 0 };
	Field u, v, v3, x;
	clearPoint(p);
	unpack(p->y, bytes);
	multiply(u, p->y, p->y);
	multiply(v, u, curveD);
	add(v, v, one);
	subtract(u, u, one);
	multiply(v3, v, v);
	multiply(v3, v3, v);
	multiply(x, v3, v3);
	multiply(x, x, v);
	multiply(x, x, u);
	// x = u·v^3 · (u·v^7)^((p - 5) / 8)
	powerForRoot(p->x, x);
	multiply(x, p->x, v3);
	multiply(x, x, u);
	multiply(v3, x, x);
	multiply(v3, v3, v);
	if (!isEqual(v3, u)) {
		subtract(u, zero, u);
		if (!isEqual(v3, u)) return 0;
		multiply(x, x, rootOfMinusOne);
	}
	if (isOdd(x) == bytes[31] >> 7) subtract(x, zero, x);
	memcpy(p->x, x, sizeof(x));
	multiply(p->t, p->x, p->y);
	return 1;
}

// --- multiples of the base point ---

// The scalar's bits at `bit` in each of its four quarters.
static uint32_t combIndex(const uint8_t *scalar, int bit)
{
	uint32_t index = 0;
	for (int quarter = 0; quarter < 4; quarter++)
		index |= (uint32_t)(scalar[8 * quarter + bit / 8] >> (bit & 7) & 1) << quarter;
	return index;
}

// Reads every entry, since the index may be secret.
static void addFromComb(Point *p, uint32_t index)
{
	union {
		Addend addend;
		int32_t words[3 * limbs];
	} chosen;
	memset(&chosen, 0, sizeof(chosen));
	for (uint32_t entry = 0; entry < 16; entry++) {
		// All ones where entry and index are equal.
		int32_t mask = -(int32_t)(((entry ^ index) - 1) >> 31);
		for (int i = 0; i < 3 * limbs; i++) chosen.words[i] |= comb[entry][i] & mask;
	}
	memcpy(chosen.addend.doubleDt, chosen.words + 2 * limbs, sizeof(Field));
	memset(chosen.addend.doubleZ, 0, sizeof(Field));
	chosen.addend.doubleZ[0] = 2;
	addPoint(p, &chosen.addend);
}

// Any scalar of 32 bytes. The same operations for each.
static void multiplyBase(uint8_t *bytes, const uint8_t *scalar)
{
	Point total;
	clearPoint(&total);
	for (int bit = combBits - 1; bit >= 0; bit--) {
		doublePoint(&total);
		addFromComb(&total, combIndex(scalar, bit));
	}
	packPoint(bytes, &total);
}

// --- modulo the base point's order ---

// value mod order, both little-endian words. The highest 252 bits are below the order. Then one bit after another: the
// remainder is doubled, and the order is subtracted where that leaves no borrow.
static void reduce(uint8_t *bytes, const uint32_t *value)
{
	uint32_t rest[8], less[8];
	for (int i = 0; i < 8; i++) rest[i] = value[8 + i] >> 4 | (i < 7 ? value[9 + i] << 28 : 0);
	for (int bit = 259; bit >= 0; bit--) {
		uint32_t carry = value[bit / 32] >> (bit & 31) & 1;
		uint32_t borrow = 0;
		for (int i = 0; i < 8; i++) {
			uint32_t word = rest[i] << 1 | carry;
			carry = rest[i] >> 31;
			rest[i] = word;
			uint64_t difference = (uint64_t)word - order[i] - borrow;
			less[i] = (uint32_t)difference;
			borrow = (uint32_t)(difference >> 32) & 1;
		}
		uint32_t mask = borrow - 1;
		for (int i = 0; i < 8; i++) rest[i] = (rest[i] & ~mask) | (less[i] & mask);
	}
	for (int i = 0; i < 32; i++) bytes[i] = (uint8_t)(rest[i / 4] >> 8 * (i & 3));
}

static void reduceHash(uint8_t *scalar, const uint8_t *hash)
{
	uint32_t value[16];
	for (int i = 0; i < 16; i++) value[i] = load(hash + 4 * i);
	reduce(scalar, value);
}

// The private scalar: the first half of the seed's hash, as RFC 8032 section 5.1.5 has it.
static void privateScalar(uint8_t *scalar, const uint8_t *seedHash)
{
	memcpy(scalar, seedHash, 32);
	scalar[0] &= 0xf8;
	scalar[31] = (scalar[31] & 0x7f) | 0x40;
}

// --- keys and signatures ---

void edPublicKey(uint8_t *key, const uint8_t *seedHash)
{
	uint8_t scalar[32];
	privateScalar(scalar, seedHash);
	multiplyBase(key, scalar);
}

void edCommit(uint8_t *r, const uint8_t *nonceHash)
{
	uint8_t nonce[32];
	reduceHash(nonce, nonceHash);
	multiplyBase(r, nonce);
}

// S = nonce + k · private scalar
void edRespond(uint8_t *s, const uint8_t *nonceHash, const uint8_t *challenge, const uint8_t *seedHash)
{
	uint8_t nonce[32], k[32], scalar[32];
	uint32_t total[16] = { 0 };
	reduceHash(nonce, nonceHash);
	reduceHash(k, challenge);
	privateScalar(scalar, seedHash);
	for (int i = 0; i < 8; i++) total[i] = load(nonce + 4 * i);
	for (int i = 0; i < 8; i++) {
		uint64_t carry = 0;
		for (int j = 0; j < 8; j++) {
			carry += (uint64_t)load(k + 4 * i) * load(scalar + 4 * j) + total[i + j];
			total[i + j] = (uint32_t)carry;
			carry >>= 32;
		}
		// No row before this one has written this word.
		total[i + 8] = (uint32_t)carry;
	}
	reduce(s, total);
}

int edBeginVerification(Verification *v, const uint8_t *key, const uint8_t *signature, const uint8_t *challenge)
{
	if (!unpackNegated(&v->total, key)) return 0;
	toAddend(&v->multiples[0], &v->total);
	for (int i = 1; i < multiplesCount; i++) {
		addPoint(&v->total, &v->multiples[0]);
		toAddend(&v->multiples[i], &v->total);
	}
	clearPoint(&v->total);
	memcpy(v->r, signature, 32);
	memcpy(v->s, signature + 32, 32);
	reduceHash(v->k, challenge);
	v->bit = highestBit;
	return 1;
}

// R = S·B - k·A, without the cofactor like OpenSSL: R must match byte for byte. The last 64 doublings of k·A also serve
// the comb of S·B. Nothing here is secret.
Verdict edStep(Verification *v)
{
	for (int count = 0; count < bitsPerStep && v->bit >= 0; count++, v->bit--) {
		doublePoint(&v->total);
		if (v->bit % windowBits == 0) {
			int digit = 0;
			for (int i = windowBits - 1; i >= 0; i--)
				digit = digit << 1 | (v->k[(v->bit + i) / 8] >> ((v->bit + i) & 7) & 1);
			if (digit) addPoint(&v->total, &v->multiples[digit - 1]);
		}
		if (v->bit < combBits) addFromComb(&v->total, combIndex(v->s, v->bit));
	}
	if (v->bit >= 0) return verdictPending;
	uint8_t r[32];
	packPoint(r, &v->total);
	return memcmp(r, v->r, sizeof(r)) == 0 ? verdictGood : verdictBad;
}
