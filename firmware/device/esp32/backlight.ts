import PWM from "embedded:io/pwm";
import type { Backlight } from "../../core/ports.js";

/** Above what an ear hears of a coil and an eye sees of a flicker; 10 bits fit the board's 80 MHz there. */
const hertz = 20_000;
const resolution = 10;
const full = 2 ** resolution - 1;

/** The display's light on a PWM pin, full from the start. */
export function openBacklight(pin: number): Backlight {
	const pwm = new PWM({ pin, hz: hertz, resolution });
	pwm.write(full);
	return { level: (fraction) => pwm.write(Math.round(Math.min(Math.max(fraction, 0), 1) * full)) };
}
