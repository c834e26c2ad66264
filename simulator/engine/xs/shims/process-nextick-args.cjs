// mqtt-packet uncorks its stream on the next tick. Our stream is never corked, so the call can be made at once.
module.exports = { nextTick: (run, ...values) => run(...values) };
