// XS machines as objects of a Node process. Several can run in one thread; each is metered and bounded, and an abort of
// one does not affect the others. Node enters a machine through `run`; the guest calls out through `callHost`. XS
// aborts by longjmp. A jump must not cross a frame of Node, so each entry has its own jump buffer, and an aborted
// machine is unwound one entry at a time.
#include "machine.h"

// --- functions that XS requires of its platform ---

// Node requires handle scopes to be closed in order, so none may be open when a jump passes.
static void closeScope(Machine* m) {
	if (m->entry->scope) napi_close_handle_scope(m->env, m->entry->scope);
	m->entry->scope = NULL;
}

__attribute__((noreturn)) static void jumpToEntry(Machine* m) {
	txJump* jump = m->the->firstJump;
	closeScope(m);
	while (jump != &m->entry->jump) {
		txJump* next = jump->nextJump;
		if (jump->flag) c_free(jump);
		jump = next;
	}
	c_longjmp(jump->buffer, 1);
}

void fxAbort(txMachine* the, int status) {
	Machine* m = the->context;
	if (m->status < 0) m->status = status;
	if (!m->entry) fxExitToHost(the);
	jumpToEntry(m);
}

void fxCreateMachinePlatform(txMachine* the) { ((Machine*)the->context)->the = the; }
void fxDeleteMachinePlatform(txMachine* the) {}
void fxQueuePromiseJobs(txMachine* the) { the->promiseJobs = 1; }
txID fxFindModule(txMachine* the, txSlot* realm, txID id, txSlot* slot) { return XS_NO_ID; }
void fxLoadModule(txMachine* the, txSlot* module, txID id) {}

// The engine's counter has 32 bits, so it is added to ours regularly and at the end of each entry.
void drainMeter(Machine* m) {
	m->operations += m->the->meterIndex;
	m->the->meterIndex = 0;
}

txBoolean onMeter(txMachine* the, txU4 index) {
	Machine* m = the->context;
	drainMeter(m);
	return !m->operationsMax || m->operations - m->operationsAtEntry <= m->operationsMax;
}

// --- from the guest to the host ---

// The guest's `hostFault(name, message, code, detail)` creates the error, so that `instanceof Fault` holds in the
// guest.
__attribute__((noreturn)) static void throwInGuest(Machine* m, napi_value error) {
	txMachine* the = m->the;
	mxPush(mxGlobal);
	fxCallID(the, fxID(the, "hostFault"));
	pushField(m, error, "name");
	pushField(m, error, "message");
	pushField(m, error, "code");
	pushField(m, error, "detail");
	closeScope(m);
	fxRunCount(the, 4);
	mxPull(mxException);
	fxJump(the);
}

static void callOut(txMachine* the, txBoolean fill) {
	Machine* m = the->context;
	napi_env env = m->env;
	napi_value arguments[argumentsMax], function, undefined, result;
	txInteger count = mxArgc;
	if (count < 1 || count > argumentsMax) mxTypeError("a host call takes 1 to 16 arguments");
	napi_open_handle_scope(env, &m->entry->scope);
	for (txInteger i = 0; i < count; i++) arguments[i] = toNode(m, mxArgv(i));
	napi_get_undefined(env, &undefined);
	napi_get_reference_value(env, m->onCall, &function);
	if (napi_call_function(env, undefined, function, (size_t)count, arguments, &result) != napi_ok && m->status < 0)
		m->status = statusKilled;
	// After a power cut or an abort in a nested entry the guest must not run again.
	if (m->status >= 0) jumpToEntry(m);
	bool isError = false;
	napi_is_error(env, result, &isError);
	if (isError) throwInGuest(m, result);
	if (fill) {
		txSize length = 0;
		size_t filled = 0;
		void* data;
		txByte* into = count > 1 ? bytesOf(mxArgv(1), &length) : NULL;
		if (into && napi_get_typedarray_info(env, arguments[1], NULL, &filled, &data, NULL, NULL) == napi_ok &&
			filled == (size_t)length) {
			c_memcpy(into, data, filled);
		}
	}
	pushValue(m, result);
	mxPullSlot(mxResult);
	closeScope(m);
}

static void callHost(txMachine* the) { callOut(the, 0); }
static void fillFromHost(txMachine* the) { callOut(the, 1); }

// --- from Node into the guest ---

static napi_value fail(Machine* m, int status, napi_value* description) {
	napi_env env = m->env;
	napi_value arguments[6], function, undefined, error;
	bool pending = false;
	napi_is_exception_pending(env, &pending);
	if (pending) return NULL;
	napi_get_undefined(env, &undefined);
	napi_create_int32(env, status, &arguments[0]);
	for (int i = 0; i < 5; i++) arguments[i + 1] = description && description[i] ? description[i] : undefined;
	napi_get_reference_value(env, m->makeError, &function);
	if (napi_call_function(env, undefined, function, 6, arguments, &error) == napi_ok) napi_throw(env, error);
	return NULL;
}

