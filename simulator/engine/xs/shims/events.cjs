// The part of Node's `events` that mqtt-packet uses. The npm package assigns to a field that its prototype also has. XS
// refuses that once the module is preloaded and the prototype frozen, so here the constructor defines the field.
class EventEmitter {
	constructor() {
		this.listenersByName = new Map();
	}

	on(name, listener) {
		const listeners = this.listenersByName.get(name);
		if (listeners) listeners.push(listener);
		else this.listenersByName.set(name, [listener]);
		return this;
	}

	emit(name, ...values) {
		const listeners = this.listenersByName.get(name);
		if (!listeners) {
			if (name === "error") throw values[0];
			return false;
		}
		for (const listener of listeners) listener(...values);
		return true;
	}
}

module.exports = { EventEmitter };
