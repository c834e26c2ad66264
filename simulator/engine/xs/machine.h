// Entering a machine from Node, and the tasks that an entry can run.
#ifndef TILLMARK_MACHINE_H
#define TILLMARK_MACHINE_H

#include "values.h"

enum { statusKilled = 100 };

// The input and output of one entry: a script to run, a function to call, or an exception to describe.
typedef struct {
	char* source; // text to compile, or a compiled script to run
	size_t sourceBytes;
	char* name;
	napi_value* arguments;
	size_t count;
	napi_value result;
	napi_value description[5];
} Job;

typedef void (*Task)(Machine* m, Job* job);

/**
 * Runs a task inside the machine and returns its result. On failure returns NULL, with an exception pending in Node.
 */
napi_value run(Machine* m, Task task, Job* job);
void prepareTask(Machine* m, Job* job);
void compileTask(Machine* m, Job* job);
void evaluateTask(Machine* m, Job* job);
void callTask(Machine* m, Job* job);

// The firmware's native functions (firmware/device/ed25519/ed25519-native.c).
void xs_ed25519_publicKey(txMachine* the);
void xs_ed25519_commit(txMachine* the);
void xs_ed25519_respond(txMachine* the);
void xs_ed25519_beginVerification(txMachine* the);
void xs_ed25519_step(txMachine* the);

/** Takes what the heap holds now, after a collection, for the code that a board has in flash. */
void rememberCode(Machine* m);
/** The objects of the heap after a collection; NULL without memory. Shapes in machine.ts. */
napi_value heapGraph(Machine* m);

/** Frees everything except the Machine itself. */
void drop(Machine* m);
/** Creates the engine's machine in the memory of `m`; NULL when the creation is too small for it. */
txMachine* createMachine(Machine* m, txCreation* creation);
/** Deletes the engine's machine and frees its memory. */
void deleteMachine(Machine* m);
/** Adds the engine's 32-bit operation counter to ours and clears it. */
void drainMeter(Machine* m);
txBoolean onMeter(txMachine* the, txU4 index);

#endif
