// The graph of the live heap: its objects, what each takes, and what refers to what. An object is an instance with its
// chain of properties, private fields and collection entries; a captured variable, a key or another single slot is an
// object of its own. Slots do not move, so those of the evaluated code are known by their addresses; chunks do, so what
// the code's slots hold is known by size.
#include "machine.h"


enum { fieldsPerObject = 5, labelBytes = 96, labelKeysMax = 4 };
enum { kindOther, kindInstance, kindPlain, kindFunction, kindEnvironment, kindArray, kindCollection, kindBytes,
	kindVariable };

typedef struct {
	Machine* m;
	txSlot** slots; // live, by address
	txInteger* owners; // by index of a slot, the index of its object's first slot
	txInteger* objects; // by index of an object's first slot, the number of the object
	txInteger slotCount, objectCount;
	int32_t* fields; // kind, whether it is code, slots, chunk bytes, bytes of strings
	txInteger* environmentOf; // by object, the first slot of a function with this environment
	int32_t* edges;
	size_t edgeCount, edgesMax;
	txBoolean failed;
} Graph;

static int byAddress(const void* a, const void* b) {
	const txSlot *one = *(txSlot* const*)a, *other = *(txSlot* const*)b;
	return one < other ? -1 : one > other;
}

static int byCodeAddress(const void* a, const void* b) {
	const CodeSlot *one = a, *other = b;
	return one->slot < other->slot ? -1 : one->slot > other->slot;
}

static txInteger indexOf(Graph* g, txSlot* slot) {
	txSlot** found = slot ? bsearch(&slot, g->slots, (size_t)g->slotCount, sizeof(txSlot*), byAddress) : NULL;
	return found ? (txInteger)(found - g->slots) : -1;
}

// After a collection every slot that is not on the free list is in use.
static txBoolean listSlots(Graph* g) {
	txMachine* the = g->m->the;
	size_t count = 0, unusedCount = 0;
	for (txSlot* block = the->firstHeap; block; block = block->next) count += (size_t)(block->value.reference - block);
	txSlot** unused = c_malloc((count + 1) * sizeof(txSlot*));
	g->slots = c_malloc((count + 1) * sizeof(txSlot*));
	if (!unused || !g->slots) {
		c_free(unused);
		return 0;
	}
	for (txSlot* slot = the->freeHeap; slot; slot = slot->next) unused[unusedCount++] = slot;
	qsort(unused, unusedCount, sizeof(txSlot*), byAddress);
	for (txSlot* block = the->firstHeap; block; block = block->next) {
		for (txSlot* slot = block + 1; slot < block->value.reference; slot++) {
			if (!bsearch(&slot, unused, unusedCount, sizeof(txSlot*), byAddress)) g->slots[g->slotCount++] = slot;
		}
	}
	c_free(unused);
	qsort(g->slots, (size_t)g->slotCount, sizeof(txSlot*), byAddress);
	return 1;
}

static void** chunkOf(txSlot* slot) {
	switch (slot->kind) {
	case XS_STRING_KIND: return (void**)&slot->value.string;
	case XS_KEY_KIND: return (void**)&slot->value.key.string;
	case XS_BIGINT_KIND: return (void**)&slot->value.bigint.data;
	case XS_ARGUMENTS_SLOPPY_KIND:
	case XS_ARGUMENTS_STRICT_KIND:
	case XS_ARRAY_KIND:
	case XS_STACK_KIND: return (void**)&slot->value.array.address;
	case XS_ARRAY_BUFFER_KIND: return (void**)&slot->value.arrayBuffer.address;
	case XS_CODE_KIND: return (void**)&slot->value.code.address;
	case XS_GLOBAL_KIND:
	case XS_MAP_KIND:
	case XS_SET_KIND: return (void**)&slot->value.table.address;
	case XS_IDS_KIND: return (void**)&slot->value.IDs;
	case XS_REGEXP_KIND: return (void**)&slot->value.regexp.code;
	case XS_HOST_KIND: return slot->flag & XS_HOST_CHUNK_FLAG ? &slot->value.host.data : NULL;
	default: return NULL;
	}
}

// A string may be shared by several slots: the first that is asked gets its bytes, until `clearTaken`.
static txSize takeBytes(void* data) {
	txChunk* chunk = (txChunk*)((txByte*)data - sizeof(txChunk));
	if (chunk->size & 0x80000000) return 0;
	chunk->size |= 0x80000000;
	return (txSize)(chunk->temporary - (txByte*)chunk);
}

static txSize takeChunks(txSlot* slot) {
	void** address = chunkOf(slot);
	txSize bytes = address && *address ? takeBytes(*address) : 0;
	if (slot->kind == XS_REGEXP_KIND && slot->value.regexp.data) bytes += takeBytes(slot->value.regexp.data);
	return bytes;
}

