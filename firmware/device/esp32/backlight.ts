import PWM from "embedded:io/pwm";
import type { Backlight } from "../../core/ports.js";
import { pwmController } from "./pwm.js";

/** Above audible coil noise and visible flicker. At the board's 80 MHz clock this frequency allows 10 bits. */
const hertz = 20_000;
const resolution = 10;
const full = 2 ** resolution - 1;

/** The display's backlight on a PWM pin, initially full. It is the first user of PWM after a reset. */
export function openBacklight(pin: number): Backlight {
	pwmController.initialise();
	const pwm = new PWM({ pin, hz: hertz, resolution });
	pwm.write(full);
	return { level: (fraction) => pwm.write(Math.round(Math.min(Math.max(fraction, 0), 1) * full)) };
}
