// Runs the board's Ed25519 arithmetic on this computer. Each line of the input is a command with arguments in
// hexadecimal, and is answered by a line:
//   key SEEDHASH, commit NONCEHASH, respond NONCEHASH CHALLENGE SEEDHASH, verify KEY SIGNATURE CHALLENGE
// With the argument "secret" the hashes are marked as secret for valgrind, and the answers are empty: it then reports
// every branch and every address that depends on them.
#include "edwards25519.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { argumentsMax = 3, hashBytes = 64 };

static int isSecret;

// Valgrind's memcheck takes new memory for undefined, and --malloc-fill=00 makes it zero: the bytes keep their values.
static void markSecret(uint8_t *bytes)
{
	volatile uint8_t *undefined = malloc(hashBytes);
	for (int i = 0; i < hashBytes; i++) bytes[i] ^= undefined[i];
	free((void *)undefined);
}

static void readHex(uint8_t *bytes, const char *text)
{
	unsigned byte;
	for (int i = 0; i < hashBytes && sscanf(text + 2 * i, "%2x", &byte) == 1; i++) bytes[i] = (uint8_t)byte;
	if (isSecret) markSecret(bytes);
}

static void answer(const uint8_t *bytes)
{
	for (int i = 0; i < 32 && !isSecret; i++) printf("%02x", bytes[i]);
	printf("\n");
}

static void verify(uint8_t (*arguments)[hashBytes])
{
	Verification verification;
	Verdict verdict = verdictBad;
	if (edBeginVerification(&verification, arguments[0], arguments[1], arguments[2]))
		do verdict = edStep(&verification);
		while (verdict == verdictPending);
	printf("%d\n", verdict);
}

int main(int count, char **values)
{
	char line[512];
	uint8_t arguments[argumentsMax][hashBytes], result[32];
	isSecret = count > 1 && strcmp(values[1], "secret") == 0;
	while (fgets(line, sizeof(line), stdin)) {
		char *command = strtok(line, " \n");
		if (!command) continue;
		memset(arguments, 0, sizeof(arguments));
		for (int i = 0; i < argumentsMax; i++) {
			char *text = strtok(NULL, " \n");
			if (text) readHex(arguments[i], text);
		}
		if (strcmp(command, "verify") == 0) {
			verify(arguments);
			continue;
		}
		if (strcmp(command, "key") == 0) edPublicKey(result, arguments[0]);
		else if (strcmp(command, "commit") == 0) edCommit(result, arguments[0]);
		else edRespond(result, arguments[0], arguments[1], arguments[2]);
		answer(result);
	}
	return 0;
}
