// Strings are converted between UTF-16 (Node) and CESU-8 (XS: surrogates as three bytes each, U+0000 as C0 80), which
// preserves every JavaScript string.
#include "values.h"

void* scratch(Machine* m, size_t bytes) {
	if (m->scratchBytes < bytes) {
		c_free(m->scratch);
		m->scratchBytes = bytes < 4096 ? 4096 : bytes;
		m->scratch = c_malloc(m->scratchBytes);
		if (!m->scratch) {
			m->scratchBytes = 0;
			fxAbort(m->the, XS_NOT_ENOUGH_MEMORY_EXIT);
		}
	}
	return m->scratch;
}

static void pushString(Machine* m, napi_value value) {
	txMachine* the = m->the;
	size_t units = 0;
	napi_get_value_string_utf16(m->env, value, NULL, 0, &units);
	char16_t* source = scratch(m, (units + 1) * sizeof(char16_t));
	napi_get_value_string_utf16(m->env, value, source, units + 1, &units);
	size_t bytes = 0;
	for (size_t i = 0; i < units; i++) bytes += source[i] && source[i] < 0x80 ? 1 : source[i] < 0x800 ? 2 : 3;
	mxPushUndefined();
	fxStringBuffer(the, the->stack, NULL, (txSize)bytes);
	txByte* into = (txByte*)the->stack->value.string;
	for (size_t i = 0; i < units; i++) {
		unsigned unit = source[i];
		if (unit && unit < 0x80) {
			*into++ = (txByte)unit;
			continue;
		}
		if (unit < 0x800) *into++ = (txByte)(0xC0 | unit >> 6);
		else {
			*into++ = (txByte)(0xE0 | unit >> 12);
			*into++ = (txByte)(0x80 | (unit >> 6 & 0x3F));
		}
		*into++ = (txByte)(0x80 | (unit & 0x3F));
	}
	*into = 0;
}

static napi_value stringToNode(Machine* m, const char* string) {
	napi_value result = NULL;
	const unsigned char* from = (const unsigned char*)string;
	size_t length = c_strlen(string), i = 0;
	while (i < length && from[i] < 0x80) i++;
	if (i == length) {
		napi_create_string_latin1(m->env, string, length, &result);
		return result;
	}
	char16_t* units = scratch(m, (length + 1) * sizeof(char16_t));
	size_t count = 0;
	for (i = 0; i < length;) {
		unsigned lead = from[i++], extra = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
		unsigned code = extra == 0 ? lead : lead & (0x3F >> extra);
		while (extra-- && i < length) code = code << 6 | (from[i++] & 0x3F);
		if (code < 0x10000) units[count++] = (char16_t)code;
		else {
			units[count++] = (char16_t)(0xD800 + ((code - 0x10000) >> 10));
			units[count++] = (char16_t)(0xDC00 + ((code - 0x10000) & 0x3FF));
		}
	}
	napi_create_string_utf16(m->env, units, count, &result);
	return result;
}

txByte* bytesOf(txSlot* slot, txSize* length) {
	if (slot->kind != XS_REFERENCE_KIND) return NULL;
	txSlot* first = slot->value.reference->next;
	if (!first) return NULL;
	if (first->kind == XS_ARRAY_BUFFER_KIND) {
		*length = first->next->value.bufferInfo.length;
		return first->value.arrayBuffer.address;
	}
	if (first->kind == XS_TYPED_ARRAY_KIND) {
		txSlot* view = first->next;
		txSlot* buffer = view->next;
		txByte* address = buffer->value.reference->next->value.arrayBuffer.address;
		*length = address && view->value.dataView.size > 0 ? view->value.dataView.size : 0;
		return address ? address + view->value.dataView.offset : NULL;
	}
	return NULL;
}

napi_value toNode(Machine* m, txSlot* slot) {
	napi_env env = m->env;
	napi_value result = NULL, buffer;
	txSize length;
	switch (slot->kind) {
	case XS_NULL_KIND:
		napi_get_null(env, &result);
		return result;
	case XS_BOOLEAN_KIND:
		napi_get_boolean(env, slot->value.boolean, &result);
		return result;
	case XS_INTEGER_KIND:
		napi_create_int32(env, slot->value.integer, &result);
		return result;
	case XS_NUMBER_KIND:
		napi_create_double(env, slot->value.number, &result);
		return result;
	case XS_STRING_KIND:
	case XS_STRING_X_KIND:
		return stringToNode(m, slot->value.string);
	default: {
		txByte* bytes = bytesOf(slot, &length);
		if (bytes) {
			void* data;
			napi_create_arraybuffer(env, (size_t)length, &data, &buffer);
			if (length) c_memcpy(data, bytes, (size_t)length);
			napi_create_typedarray(env, napi_uint8_array, (size_t)length, buffer, 0, &result);
		} else napi_get_undefined(env, &result);
		return result;
	}
	}
}

void pushValue(Machine* m, napi_value value) {
	txMachine* the = m->the;
	napi_env env = m->env;
	napi_valuetype type = napi_undefined;
	double number;
	bool flag;
	void* data = NULL;
	size_t length = 0;
	napi_typeof(env, value, &type);
	switch (type) {
	case napi_null:
		mxPushNull();
		return;
	case napi_boolean:
		napi_get_value_bool(env, value, &flag);
		mxPushBoolean(flag);
		return;
	case napi_number:
		napi_get_value_double(env, value, &number);
		if (number >= -2147483648.0 && number <= 2147483647.0 && number == (txInteger)number &&
			!(number == 0 && signbit(number))) {
			mxPushInteger((txInteger)number);
		} else mxPushNumber(number);
		return;
	case napi_string:
		pushString(m, value);
		return;
	case napi_object:
		napi_is_arraybuffer(env, value, &flag);
		if (flag) napi_get_arraybuffer_info(env, value, &data, &length);
		else {
			napi_is_typedarray(env, value, &flag);
			if (flag) {
				napi_typedarray_type kind;
				napi_get_typedarray_info(env, value, &kind, &length, &data, NULL, NULL);
				flag = kind == napi_uint8_array;
			}
		}
		mxPushUndefined();
		if (flag) {
			txByte* into = fxArrayBuffer(the, the->stack, NULL, (txInteger)length, -1);
			if (length) c_memcpy(into, data, length);
		}
		return;
	default:
		mxPushUndefined();
	}
}

void pushField(Machine* m, napi_value object, const char* field) {
	napi_value value;
	napi_valuetype type = napi_undefined;
	txMachine* the = m->the;
	if (napi_get_named_property(m->env, object, field, &value) == napi_ok) napi_typeof(m->env, value, &type);
	if (type == napi_string) pushString(m, value);
	else mxPushUndefined();
}
