// The functions exported to Node. They do not check their arguments: machine.ts is the only caller.
#include "machine.h"

enum { stackPaint = 0xA5, paintedRun = 32 };

// Fills the unused stack with a pattern; slots without the pattern have been used since.
static void paintStack(txMachine* the) {
	c_memset(the->stackBottom, stackPaint, (size_t)((txByte*)the->stack - (txByte*)the->stackBottom));
}

// Searches downwards until a run of `paintedRun` untouched slots, because the engine also uses the far end of the
// unused stack as a buffer for printing numbers and matching patterns.
static txSize stackPeak(txMachine* the) {
	txSlot paint;
	txSlot* lowest = the->stack;
	c_memset(&paint, stackPaint, sizeof(paint));
	for (txSlot* slot = the->stack - 1; slot >= the->stackBottom && lowest - slot <= paintedRun; slot--) {
		if (c_memcmp(slot, &paint, sizeof(paint))) lowest = slot;
	}
	return (txSize)(the->stackTop - lowest);
}

static char* copyString(napi_env env, napi_value value, size_t* length) {
	napi_get_value_string_utf8(env, value, NULL, 0, length);
	char* copy = c_malloc(*length + 1);
	if (copy) napi_get_value_string_utf8(env, value, copy, *length + 1, length);
	return copy;
}

static Machine* begin(napi_env env, napi_callback_info info, size_t* count, napi_value* arguments) {
	Machine* m = NULL;
	napi_get_cb_info(env, info, count, arguments, NULL, NULL);
	napi_get_value_external(env, arguments[0], (void**)&m);
	m->env = env;
	return m;
}

static void finalize(napi_env env, void* data, void* hint) {
	Machine* m = data;
	drop(m);
	napi_delete_reference(env, m->onCall);
	napi_delete_reference(env, m->makeError);
	c_free(m);
}

// create(creation: Int32Array of xsCreation's eleven fields, onCall, makeError, arena: Int32Array of its bytes, and the
// slots and chunk bytes of the code) => handle, or undefined when the creation is too small
static napi_value create(napi_env env, napi_callback_info info) {
	size_t count = 4;
	napi_value arguments[4], handle = NULL;
	void* fields;
	txCreation creation = { 0 };
	Job job = { 0 };
	napi_get_cb_info(env, info, &count, arguments, NULL, NULL);
	napi_get_typedarray_info(env, arguments[0], NULL, &count, &fields, NULL, NULL);
	c_memcpy(&creation, fields, count * sizeof(txSize));
	Machine* m = c_calloc(1, sizeof(Machine));
	m->env = env;
	m->status = -1;
	napi_get_typedarray_info(env, arguments[3], NULL, NULL, &fields, NULL, NULL);
	m->arena = (Arena){ ((txSize*)fields)[0], ((txSize*)fields)[1], ((txSize*)fields)[2] };
	m->the = createMachine(m, &creation);
	if (!m->the) {
		c_free(m);
		return NULL;
	}
	napi_create_reference(env, arguments[1], 1, &m->onCall);
	napi_create_reference(env, arguments[2], 1, &m->makeError);
	napi_create_external(env, m, finalize, NULL, &handle);
	fxBeginMetering(m->the, onMeter, 1 << 16);
	paintStack(m->the);
	run(m, prepareTask, &job);
	return handle;
}

// compile(handle, source, name) => bytes that any machine can evaluate
static napi_value compile(napi_env env, napi_callback_info info) {
	size_t count = 3, length;
	napi_value arguments[3];
	Job job = { 0 };
	Machine* m = begin(env, info, &count, arguments);
	job.source = copyString(env, arguments[1], &job.sourceBytes);
	job.name = copyString(env, arguments[2], &length);
	napi_value result = run(m, compileTask, &job);
	c_free(job.source);
	c_free(job.name);
	return result;
}

// evaluate(handle, compiled bytes) => the completion value
static napi_value evaluate(napi_env env, napi_callback_info info) {
	size_t count = 2;
	napi_value arguments[2];
	Job job = { 0 };
	Machine* m = begin(env, info, &count, arguments);
	napi_get_typedarray_info(env, arguments[1], NULL, &job.sourceBytes, (void**)&job.source, NULL, NULL);
	return run(m, evaluateTask, &job);
}

static napi_value call(napi_env env, napi_callback_info info) {
	size_t count = argumentsMax + 2;
	napi_value arguments[argumentsMax + 2];
	char name[64];
	Machine* m = begin(env, info, &count, arguments);
	napi_get_value_string_utf8(env, arguments[1], name, sizeof(name), NULL);
	Job job = { .name = name, .arguments = arguments + 2, .count = count - 2 };
	return run(m, callTask, &job);
}

