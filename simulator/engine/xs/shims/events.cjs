// Node's `events` as far as mqtt-packet uses it. The npm package assigns to a field that its frozen prototype also has,
// which XS refuses once the module is preloaded; here the listeners are the instance's own from the start.
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
