// Entering a machine, and what an entry can do.
#ifndef TILLMARK_MACHINE_H
#define TILLMARK_MACHINE_H

#include "values.h"

enum { statusKilled = 100 };

// What one entry is to do: run a script, call a function, describe an exception.
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

/** Does a task inside the machine and returns its result; on failure NULL, with an exception pending in Node. */
napi_value run(Machine* m, Task task, Job* job);
void prepareTask(Machine* m, Job* job);
void compileTask(Machine* m, Job* job);
void evaluateTask(Machine* m, Job* job);
void callTask(Machine* m, Job* job);

/** Frees all but the Machine itself. */
void drop(Machine* m);
/** Moves the engine's 32-bit operation counter into ours. */
void drainMeter(Machine* m);
txBoolean onMeter(txMachine* the, txU4 index);

#endif