static void describe(Machine* m, Job* job) {
	static char* const fields[5] = { "name", "message", "stack", "code", "detail" };
	txMachine* the = m->the;
	txBoolean isObject = mxException.kind == XS_REFERENCE_KIND;
	for (int i = 0; i < 5; i++) {
		if (!isObject && i != 1) continue;
		mxPushSlot(&mxException);
		if (isObject) fxGetID(the, fxID(the, fields[i]));
		if (i < 3 && the->stack->kind != XS_UNDEFINED_KIND) fxToString(the, the->stack);
		job->description[i] = toNode(m, the->stack);
		mxPop();
	}
	mxException.kind = XS_UNDEFINED_KIND;
}

static txBoolean enter(Machine* m, Task task, Job* job) {
	txMachine* the = m->the;
	Entry entry;
	volatile txBoolean failed = 0;
	entry.outer = m->entry;
	entry.scope = NULL;
	entry.jump.nextJump = the->firstJump;
	entry.jump.stack = the->stack;
	entry.jump.scope = the->scope;
	entry.jump.frame = the->frame;
	entry.jump.environment = NULL;
	entry.jump.code = the->code;
	entry.jump.flag = 0;
	if (!m->entry) {
		drainMeter(m);
		m->operationsAtEntry = m->operations;
	}
	m->entry = &entry;
	the->firstJump = &entry.jump;
	if (c_setjmp(entry.jump.buffer) == 0) {
		fxBeginHost(the);
		(*task)(m, job);
		fxEndHost(the);
		while (the->promiseJobs && !entry.outer) {
			the->promiseJobs = 0;
			fxRunPromiseJobs(the);
		}
	} else failed = 1;
	the->stack = entry.jump.stack;
	the->scope = entry.jump.scope;
	the->frame = entry.jump.frame;
	the->code = entry.jump.code;
	the->firstJump = entry.jump.nextJump;
	m->entry = entry.outer;
	drainMeter(m);
	if (!m->entry && m->operations - m->operationsAtEntry > m->longestTurn)
		m->longestTurn = m->operations - m->operationsAtEntry;
	return !failed;
}

void drop(Machine* m) {
	deleteMachine(m);
	while (m->code) {
		Code* next = m->code->next;
		c_free(m->code);
		m->code = next;
	}
	c_free(m->codeSlots);
	m->codeSlots = NULL;
	c_free(m->scratch);
	m->scratch = NULL;
	m->scratchBytes = 0;
}

napi_value run(Machine* m, Task task, Job* job) {
	if (m->status >= 0 || !m->the) return fail(m, m->status, NULL);
	if (enter(m, task, job)) return job->result;
	if (m->status < 0) {
		Job description = { 0 };
		txBoolean described = enter(m, describe, &description);
		if (m->status < 0) return fail(m, -1, described ? description.description : NULL);
	}
	if (!m->entry && m->closing) drop(m);
	return fail(m, m->status, NULL);
}

void callTask(Machine* m, Job* job) {
	txMachine* the = m->the;
	mxPush(mxGlobal);
	fxCallID(the, fxID(the, job->name));
	for (size_t i = 0; i < job->count; i++) pushValue(m, job->arguments[i]);
	fxRunCount(the, (txInteger)job->count);
	job->result = toNode(m, the->stack);
	mxPop();
}

static void defineFunction(txMachine* the, txString name, txCallback callback) {
	fxNewHostFunction(the, callback, 1, fxID(the, name), XS_NO_ID);
	mxPush(mxGlobal);
	fxDefineID(the, fxID(the, name), XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG | XS_DONT_SET_FLAG);
	mxPop();
}

// The engine calls this once in each collection. Those that Node asks for, when no guest function is running, do not
// count.
static void markCollection(txMachine* the, void* data, txMarkRoot markRoot) {
	Machine* m = data;
	if (m->entry) m->collections++;
}

static void defineCollector(Machine* m) {
	static txHostHooks hooks = { .marker = markCollection };
	txMachine* the = m->the;
	fxNewHostObject(the, NULL);
	fxSetHostData(the, the->stack, m);
	fxSetHostHooks(the, the->stack, &hooks);
	mxPush(mxGlobal);
	fxDefineID(the, fxID(the, "collector"), XS_DONT_ENUM_FLAG, XS_DONT_ENUM_FLAG | XS_DONT_DELETE_FLAG);
	mxPop();
}

// Globals, which the guest's `native(name)` looks up.
static void defineNatives(txMachine* the) {
	static const struct { txString name; txCallback callback; } functions[] = {
		{ "xs_ed25519_publicKey", xs_ed25519_publicKey },
		{ "xs_ed25519_commit", xs_ed25519_commit },
		{ "xs_ed25519_respond", xs_ed25519_respond },
		{ "xs_ed25519_beginVerification", xs_ed25519_beginVerification },
		{ "xs_ed25519_step", xs_ed25519_step },
	};
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
		defineFunction(the, functions[i].name, functions[i].callback);
}

void prepareTask(Machine* m, Job* job) {
	defineCollector(m);
	defineNatives(m->the);
	defineFunction(m->the, "callHost", callHost);
	defineFunction(m->the, "fillFromHost", fillFromHost);
}
