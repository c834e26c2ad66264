// Notes and coins. The amount of such a tender is what was handed over; the change is a field of the sale.
import type { TenderDefinition } from "./tender.js";

export const cash: TenderDefinition<1> = { kind: 1, label: "Cash", isRoundedToCoins: true };