// limit(handle, slotsMax, chunkBytesMax, operationsMaxPerEntry); 0 means no limit
static napi_value limit(napi_env env, napi_callback_info info) {
	size_t count = 4;
	napi_value arguments[4];
	double limits[3];
	Machine* m = begin(env, info, &count, arguments);
	for (int i = 0; i < 3; i++) napi_get_value_double(env, arguments[i + 1], &limits[i]);
	m->slotsMax = (txSize)limits[0];
	m->chunkBytesMax = (txSize)limits[1];
	m->operationsMax = (uint64_t)limits[2];
	return NULL;
}

// measure(handle, into: Float64Array(11)): operations; current, peak and reserved slots; current, peak and reserved
// chunk bytes; status; peak of the stack in slots; collections while the guest ran; operations of the longest turn
static napi_value measure(napi_env env, napi_callback_info info) {
	size_t count = 2, length;
	napi_value arguments[2];
	void* data;
	Machine* m = begin(env, info, &count, arguments);
	txMachine* the = m->the;
	napi_get_typedarray_info(env, arguments[1], NULL, &length, &data, NULL, NULL);
	double* into = data;
	into[7] = m->status;
	if (!the) return NULL;
	drainMeter(m);
	into[0] = (double)m->operations;
	into[1] = the->currentHeapCount;
	into[2] = the->peakHeapCount;
	into[3] = the->maximumHeapCount;
	into[4] = the->currentChunksSize;
	into[5] = the->peakChunksSize;
	into[6] = the->maximumChunksSize;
	into[8] = stackPeak(the);
	into[9] = m->collections;
	into[10] = (double)m->longestTurn;
	return NULL;
}

// clear(handle): collections and longest turn are counted from now on
static napi_value clear(napi_env env, napi_callback_info info) {
	size_t count = 1;
	napi_value arguments[1];
	Machine* m = begin(env, info, &count, arguments);
	m->collections = 0;
	m->longestTurn = 0;
	return NULL;
}

// collect(handle): full collection with compaction, then resets the peaks to the current values
static napi_value collect(napi_env env, napi_callback_info info) {
	size_t count = 1;
	napi_value arguments[1];
	Machine* m = begin(env, info, &count, arguments);
	if (m->status >= 0 || !m->the || m->entry) return NULL;
	fxCollectGarbage(m->the);
	m->the->peakHeapCount = m->the->currentHeapCount;
	m->the->peakChunksSize = m->the->currentChunksSize;
	paintStack(m->the);
	return NULL;
}

// remember(handle): what the heap holds now is code
static napi_value remember(napi_env env, napi_callback_info info) {
	size_t count = 1;
	napi_value arguments[1];
	Machine* m = begin(env, info, &count, arguments);
	if (m->status < 0 && m->the && !m->entry) {
		fxCollectGarbage(m->the);
		rememberCode(m);
	}
	return NULL;
}

// graph(handle) => the heap's objects, or undefined while the guest runs
static napi_value graph(napi_env env, napi_callback_info info) {
	size_t count = 1;
	napi_value arguments[1];
	Machine* m = begin(env, info, &count, arguments);
	if (m->status >= 0 || !m->the || m->entry) return NULL;
	fxCollectGarbage(m->the);
	return heapGraph(m);
}

// close(handle): at once or, within one of its own host calls, when that call returns
static napi_value closeMachine(napi_env env, napi_callback_info info) {
	size_t count = 1;
	napi_value arguments[1];
	Machine* m = begin(env, info, &count, arguments);
	if (m->status < 0) m->status = statusKilled;
	m->closing = 1;
	if (!m->entry) drop(m);
	return NULL;
}

NAPI_MODULE_INIT() {
	static const struct { const char* name; napi_callback callback; } functions[] = {
		{ "create", create }, { "compile", compile }, { "evaluate", evaluate }, { "call", call }, { "limit", limit },
		{ "measure", measure }, { "collect", collect }, { "close", closeMachine }, { "remember", remember },
		{ "graph", graph }, { "clear", clear },
	};
	for (size_t i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		napi_value function;
		napi_create_function(env, functions[i].name, NAPI_AUTO_LENGTH, functions[i].callback, NULL, &function);
		napi_set_named_property(env, exports, functions[i].name, function);
	}
	return exports;
}
