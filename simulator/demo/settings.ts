// The merchant settings of the demo stall.
import type { MerchantSettings } from "../../host/settings.js";
import { isZoneName } from "../../host/zone.js";

const machineZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const demoSettings: Partial<MerchantSettings> = {
	// The zone of this machine, so that the demo shows the user's local time.
	zone: isZoneName(machineZone) ? machineZone : "UTC",
	headerLines: ["Corner Stall", "Market Square 4", "VAT XX-000-000"],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "reduced", rates: [{ rateMillipercent: 10_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
	],
};
