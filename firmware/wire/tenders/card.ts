// A payment card, read by a card reader. Its reference is the payment's token, never a card number.
import type { TenderDefinition } from "./tender.js";

export const card: TenderDefinition<2> = { kind: 2, label: "Card", isRoundedToCoins: false };
