// mqtt-packet uncorks its stream on the next tick; the stream it writes to here has no cork.
module.exports = { nextTick: (run, ...values) => run(...values) };
