// Initialises ESP-IDF's LED controller, which drives the PWM pins, before the SDK's first PWM object. That object
// pauses its timer before it configures it, and ESP-IDF reports a pause before the first configuration as an error.
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include "driver/ledc.h"

void xs_pwm_initialise(xsMachine *the)
{
	// The timer that the SDK takes first, with settings that every chip allows; the SDK configures it again.
	ledc_timer_config_t timer = {
		.speed_mode = LEDC_LOW_SPEED_MODE,
		.duty_resolution = LEDC_TIMER_10_BIT,
		.timer_num = LEDC_TIMER_MAX - 1,
		.freq_hz = 20000,
		.clk_cfg = LEDC_AUTO_CLK,
	};

	if (ESP_OK != ledc_timer_config(&timer))
		xsUnknownError("no PWM");
}
