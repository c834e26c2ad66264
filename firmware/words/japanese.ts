import { english } from "./english.js";
import type { ReceiptLanguage } from "./words.js";

/** Of receipts: reports are in a language of the terminal. */
export const japanese: ReceiptLanguage = {
	languageName: "日本語",
	ticket: {
		...english.ticket,
		formats: { decimalMark: ".", isDayFirst: false, dateMark: "/" },
		copy: "控え",
		giftReceipt: "ギフトレシート",
		receipt: "領収書",
		terminal: "レジ",
		unitPrice: "単価",
		total: "合計",
		rounding: "端数調整",
		tenders: { cash: "現金", card: "カード", other: "その他" },
		unconfirmed: "未確認",
		training: "練習",
		nothingSold: "領収書ではありません",
		taxAdded: "消費税",
		change: "お釣り",
		taxHead: ["税率", "税抜", "税額", "税込"],
		codeIsLink: "コードで領収書を確認",
		codeIsReceipt: "領収書のコード（店舗用）",
		thanks: "ありがとうございました",
		clockUnset: "時刻未設定",
		incomplete: "印刷中断 下に再印刷",
	},
};
