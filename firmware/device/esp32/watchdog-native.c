// An entry of the firmware's own in ESP-IDF's task watchdog ("Task Watchdog Timer", esp_task_wdt_add_user), which the
// SDK's loop does not feed.
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include "esp_task_wdt.h"

static esp_task_wdt_user_handle_t gEntry;

void xs_watchdog_start(xsMachine *the)
{
	if ((NULL == gEntry) && (ESP_OK != esp_task_wdt_add_user("tillmark", &gEntry)))
		xsUnknownError("no watchdog");
}

void xs_watchdog_feed(xsMachine *the)
{
	if (ESP_OK != esp_task_wdt_reset_user(gEntry))
		xsUnknownError("watchdog not fed");
}
