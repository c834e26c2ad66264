// The settings of the stall that can be tried out in the browser.
import type { MerchantSettings } from "../../host/settings.js";
import { isZoneName } from "../../host/zone.js";

const machineZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export const demoStall: Partial<MerchantSettings> = {
	// It is about the time that whoever looks at it has.
	zone: isZoneName(machineZone) ? machineZone : "UTC",
	headerLines: ["Corner Stall", "Market Square 4", "VAT XX-000-000"],
	taxClasses: [
		{ name: "standard", rates: [{ rateMillipercent: 20_000 }] },
		{ name: "reduced", rates: [{ rateMillipercent: 10_000 }] },
		{ name: "zero", rates: [{ rateMillipercent: 0 }] },
	],
};
