// ESP-IDF's LED controller, which drives the PWM pins. The compiler turns methods whose body is exactly a return of
// `native(…).call(this, …)` into native functions.

class NativePwm {
	/** To be called once, before the first PWM object is made. */
	initialise(): void {
		return native("xs_pwm_initialise").call(this) as undefined;
	}
}

export const pwmController = new NativePwm();
