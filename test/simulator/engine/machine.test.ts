import { afterEach, describe, expect, it } from "vitest";
import { XsAbort, XsError, XsMachine, xsUnavailable } from "../../../simulator/engine/xs/machine.js";
import type { XsMachineOptions, XsValue } from "../../../simulator/engine/xs/machine.js";

const unavailable = await xsUnavailable();
if (unavailable) console.warn(`XS tests are skipped: ${unavailable}`);

const open: XsMachine[] = [];
function machine(options: XsMachineOptions = {}): XsMachine {
	const made = new XsMachine(options);
	open.push(made);
	return made;
}
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

function errorOf(run: () => unknown): unknown {
	try {
		run();
	} catch (error) {
		return error;
	}
	return undefined;
}

describe.skipIf(unavailable !== undefined)("an XS machine", () => {
	it("evaluates ES2022 and returns transferable values", () => {
		const m = machine();
		expect(m.evaluate("class A { #x = 1; static { A.y = 2; } get z() { return this.#x + A.y; } } new A().z")).toBe(
			3,
		);
		expect(m.evaluate("-0")).toBe(-0);
		expect(m.evaluate("2 ** 40")).toBe(2 ** 40);
		expect(m.evaluate("null")).toBe(null);
		expect(m.evaluate("[1]")).toBe(undefined);
		expect(m.evaluate("new Uint8Array([1, 2, 3]).subarray(1)")).toEqual(Uint8Array.of(2, 3));
	});

	it.each<[string, XsValue]>([
		["a negative zero", -0],
		["a large integer", 4_294_967_296],
		["a NaN", NaN],
		["true", true],
		["null", null],
		["undefined", undefined],
		["an empty string", ""],
		["a string of all widths", "aé€😀\0z"],
		["a lone surrogate", "x\ud800y"],
		["bytes", Uint8Array.of(0, 255, 7)],
		["no bytes", new Uint8Array(0)],
	])("passes %s into the guest, through a host call and back unchanged", (_name, value) => {
		const seen: XsValue[] = [];
		const m = machine({
			onCall(_opcode, given) {
				seen.push(given);
				return given;
			},
		});
		m.evaluate(
			"globalThis.echo = (value) => callHost(1, value instanceof ArrayBuffer ? new Uint8Array(value) : value)",
		);
		expect(m.call("echo", value)).toEqual(value);
		expect(seen).toEqual([value]);
	});

	it("passes an array buffer of the host as an ArrayBuffer", () => {
		const m = machine({ onCall: () => Uint8Array.of(1, 2).buffer });
		expect(m.evaluate("const b = callHost(1); b instanceof ArrayBuffer && b.byteLength")).toBe(2);
	});

	it("fills the guest's bytes, also through a view with an offset", () => {
		const m = machine({
			onCall(_opcode, into) {
				if (into instanceof Uint8Array) into.fill(7);
				return into instanceof Uint8Array ? into.length : 0;
			},
		});
		expect(m.evaluate("const all = new Uint8Array(5); fillFromHost(1, all.subarray(1, 4)); all")).toEqual(
			Uint8Array.of(0, 7, 7, 7, 0),
		);
	});

	it("throws a host error in the guest, created by the guest's hostFault", () => {
		const m = machine({
			onCall() {
				throw Object.assign(new Error("chip"), {
					name: "Fault",
					code: "FLASH_PROGRAM_FAILED",
					detail: "at 4096",
				});
			},
		});
		expect(m.evaluate("try { callHost(1) } catch (e) { `${e instanceof Error} ${e.name} ${e.message}` }")).toBe(
			"true Fault chip",
		);
		m.evaluate(
			"globalThis.hostFault = (name, message, code, detail) => " +
				"Object.assign(new RangeError(message), { name, code, detail })",
		);
		const error = errorOf(() => m.evaluate("callHost(1)"));
		expect(error).toBeInstanceOf(XsError);
		expect(error).toMatchObject({
			guestName: "Fault",
			message: "chip",
			code: "FLASH_PROGRAM_FAILED",
			detail: "at 4096",
		});
		expect(m.evaluate("1")).toBe(1);
	});

	it("evaluates code compiled by another machine, without a trace of where it was compiled", () => {
		const source = "globalThis.f = (x) => { const local = { [`k${x}`]: x }; return JSON.stringify(local) }; f(1)";
		const code = machine().compile(source, "script");
		const [a, b] = [machine(), machine()];
		expect(a.evaluate(code)).toBe('{"k1":1}');
		expect(b.evaluate(source)).toBe('{"k1":1}');
		expect(a.evaluate(code)).toBe('{"k1":1}');
		expect(errorOf(() => a.compile("let x = ;", "bad"))).toMatchObject({
			guestName: "SyntaxError",
			message: expect.stringContaining("bad:1"),
		});
	});

	it("reports an uncaught exception with the guest's stack and continues", () => {
		const m = machine();
		const error = errorOf(() =>
			m.evaluate(
				"function inner() { throw new RangeError('far') } function outer() { inner() } outer()",
				"bundle",
			),
		);
		expect(error).toMatchObject({ guestName: "RangeError", message: "far" });
		expect((error as XsError).guestStack).toMatch(/inner[^]*outer/);
		expect(errorOf(() => m.evaluate("throw 'just a string'"))).toMatchObject({ message: "just a string" });
		expect(errorOf(() => m.evaluate("throw { get message() { throw 1 } }"))).toBeInstanceOf(XsError);
		expect(errorOf(() => m.evaluate("let x = ;", "bundle"))).toMatchObject({
			guestName: "SyntaxError",
			message: expect.stringContaining("bundle:1"),
		});
		expect(errorOf(() => m.call("nothing"))).toBeInstanceOf(XsError);
		expect(m.evaluate("1 + 1")).toBe(2);
	});

	it("counts the same operations, slots and chunk bytes each time", () => {
		const run = () => {
			const m = machine();
			const before = m.operations;
			m.evaluate(
				"globalThis.kept = []; for (let i = 0; i < 1000; i++) kept.push({ i }); " +
					"for (let i = 0; i < 1000; i++) ({ i })",
			);
			m.collect();
			return [m.operations - before, m.slots, m.chunks];
		};
		expect(run()).toEqual(run());
	});

	it("counts chunk bytes and slots exactly", () => {
		const m = machine();
		m.collect();
		const { slots, chunks } = m;
		m.evaluate("globalThis.kept = new Uint8Array(100000)");
		m.collect();
		expect(m.chunks.current - chunks.current).toBeGreaterThanOrEqual(100_000);
		expect(m.chunks.current - chunks.current).toBeLessThan(100_400);
		expect(m.slots.current - slots.current).toBeLessThan(20);
		m.evaluate("kept = undefined");
		m.collect();
		expect(m.chunks.current - chunks.current).toBeLessThan(400);
		expect(m.slots.peak).toBe(m.slots.current);
	});

	it("reports the greatest stack depth", () => {
		const m = machine();
		m.evaluate("globalThis.deep = (n) => (n > 0 ? 1 + deep(n - 1) : 0)");
		m.collect();
		m.call("deep", 1);
		const shallow = m.stackPeak;
		m.call("deep", 21);
		const slotsPerCall = (m.stackPeak - shallow) / 20;
		expect(slotsPerCall).toBeGreaterThanOrEqual(6);
		expect(slotsPerCall).toBeLessThan(20);
		m.collect();
		m.call("deep", 1);
		expect(m.stackPeak).toBe(shallow);
	});

	it.each([
		["slots", { slotsMax: 30_000 }, "const all = []; for (;;) all.push({})", "out of memory"],
		[
			"chunks",
			{ chunkBytesMax: 1_200_000 },
			"const all = []; for (;;) all.push(new ArrayBuffer(4096))",
			"out of memory",
		],
		["stack", {}, "const deep = (n) => 1 + deep(n + 1); deep(0)", "stack overflow"],
		["operations", { operationsMax: 1_000_000 }, "for (;;);", "too many operations"],
	])("aborts on too many %s without affecting other machines", (_name, limits, script, reason) => {
		const [victim, bystander] = [machine({ limits }), machine()];
		bystander.evaluate("globalThis.x = 1");
		const error = errorOf(() => victim.evaluate(script));
		expect(error).toBeInstanceOf(XsAbort);
		expect((error as XsAbort).reason).toBe(reason);
		expect(victim.isAlive).toBe(false);
		expect(errorOf(() => victim.evaluate("1"))).toBeInstanceOf(XsAbort);
		victim.close();
		expect(bystander.evaluate("x")).toBe(1);
	});

	it("uses a fixed heap up to the last collected slot before it aborts", () => {
		const m = machine({ creation: { initialHeapCount: 8_192, incrementalHeapCount: 0 } });
		expect(m.evaluate("let sum = 0; for (let i = 0; i < 100000; i++) sum += { i }.i; sum")).toBe(4_999_950_000);
		expect(m.slots.reserved).toBeLessThan(8_193);
	});

	it("refuses creation parameters that are too small", () => {
		expect(errorOf(() => machine({ creation: { initialHeapCount: 512, incrementalHeapCount: 0 } }))).toBeInstanceOf(
			XsAbort,
		);
	});

	it("passes a fatal error through the guest, whatever the guest catches", () => {
		class PowerCut extends Error {}
		const log: XsValue[] = [];
		const m = machine({
			onCall(opcode) {
				log.push(opcode);
				if (opcode === 2) throw new PowerCut("now");
				return undefined;
			},
			isFatal: (error) => error instanceof PowerCut,
		});
		const error = errorOf(() =>
			m.evaluate("callHost(1); try { callHost(2) } catch { callHost(3) } finally { callHost(4) } callHost(5)"),
		);
		expect(error).toBeInstanceOf(PowerCut);
		expect(log).toEqual([1, 2]);
		expect(m.isAlive).toBe(false);
	});

	it("unwinds nested entries of two machines when the innermost is cut", () => {
		class PowerCut extends Error {}
		const isFatal = (error: unknown) => error instanceof PowerCut;
		const b = machine({
			onCall() {
				throw new PowerCut("now");
			},
			isFatal,
		});
		b.evaluate("globalThis.go = () => { try { callHost(1) } catch {} }");
		const a: XsMachine = machine({ onCall: (opcode) => (opcode === 1 ? a.call("again") : b.call("go")), isFatal });
		a.evaluate("globalThis.again = () => { try { callHost(2) } finally { done = true } }; globalThis.done = false");
		expect(errorOf(() => a.evaluate("try { callHost(1) } catch {}"))).toBeInstanceOf(PowerCut);
		expect([a.isAlive, b.isAlive]).toEqual([false, false]);
	});

	it("stops at once when closed from its own host call", () => {
		const log: XsValue[] = [];
		const m: XsMachine = machine({
			onCall(opcode) {
				log.push(opcode);
				m.close();
				return 1;
			},
		});
		const error = errorOf(() => m.evaluate("try { callHost(1) } finally { callHost(2) }"));
		expect((error as XsAbort).reason).toBe("stopped");
		expect(log).toEqual([1]);
		m.close();
		expect(errorOf(() => m.call("x"))).toBeInstanceOf(XsAbort);
	});

	it("can be entered again from a host call, and collected between entries", () => {
		const m: XsMachine = machine({
			onCall: (_opcode, n) => (typeof n === "number" && n > 0 ? m.call("down", n - 1) : "bottom"),
		});
		m.evaluate("globalThis.down = (n) => callHost(1, n) + n");
		expect(m.call("down", 20)).toBe("bottom01234567891011121314151617181920");
		m.collect();
		expect(m.call("down", 0)).toBe("bottom0");
	});

	it("opens and closes hundreds of machines without keeping them", () => {
		const before = process.memoryUsage().rss;
		for (let i = 0; i < 300; i++) {
			const m = new XsMachine();
			m.evaluate("globalThis.a = new Uint8Array(200000)");
			m.close();
		}
		expect(process.memoryUsage().rss - before).toBeLessThan(100e6);
	});
});
