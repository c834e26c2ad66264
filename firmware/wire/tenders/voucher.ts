// A gift voucher that this merchant has sold. Its reference is the voucher's identifier, 16 hexadecimal digits.
import type { TenderDefinition } from "./tender.js";

export const voucher: TenderDefinition<3> = { kind: 3, label: "Gift voucher", isRoundedToCoins: false };
