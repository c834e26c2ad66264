// Replaces the `debug` package, which writes to a console that a till does not have.
const log = () => undefined;
module.exports = () => log;
