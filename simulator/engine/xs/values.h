// One XS machine, and the conversion of values between it and Node.
#ifndef TILLMARK_VALUES_H
#define TILLMARK_VALUES_H

#include "xsAll.h"
#include "xsScript.h"
#define NAPI_VERSION 8
#include <node_api.h>

enum { argumentsMax = 16 };

// One entry from Node into a machine. Entries nest when a host call enters the machine again.
typedef struct Entry Entry;
struct Entry {
	txJump jump;
	Entry* outer;
	napi_handle_scope scope; // of the current host call
};

// Bytecode that a machine runs in place.
typedef struct Code Code;
struct Code {
	Code* next;
	txByte bytes[];
};

// A slot that the evaluated code holds, and its bytes of chunks.
typedef struct {
	txSlot* slot;
	txSize chunkBytes;
} CodeSlot;

// The memory that a board's slots and chunks share: `static` without the stack. Slots grow down from the end and
// chunks up from the beginning, in regions of their own here, since the sizes of both differ from a board's.
typedef struct {
	txSize bytes; // 0: no arena
	txSize codeSlots, codeChunkBytes; // what is not in the arena, because a board has it in flash
	txByte *chunks, *chunksEnd; // the region's beginning, and the end of what is reserved
	txSlot *slots, *slotsLow, *slotsEnd;
} Arena;

typedef struct {
	txMachine* the;
	Code* code;
	CodeSlot* codeSlots; // by address; NULL until `rememberCode`
	size_t codeSlotCount;
	napi_env env;
	napi_ref onCall;    // (opcode, ...values) => value, bytes or an Error to throw in the guest
	napi_ref makeError; // (status, name, message, stack, code, detail) => Error
	Entry* entry;
	int status;         // -1 while alive, then what the engine aborted with, or `statusKilled`
	txBoolean closing;
	uint64_t operations, operationsAtEntry, operationsMax;
	txSize slotsMax, chunkBytesMax;
	Arena arena;
	uint64_t longestTurn; // operations of one entry from outside
	unsigned collections; // while the guest ran
	char* scratch; // valid during one conversion only
	size_t scratchBytes;
} Machine;

void* scratch(Machine* m, size_t bytes);
/** Pushes a JavaScript value onto the guest's stack; undefined for kinds that cannot be passed. */
void pushValue(Machine* m, napi_value value);
/** Pushes a property of a JavaScript object if it is a string, otherwise undefined. */
void pushField(Machine* m, napi_value object, const char* field);
/** Converts a guest value to a JavaScript value; undefined for kinds that cannot be passed. */
napi_value toNode(Machine* m, txSlot* slot);
/** The bytes of an ArrayBuffer or a view of one, valid until the next allocation; NULL for anything else. */
txByte* bytesOf(txSlot* slot, txSize* length);

#endif
