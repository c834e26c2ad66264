// Scripts are parsed once into bytes that any machine can run. The bytecode is executed in place and its strings and
// functions are not copied to the heap, as with code in a board's flash.
#include "machine.h"

// Defined by the engine but not declared in its headers.
extern void fxRemapIDs(txMachine* the, txByte* codeBuffer, txSize codeSize, txID* ids);

static txScript* parse(Machine* m, Job* job) {
	txMachine* the = m->the;
	txStringCStream stream = { .buffer = job->source, .offset = 0, .size = (txSize)job->sourceBytes };
	txParser parser;
	txParserJump jump;
	txScript* script = NULL;
	char message[160];
	fxInitializeParser(&parser, the, the->parserBufferSize, the->parserTableModulo);
	parser.firstJump = &jump;
	if (c_setjmp(jump.jmp_buf) == 0) {
		parser.path = fxNewParserSymbol(&parser, job->name);
		fxParserTree(&parser, &stream, fxStringCGetter, mxProgramFlag, NULL);
		fxParserHoist(&parser);
		fxParserBind(&parser);
		script = fxParserCode(&parser);
	}
	// XS would return a script that throws the message alone; here it gets the file and line too.
	txBoolean isBad = !script || parser.errorMessage;
	if (isBad) {
		char* reason = parser.errorMessage ? parser.errorMessage : "?";
		c_snprintf(message, sizeof(message), "%s:%d: %s", job->name, parser.line, reason);
	}
	fxTerminateParser(&parser);
	if (isBad) {
		fxDeleteScript(script);
		mxSyntaxError("%s", message);
	}
	return script;
}

// A compiled script: its symbols, then its bytecode, which refers to them by numbers from 1. It is independent of any
// machine.
typedef struct {
	txSize symbolsSize, codeSize;
} CompiledHead;

// Replaces the opcodes that copy strings and functions by those that refer to them in place. The engine's table of
// opcode sizes is used to step through the code.
static void pinCode(txByte* code, txSize size) {
	txByte* end = code + size;
	for (txByte* p = code; p < end;) {
		txU1 opcode = *(txU1*)p;
		txS1 width = gxCodeSizes[opcode];
		if (opcode >= XS_CODE_CODE_1 && opcode <= XS_CODE_CODE_4)
			*(txU1*)p = opcode - XS_CODE_CODE_1 + XS_CODE_CODE_ARCHIVE_1;
		else if (opcode >= XS_CODE_STRING_1 && opcode <= XS_CODE_STRING_4)
			*(txU1*)p = opcode - XS_CODE_STRING_1 + XS_CODE_STRING_ARCHIVE_1;
		p++;
		if (width > 0) p += width - 1;
		else if (width == 0) p += sizeof(txID);
		else {
			txU4 length = 0;
			txSize bytes = -width;
			c_memcpy(&length, p, (size_t)bytes);
			p += bytes + (txSize)length;
		}
	}
}

void compileTask(Machine* m, Job* job) {
	txScript* script = parse(m, job);
	CompiledHead head = { script->symbolsSize, script->codeSize };
	napi_value buffer;
	txByte* into;
	size_t size = sizeof(head) + (size_t)head.symbolsSize + (size_t)head.codeSize;
	pinCode(script->codeBuffer, script->codeSize);
	napi_create_arraybuffer(m->env, size, (void**)&into, &buffer);
	c_memcpy(into, &head, sizeof(head));
	c_memcpy(into + sizeof(head), script->symbolsBuffer, (size_t)head.symbolsSize);
	c_memcpy(into + sizeof(head) + head.symbolsSize, script->codeBuffer, (size_t)head.codeSize);
	napi_create_typedarray(m->env, napi_uint8_array, size, buffer, 0, &job->result);
	fxDeleteScript(script);
}

// Copies the code for this machine, with the machine's own numbers for the symbols. The copy is kept until `drop`.
static txByte* load(Machine* m, const txByte* symbols, const txByte* code, txSize codeSize) {
	txMachine* the = m->the;
	txID count, *ids;
	Code* kept = c_malloc(sizeof(Code) + (size_t)codeSize);
	if (!kept) fxAbort(the, XS_NOT_ENOUGH_MEMORY_EXIT);
	kept->next = m->code;
	m->code = kept;
	c_memcpy(kept->bytes, code, (size_t)codeSize);
	txByte* p = (txByte*)symbols;
	mxDecodeID(p, count);
	ids = scratch(m, count * sizeof(txID));
	ids[0] = XS_NO_ID;
	for (txID i = 1; i < count; i++) {
		ids[i] = fxNewNameC(the, (txString)p);
		p += mxStringLength((char*)p) + 1;
	}
	fxRemapIDs(the, kept->bytes, codeSize, ids);
	return kept->bytes;
}

void evaluateTask(Machine* m, Job* job) {
	txMachine* the = m->the;
	CompiledHead head;
	txScript script = { 0 };
	c_memcpy(&head, job->source, sizeof(head));
	txByte* symbols = (txByte*)job->source + sizeof(head);
	// Without a symbols buffer the engine neither renumbers the symbols nor frees the code.
	script.codeBuffer = load(m, symbols, symbols + head.symbolsSize, head.codeSize);
	script.codeSize = head.codeSize;
	txSlot* realm = mxProgram.value.reference->next->value.module.realm;
	fxRunScript(the, &script, mxRealmGlobal(realm), C_NULL, mxRealmClosures(realm)->value.reference, C_NULL,
		mxProgram.value.reference);
	job->result = toNode(m, the->stack);
	mxPop();
}
