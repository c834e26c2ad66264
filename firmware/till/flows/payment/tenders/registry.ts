// Every kind of tender that the till takes, in the order in which the tender page offers them.
import type { TenderType } from "../../../session/sale-session.js";
import { card } from "./card.js";
import { cash } from "./cash.js";

export const tenders: readonly TenderType[] = [cash, card];
