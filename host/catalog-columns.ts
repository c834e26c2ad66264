// The columns of a file of items (docs/catalog-file.md).

/** In the order in which they are written. */
export const writtenColumns = ["sku", "name", "category", "price_minor", "currency", "tax_class", "barcodes"] as const;
/** The columns of prices, one of which a file has: in minor units, and in units of the currency. */
export const priceColumns = ["price_minor", "price"] as const;

/** Written where an item of the catalog has it. */
export const searchColumn = "search";

export type Column = (typeof writtenColumns)[number] | (typeof priceColumns)[number] | typeof searchColumn;

/** In the order in which a file's owner would write them, with the price in units of the currency. */
export const usualColumns = [...writtenColumns, searchColumn].map((name) => (name === "price_minor" ? "price" : name));

/** For helps and descriptions. */
export const columnsText = "sku,name,category,price_minor (or price),currency,tax_class[,barcodes][,search]";
