// Types of the API's answers, derived from the host's schemas so that they cannot differ. Only types are imported, so
// the bundle contains no host code.
import type { Static } from "typebox";
import type * as schemas from "../schemas.js";

export type Overview = Static<typeof schemas.Overview>;
export type TerminalSummary = Static<typeof schemas.TerminalSummary>;
export type Alarm = Static<typeof schemas.Alarm>;
export type ClosedAlarm = Static<typeof schemas.ClosedAlarm>;
export type Payment = Static<typeof schemas.Payment>;
export type Takings = Overview["terminals"][number]["takingsToday"];
export type TerminalDetail = Static<typeof schemas.TerminalDetail>;
export type ReceiptRow = Static<typeof schemas.Receipt>;
export type ReceiptRows = Static<typeof schemas.Receipts>;
export type ReceiptCount = Static<typeof schemas.ReceiptCount>;
export type Receipt = Static<typeof schemas.ReceiptDetail>;
export type ShiftRow = Static<typeof schemas.Shift>;
export type CashMovementRow = Static<typeof schemas.CashMovement>;
export type OverrideRow = Static<typeof schemas.Override>;
export type Person = Static<typeof schemas.Person>;
export type Ledger = Static<typeof schemas.Ledger>;
export type CurrencySums = Ledger["currencies"][number];
export type TaxRow = Static<typeof schemas.TaxSum>;
export type Problem = Static<typeof schemas.Problem>;
export type CatalogItems = Static<typeof schemas.CatalogItems>;
export type Rules = Static<typeof schemas.Rules>;
export type FlagStates = Static<typeof schemas.FlagStates>;
export type Trial = Static<typeof schemas.Trial>;
export type TriedBasket = Static<typeof schemas.TriedBasket>;
export type PastSales = Static<typeof schemas.PastSales>;
export type CatalogPreview = Static<typeof schemas.CatalogPreview>;
export type Published = Static<typeof schemas.Published>;
export type Campaign = Static<typeof schemas.Campaign>;
export type CouponBatch = Static<typeof schemas.CouponBatch>;
export type CouponUse = Static<typeof schemas.CouponUse>;
export type PrintedCode = Static<typeof schemas.PrintedCode>;
export type Voucher = Static<typeof schemas.Voucher>;
export type VoucherBatch = Static<typeof schemas.VoucherBatch>;
export type Budget = Static<typeof schemas.Budget>;