static void clearTaken(txMachine* the) {
	for (txBlock* block = the->firstBlock; block; block = block->nextBlock) {
		txByte* current = (txByte*)block + sizeof(txBlock);
		while (current < block->current) {
			txChunk* chunk = (txChunk*)current;
			chunk->size &= ~0x80000000;
			current = chunk->temporary;
		}
	}
}

static void own(Graph* g, txSlot* slot, txInteger owner) {
	for (; slot; slot = slot->next) {
		txInteger index = indexOf(g, slot);
		if (index < 0 || g->owners[index] == owner) return;
		g->owners[index] = owner;
		if (slot->kind == XS_LIST_KIND) own(g, slot->value.list.first, owner);
		else if (slot->kind == XS_PRIVATE_KIND) own(g, slot->value.private.first, owner);
		else if (slot->kind == XS_MAP_KIND || slot->kind == XS_SET_KIND) {
			for (txSize i = 0; i < slot->value.table.length; i++) own(g, slot->value.table.address[i], owner);
		}
	}
}

static txInteger objectOf(Graph* g, txSlot* slot) {
	txInteger index = indexOf(g, slot);
	return index < 0 ? -1 : g->objects[g->owners[index]];
}

static void addEdge(Graph* g, txInteger from, txSlot* slot) {
	txInteger to = objectOf(g, slot);
	if (to < 0 || to == from) return;
	if (g->edgeCount == g->edgesMax) {
		size_t more = g->edgesMax ? g->edgesMax * 2 : 65536;
		int32_t* edges = c_realloc(g->edges, more * 2 * sizeof(int32_t));
		if (!edges) {
			g->failed = 1;
			return;
		}
		g->edges = edges;
		g->edgesMax = more;
	}
	g->edges[g->edgeCount * 2] = from;
	g->edges[g->edgeCount++ * 2 + 1] = to;
}

// As the collector follows them. `from` is -1 for the stack and other roots.
static void addEdges(Graph* g, txInteger from, txSlot* slot) {
	switch (slot->kind) {
	case XS_REFERENCE_KIND: addEdge(g, from, slot->value.reference); break;
	case XS_CLOSURE_KIND: addEdge(g, from, slot->value.closure); break;
	case XS_INSTANCE_KIND: addEdge(g, from, slot->value.instance.prototype); break;
	case XS_ACCESSOR_KIND:
		addEdge(g, from, slot->value.accessor.getter);
		addEdge(g, from, slot->value.accessor.setter);
		break;
	case XS_ARGUMENTS_SLOPPY_KIND:
	case XS_ARGUMENTS_STRICT_KIND:
	case XS_ARRAY_KIND:
	case XS_STACK_KIND:
		if (slot->value.array.address) {
			txChunk* chunk = (txChunk*)((txByte*)slot->value.array.address - sizeof(txChunk));
			txIndex length = (txIndex)((chunk->size & 0x7fffffff) / sizeof(txSlot));
			if (length > slot->value.array.length) length = slot->value.array.length;
			for (txIndex i = 0; i < length; i++) addEdges(g, from, slot->value.array.address + i);
		}
		break;
	case XS_CALLBACK_KIND:
	case XS_CALLBACK_X_KIND: addEdge(g, from, slot->value.callback.closures); break;
	case XS_CODE_KIND:
	case XS_CODE_X_KIND: addEdge(g, from, slot->value.code.closures); break;
	case XS_HOME_KIND:
		addEdge(g, from, slot->value.home.object);
		addEdge(g, from, slot->value.home.module);
		break;
	case XS_MODULE_KIND:
	case XS_PROGRAM_KIND: addEdge(g, from, slot->value.module.realm); break;
	case XS_EXPORT_KIND:
		addEdge(g, from, slot->value.export.closure);
		addEdge(g, from, slot->value.export.module);
		break;
	case XS_PROXY_KIND:
		addEdge(g, from, slot->value.proxy.handler);
		addEdge(g, from, slot->value.proxy.target);
		break;
	case XS_ERROR_KIND: addEdge(g, from, slot->value.error.info); break;
	case XS_PRIVATE_KIND: addEdge(g, from, slot->value.private.check); break;
	case XS_ENTRY_KIND: addEdge(g, from, slot->value.entry.slot); break;
	case XS_WEAK_ENTRY_KIND: addEdge(g, from, slot->value.weakEntry.value); break;
	default: break;
	}
}

static txSlot* propertyOf(txSlot* instance, txID id) {
	for (txSlot* slot = instance->next; slot; slot = slot->next) {
		if (slot->ID == id && !(slot->flag & XS_INTERNAL_FLAG)) return slot;
	}
	return NULL;
}

