import { english } from "./english.js";
import type { ReceiptLanguage } from "./words.js";

/** Of receipts: reports are in a language of the terminal. */
export const hebrew: ReceiptLanguage = {
	languageName: "עברית",
	ticket: {
		...english.ticket,
		formats: { decimalMark: ".", isDayFirst: true, dateMark: ".", isRightToLeft: true },
		copy: "העתק",
		giftReceipt: "פתק החלפה",
		receipt: "קבלה",
		terminal: "קופה",
		unitPrice: "ליחידה",
		total: "סה״כ",
		rounding: "עיגול",
		tenders: { cash: "מזומן", card: "כרטיס", other: "אחר" },
		unconfirmed: "טרם אושר",
		training: "תרגול",
		nothingSold: "לא מכירה. לא קבלה.",
		taxAdded: "מע״מ",
		change: "עודף",
		taxHead: ["שיעור", "נטו", "מע״מ", "ברוטו"],
		codeIsLink: "סרקו לאימות הקבלה",
		codeIsReceipt: "קוד הקבלה, לשימוש המוכר",
		thanks: "תודה רבה!",
		clockUnset: "השעון לא כוון",
		incomplete: "לא הושלם - מודפס שוב למטה",
	},
};
