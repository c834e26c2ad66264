// A separate entry for the firmware in ESP-IDF's task watchdog ("Task Watchdog Timer", esp_task_wdt_add_user). The
// SDK's event loop does not feed it.
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
