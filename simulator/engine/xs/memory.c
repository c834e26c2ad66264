// Where the engine gets memory: from the process up to a limit, or from an arena that slots and chunks share as on a
// board. The arena follows `fxAllocateChunks` and `fxAllocateSlots` of the SDK's xs/platforms/mc/xsHosts.c.
#include "machine.h"

enum { boardSlotBytes = 16 };

// The machine that is being created or deleted: the engine clears its context before it frees its memory.
static _Thread_local Machine* current;

static Machine* machineOf(txMachine* the) { return the->context ? the->context : current; }

static void freeArena(Machine* m) {
	c_free(m->arena.chunks);
	c_free(m->arena.slots);
	m->arena.chunks = NULL;
	m->arena.slots = NULL;
}

txMachine* createMachine(Machine* m, txCreation* creation) {
	current = m;
	txMachine* the = fxCreateMachine(creation, "tillmark", m, XS_NO_ID);
	current = NULL;
	if (!the) freeArena(m);
	return the;
}

void deleteMachine(Machine* m) {
	current = m;
	if (m->the) fxDeleteMachine(m->the);
	current = NULL;
	m->the = NULL;
	freeArena(m);
}

static txSize freeBytes(Machine* m) {
	Arena* arena = &m->arena;
	txSize chunkBytes = (txSize)(arena->chunksEnd - arena->chunks) - arena->codeChunkBytes;
	txSize slots = (txSize)(arena->slotsEnd - arena->slotsLow) - arena->codeSlots;
	return arena->bytes - chunkBytes - slots * boardSlotBytes;
}

// The first block takes what the machine is created with; it then grows at its end.
static void* growChunks(Machine* m, txSize size) {
	Arena* arena = &m->arena;
	txBlock* block = m->the->firstBlock;
	if (!block) {
		arena->chunks = c_malloc((size_t)(arena->codeChunkBytes + arena->bytes) + (size_t)size);
		arena->chunksEnd = arena->chunks + (arena->chunks ? size : 0);
		return arena->chunks;
	}
	// The engine asks for the whole request: what is free at the end of the block is subtracted, and what the engine
	// adds to the block's end and to its sum is made up for.
	txSize grow = size - (txSize)sizeof(txBlock) - (txSize)(block->limit - block->current);
	if (grow > freeBytes(m)) return C_NULL;
	arena->chunksEnd += grow;
	block->limit = arena->chunksEnd - size;
	m->the->maximumChunksSize += grow - size;
	return block->limit;
}

static txSlot* takeSlots(Machine* m, txSize count) {
	Arena* arena = &m->arena;
	if (count * boardSlotBytes > freeBytes(m)) return C_NULL;
	return arena->slotsLow -= count;
}

static txSlot* growSlots(Machine* m, txSize count) {
	txMachine* the = m->the;
	Arena* arena = &m->arena;
	if (!the->stackBottom) return c_malloc((size_t)count * sizeof(txSlot)); // the stack comes first
	if (!arena->slots) {
		size_t most = (size_t)(arena->codeSlots + arena->bytes / boardSlotBytes + count);
		arena->slots = c_malloc(most * sizeof(txSlot));
		if (!arena->slots) return C_NULL;
		arena->slotsEnd = arena->slots + most;
		return arena->slotsLow = arena->slotsEnd - count;
	}
	txSlot* result = takeSlots(m, count);
	if (!result && the->firstBlock) {
		txBlock* block = the->firstBlock;
		fxCollect(the, XS_COMPACT_FLAG | XS_ORGANIC_FLAG);
		the->maximumChunksSize -= (txSize)(block->limit - block->current);
		block->limit = arena->chunksEnd = block->current;
		result = takeSlots(m, count);
	}
	return result;
}

void* fxAllocateChunks(txMachine* the, txSize size) {
	Machine* m = machineOf(the);
	if (m->arena.bytes) return growChunks(m, size);
	if (m->chunkBytesMax && size > m->chunkBytesMax - the->maximumChunksSize) return C_NULL;
	return c_malloc(size);
}

void fxFreeChunks(txMachine* the, void* chunks) {
	if (!machineOf(the)->arena.bytes) c_free(chunks);
}

txSlot* fxAllocateSlots(txMachine* the, txSize count) {
	Machine* m = machineOf(the);
	if (m->arena.bytes) return growSlots(m, count);
	// Slots that the last collection freed may still be used. When none are left, NULL makes the engine abort.
	if (m->slotsMax && count > m->slotsMax - the->maximumHeapCount) return the->freeHeap ? (txSlot*)-1 : C_NULL;
	return (txSlot*)c_malloc(count * sizeof(txSlot));
}

void fxFreeSlots(txMachine* the, void* slots) {
	Arena* arena = &machineOf(the)->arena;
	if (!arena->slots || (txSlot*)slots < arena->slots || (txSlot*)slots >= arena->slotsEnd) c_free(slots);
}
