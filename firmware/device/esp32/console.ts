// The board's serial console. The compiler turns methods whose body is exactly a return of `native(…).call(this, …)`
// into native functions.

class NativeConsole {
	write(line: string): void {
		return native("xs_console_write").call(this, line) as undefined;
	}
}

export const boardConsole = new NativeConsole();
