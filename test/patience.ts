/**
 * Milliseconds that a test waits for what happens beside it: in another process, in a browser, in the event loop. Long
 * enough for a machine with much other work, because only a test that fails waits that long.
 */
export const patienceMs = 120_000;