static txBoolean isFunction(txSlot* instance) {
	txSlot* code = instance->next;
	return code && (code->flag & XS_INTERNAL_FLAG) && (code->kind == XS_CODE_KIND || code->kind == XS_CODE_X_KIND ||
		code->kind == XS_CALLBACK_KIND || code->kind == XS_CALLBACK_X_KIND);
}

static const char* functionName(txMachine* the, txSlot* function) {
	txSlot* name = propertyOf(function, mxID(_name));
	if (name && (name->kind == XS_STRING_KIND || name->kind == XS_STRING_X_KIND)) return name->value.string;
	name = function->next;
	const char* key = name->ID != XS_NO_ID ? fxGetKeyName(the, name->ID) : NULL;
	return key ? key : "";
}

static const char* className(txMachine* the, txSlot* instance) {
	txSlot* prototype = instance->value.instance.prototype;
	if (!prototype) return "";
	txSlot* constructor = propertyOf(prototype, mxID(_constructor));
	if (!constructor || constructor->kind != XS_REFERENCE_KIND || !isFunction(constructor->value.reference)) return "";
	return functionName(the, constructor->value.reference);
}

static int kindOf(txMachine* the, txSlot* slot) {
	if (slot->kind != XS_INSTANCE_KIND) return kindVariable;
	if (isFunction(slot)) return kindFunction;
	txSlot* first = slot->next;
	if (first && (first->flag & XS_INTERNAL_FLAG)) {
		switch (first->kind) {
		case XS_ARRAY_KIND: return kindArray;
		case XS_MAP_KIND:
		case XS_SET_KIND:
		case XS_WEAK_MAP_KIND:
		case XS_WEAK_SET_KIND: return kindCollection;
		case XS_ARRAY_BUFFER_KIND:
		case XS_TYPED_ARRAY_KIND:
		case XS_DATA_VIEW_KIND: return kindBytes;
		default: break;
		}
	}
	if (slot->value.instance.prototype == mxObjectPrototype.value.reference) return kindPlain;
	return slot->value.instance.prototype ? kindInstance : kindOther;
}

// A plain object has no class: its first keys tell what it is.
static void describePlain(txMachine* the, txSlot* instance, char* label) {
	size_t at = 0;
	int keys = 0;
	label[at++] = '{';
	for (txSlot* slot = instance->next; slot; slot = slot->next) {
		if (slot->flag & XS_INTERNAL_FLAG) continue;
		const char* name = keys++ == labelKeysMax ? "…" : fxGetKeyName(the, slot->ID);
		int written = c_snprintf(label + at, labelBytes - at - 1, keys > 1 ? ", %s" : "%s", name ? name : "?");
		at += written < 0 ? 0 : (size_t)written;
		if (at >= labelBytes - 2 || keys > labelKeysMax) break;
	}
	if (at > labelBytes - 2) at = labelBytes - 2;
	c_strcpy(label + at, "}");
}

static void describeObject(Graph* g, txInteger object, txSlot* first, char* label) {
	txMachine* the = g->m->the;
	txSlot* function = first;
	switch (g->fields[object * fieldsPerObject]) {
	case kindEnvironment: function = g->slots[g->environmentOf[object]]; // its function's name
	case kindFunction: c_snprintf(label, labelBytes, "%s", functionName(the, function)); break;
	case kindPlain: describePlain(the, first, label); break;
	case kindVariable:
		c_snprintf(label, labelBytes, "%s", first->kind == XS_KEY_KIND || first->kind == XS_KEY_X_KIND ? "key" : "");
		break;
	default: c_snprintf(label, labelBytes, "%s", className(the, first)); break;
	}
}

static void findObjects(Graph* g) {
	for (txInteger i = 0; i < g->slotCount; i++) g->owners[i] = i;
	for (txInteger i = 0; i < g->slotCount; i++) {
		txSlot* slot = g->slots[i];
		if (slot->kind == XS_INSTANCE_KIND) own(g, slot->next, i);
	}
	for (txInteger i = 0; i < g->slotCount; i++) g->objects[i] = g->owners[i] == i ? g->objectCount++ : -1;
}

static const CodeSlot* codeSlot(Machine* m, txSlot* slot) {
	CodeSlot key = { .slot = slot };
	return m->codeSlots ? bsearch(&key, m->codeSlots, m->codeSlotCount, sizeof(CodeSlot), byCodeAddress) : NULL;
}

static void weigh(Graph* g, txBoolean code) {
	for (txInteger i = 0; i < g->slotCount; i++) {
		const CodeSlot* known = codeSlot(g->m, g->slots[i]);
		if ((known != NULL) != code) continue;
		int32_t* fields = g->fields + g->objects[g->owners[i]] * fieldsPerObject;
		txSize bytes = takeChunks(g->slots[i]);
		if (known) bytes -= known->chunkBytes;
		else fields[2]++;
		fields[g->slots[i]->kind == XS_STRING_KIND ? 4 : 3] += bytes;
		if (known && g->owners[i] == i) fields[1] = 1;
	}
}

