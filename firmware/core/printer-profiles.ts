// Kinds of receipt printers that the stallholder can choose from. The driver knows their code pages.

/** In the order in which the settings offer them; stored by position, so new ones are added at the end. */
export const printerProfileNames = ["automatic", "Epson", "Star", "Wincor", "POS-80", "POS-58", "ASCII"] as const;

export type PrinterProfileName = (typeof printerProfileNames)[number];
