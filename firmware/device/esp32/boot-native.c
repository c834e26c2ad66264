// Functions of ESP-IDF that the SDK's modules do not provide: three of its OTA library, and the restart.
#include "xsmc.h"
#include "mc.xs.h"
#include "xsHost.h"

#include "app_update/include/esp_ota_ops.h"
#include "esp_system.h"

void xs_boot_isTrial(xsMachine *the)
{
	esp_ota_img_states_t state;
	esp_err_t error = esp_ota_get_state_partition(esp_ota_get_running_partition(), &state);

	// An image that was flashed by cable has no state and needs no confirmation.
	xsmcSetBoolean(xsResult, (ESP_OK == error) && (ESP_OTA_IMG_PENDING_VERIFY == state));
}

void xs_boot_confirm(xsMachine *the)
{
	if (ESP_OK != esp_ota_mark_app_valid_cancel_rollback())
		xsUnknownError("confirm failed");
}

void xs_boot_rollBack(xsMachine *the)
{
	esp_ota_mark_app_invalid_rollback_and_reboot();
	// The call returns when the library finds no image to return to, as after the first update of a board that was
	// flashed by cable. After this restart the boot loader rolls back, because the image was not confirmed.
	esp_restart();
}

void xs_boot_restart(xsMachine *the)
{
	esp_restart();
}