static void connectObjects(Graph* g) {
	txMachine* the = g->m->the;
	for (txSlot* slot = the->stack; slot < the->stackTop; slot++) addEdges(g, -1, slot);
	for (txSlot* slot = the->cRoot; slot; slot = slot->next) addEdges(g, -1, slot);
	for (txID i = 0; i < the->keyIndex - the->keyOffset; i++) {
		if (the->keyArray[i]) addEdge(g, -1, the->keyArray[i]);
	}
	for (txInteger i = 0; i < g->slotCount; i++) addEdges(g, g->objects[g->owners[i]], g->slots[i]);
}

static void classify(Graph* g) {
	txMachine* the = g->m->the;
	for (txInteger i = 0; i < g->slotCount; i++) {
		if (g->owners[i] == i) g->fields[g->objects[i] * fieldsPerObject] = kindOf(the, g->slots[i]);
	}
	for (txInteger i = 0; i < g->slotCount; i++) {
		txSlot* slot = g->slots[i];
		if (slot->kind != XS_CODE_KIND && slot->kind != XS_CODE_X_KIND) continue;
		txInteger environment = objectOf(g, slot->value.code.closures);
		if (environment < 0 || !isFunction(g->slots[g->owners[i]])) continue;
		g->fields[environment * fieldsPerObject] = kindEnvironment;
		g->environmentOf[environment] = g->owners[i];
	}
}

static napi_value copyNumbers(napi_env env, const int32_t* numbers, size_t count) {
	napi_value buffer, result;
	void* into;
	napi_create_arraybuffer(env, count * sizeof(int32_t), &into, &buffer);
	if (count) c_memcpy(into, numbers, count * sizeof(int32_t));
	napi_create_typedarray(env, napi_int32_array, count, buffer, 0, &result);
	return result;
}

static napi_value toResult(Graph* g) {
	napi_env env = g->m->env;
	napi_value result, labels, value;
	char label[labelBytes];
	napi_create_object(env, &result);
	napi_create_array_with_length(env, (size_t)g->objectCount, &labels);
	for (txInteger i = 0; i < g->slotCount; i++) {
		if (g->owners[i] != i) continue;
		describeObject(g, g->objects[i], g->slots[i], label);
		napi_create_string_utf8(env, label, NAPI_AUTO_LENGTH, &value);
		napi_set_element(env, labels, (uint32_t)g->objects[i], value);
	}
	napi_set_named_property(env, result, "labels", labels);
	value = copyNumbers(env, g->fields, (size_t)(g->objectCount * fieldsPerObject));
	napi_set_named_property(env, result, "fields", value);
	napi_set_named_property(env, result, "edges", copyNumbers(env, g->edges, g->edgeCount * 2));
	return result;
}

static void freeGraph(Graph* g) {
	c_free(g->slots);
	c_free(g->owners);
	c_free(g->objects);
	c_free(g->fields);
	c_free(g->environmentOf);
	c_free(g->edges);
}

void rememberCode(Machine* m) {
	Graph g = { .m = m };
	c_free(m->codeSlots);
	m->codeSlots = NULL;
	m->codeSlotCount = 0;
	if (listSlots(&g)) m->codeSlots = c_malloc((size_t)(g.slotCount + 1) * sizeof(CodeSlot));
	if (m->codeSlots) {
		for (txInteger i = 0; i < g.slotCount; i++) {
			m->codeSlots[i].slot = g.slots[i];
			m->codeSlots[i].chunkBytes = takeChunks(g.slots[i]);
		}
		m->codeSlotCount = (size_t)g.slotCount;
	}
	clearTaken(m->the);
	freeGraph(&g);
}

napi_value heapGraph(Machine* m) {
	Graph g = { .m = m };
	napi_value result = NULL;
	if (listSlots(&g)) {
		size_t count = (size_t)g.slotCount + 1;
		g.owners = c_calloc(count, sizeof(txInteger));
		g.objects = c_calloc(count, sizeof(txInteger));
		g.environmentOf = c_calloc(count, sizeof(txInteger));
		g.fields = c_calloc(count * fieldsPerObject, sizeof(int32_t));
		g.failed = !g.owners || !g.objects || !g.environmentOf || !g.fields;
		if (!g.failed) {
			findObjects(&g);
			weigh(&g, 1); // first, since a string of the code that is used elsewhere as well is in flash
			weigh(&g, 0);
			clearTaken(m->the);
			classify(&g);
			connectObjects(&g);
			if (!g.failed) result = toResult(&g);
		}
	}
	freeGraph(&g);
	return result;
}
