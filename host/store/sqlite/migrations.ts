// The schema, as steps whose SQL is never edited once released. `user_version` is the number of applied steps plus
// `versionBefore`. The merchant is in every row and comes first in every key.

/** Highest schema version of earlier builds, whose formats were never released. */
export const versionBefore = 2;

const record = "merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL";
const recordKey = "PRIMARY KEY (merchant, terminal, epoch, sequence)";
/** Columns of `Booked`: who made a record, in which shift and when. */
const booked = "staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL";

const folder = `
	CREATE TABLE settings (merchant TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (merchant,
	key)) WITHOUT ROWID;
	CREATE TABLE counters (merchant TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (merchant,
	name)) WITHOUT ROWID;
`;

/**
 * A terminal has no number before it is first enrolled. Numbers are unique across merchants because topics are derived
 * from them.
 */
const terminals = `
	CREATE TABLE terminals (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, name TEXT NOT NULL, number INTEGER UNIQUE,
		topic_root TEXT NOT NULL DEFAULT '',
		epoch INTEGER NOT NULL DEFAULT 0, password_hash BLOB, created_ms INTEGER NOT NULL,
		last_seen_ms INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (merchant, terminal)
	) WITHOUT ROWID;
	CREATE TABLE enrolments (
		merchant TEXT NOT NULL, code_id TEXT NOT NULL, terminal TEXT NOT NULL, name TEXT NOT NULL, secret BLOB NOT NULL,
		expires_ms INTEGER NOT NULL, tries_left INTEGER NOT NULL, granted_key BLOB,
		granted_epoch INTEGER NOT NULL DEFAULT 0,
		PRIMARY KEY (merchant, code_id)
	) WITHOUT ROWID;
`;

const chains = `
	CREATE TABLE epochs (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, public_key BLOB NOT NULL,
		committed INTEGER NOT NULL,
		head BLOB NOT NULL, status TEXT NOT NULL CHECK (status IN ('committed', 'quarantined')),
		PRIMARY KEY (merchant, terminal, epoch)
	) WITHOUT ROWID;
	CREATE TABLE records (
		${record}, kind INTEGER NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, payload BLOB NOT NULL,
		head BLOB NOT NULL,
		received_ms INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX records_catalog_applied ON records (merchant, terminal, epoch, sequence) WHERE kind = 4;
	CREATE TABLE checkpoints (${record}, signature BLOB NOT NULL, public_key BLOB NOT NULL, ${recordKey}) WITHOUT ROWID;
	CREATE TABLE branches (
		merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, epoch INTEGER NOT NULL,
		fork_sequence INTEGER NOT NULL,
		committed INTEGER NOT NULL, head BLOB NOT NULL, gross_minor INTEGER NOT NULL, currency TEXT NOT NULL,
		created_ms INTEGER NOT NULL
	);
	CREATE INDEX branches_by_epoch ON branches (merchant, terminal, epoch);
	CREATE TABLE branch_records (
		merchant TEXT NOT NULL, branch INTEGER NOT NULL REFERENCES branches (id), sequence INTEGER NOT NULL,
		kind INTEGER NOT NULL,
		payload BLOB NOT NULL, head BLOB NOT NULL, signature BLOB, PRIMARY KEY (merchant, branch, sequence)
	) WITHOUT ROWID;
`;

const offers = `
	CREATE TABLE catalogs (
		merchant TEXT NOT NULL, version INTEGER NOT NULL, created_ms INTEGER NOT NULL, source TEXT NOT NULL,
		PRIMARY KEY (merchant, version)
	) WITHOUT ROWID;
	CREATE TABLE catalog_images (
		merchant TEXT NOT NULL, version INTEGER NOT NULL, format INTEGER NOT NULL, digest BLOB NOT NULL,
		manifest BLOB NOT NULL,
		unapplied TEXT NOT NULL, image BLOB NOT NULL, PRIMARY KEY (merchant, version, format)
	);
	CREATE INDEX catalog_images_by_digest ON catalog_images (merchant, digest);
	CREATE TABLE firmware (
		merchant TEXT NOT NULL, board TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL,
		length_bytes INTEGER NOT NULL,
		manifest BLOB NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, board, version)
	) WITHOUT ROWID;
`;

const notices = `
	CREATE TABLE alarms (
		merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, code TEXT NOT NULL, terminal TEXT NOT NULL,
		detail TEXT NOT NULL,
		amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL, count INTEGER NOT NULL,
		UNIQUE (merchant, code, terminal, detail)
	);
	CREATE TABLE set_asides (
		merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, digest BLOB NOT NULL,
		code TEXT NOT NULL, detail TEXT NOT NULL,
		payload BLOB NOT NULL, received_ms INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (merchant, terminal, digest)
	);
`;

/** Folded from records; these tables can be emptied and folded again at any time. */
const ledger = `
	CREATE TABLE documents (
		${record}, type TEXT NOT NULL CHECK (type IN ('sale', 'noSale', 'training', 'newer')), kind INTEGER NOT NULL,
		series INTEGER NOT NULL, number INTEGER NOT NULL, ${booked}, hour INTEGER NOT NULL, currency TEXT NOT NULL,
		tax_mode INTEGER NOT NULL,
		total_minor INTEGER NOT NULL, cash_minor INTEGER NOT NULL, rounding_minor INTEGER NOT NULL,
		tax_minor INTEGER NOT NULL,
		practised_minor INTEGER NOT NULL, lines INTEGER NOT NULL, units INTEGER NOT NULL, content BLOB NOT NULL,
		${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX documents_by_number ON documents (merchant, terminal, series, number, content);
	CREATE INDEX documents_by_day ON documents (merchant, day, terminal);
	CREATE INDEX documents_by_time ON documents (merchant, wall_ms);
	CREATE INDEX documents_by_shift ON documents (merchant, terminal, shift);

	CREATE TABLE document_lines (
		${record}, position INTEGER NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL, sku TEXT NOT NULL,
		name TEXT NOT NULL,
		quantity INTEGER NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence,
		position)
	) WITHOUT ROWID;
	CREATE INDEX document_lines_by_day ON document_lines (merchant, day, sku, name, currency, quantity, amount_minor);

	CREATE TABLE document_taxes (
		${record}, rate INTEGER NOT NULL, authority TEXT NOT NULL, jurisdiction TEXT NOT NULL, day INTEGER NOT NULL,
		currency TEXT NOT NULL,
		tax_mode INTEGER NOT NULL, base_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, epoch, sequence, rate, authority, jurisdiction)
	) WITHOUT ROWID;
	CREATE INDEX document_taxes_by_day ON document_taxes (merchant, day, currency, tax_mode, rate, authority,
	jurisdiction, base_minor, tax_minor);

	CREATE TABLE document_tenders (
		${record}, kind INTEGER NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch,
		sequence, kind)
	) WITHOUT ROWID;

	CREATE TABLE voids (${record}, ${booked}, currency TEXT NOT NULL, total_minor INTEGER NOT NULL,
	${recordKey}) WITHOUT ROWID;
	CREATE TABLE shifts (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, shift INTEGER NOT NULL, epoch INTEGER NOT NULL,
		currency TEXT NOT NULL,
		tax_mode INTEGER NOT NULL, float_minor INTEGER NOT NULL, opened_ms INTEGER,
		opened_by INTEGER NOT NULL DEFAULT 0, closed_ms INTEGER,
		closed_by INTEGER NOT NULL DEFAULT 0, reported_gross_minor INTEGER, reported_documents INTEGER,
		expected_cash_minor INTEGER,
		counted_minor INTEGER, PRIMARY KEY (merchant, terminal, shift, epoch)
	) WITHOUT ROWID;
	CREATE TABLE newer_records (
		${record}, kind INTEGER NOT NULL, part TEXT NOT NULL CHECK (part IN ('kind', 'body')), ${booked}, ${recordKey}
	) WITHOUT ROWID;
`;

/** Folded from records too, except the answers. */
const payments = `
	CREATE TABLE payments (
		${record}, present_epoch INTEGER NOT NULL, present_sequence INTEGER NOT NULL, key BLOB,
		tender_kind INTEGER NOT NULL,
		amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, basket BLOB NOT NULL, ${booked},
		outcome INTEGER NOT NULL, reference TEXT NOT NULL, outcome_epoch INTEGER NOT NULL,
		outcome_sequence INTEGER NOT NULL,
		closed INTEGER NOT NULL, fitting INTEGER NOT NULL, misfit_minor INTEGER NOT NULL, receipt INTEGER NOT NULL,
		answered INTEGER NOT NULL, settled INTEGER NOT NULL, unresolved_held_minor INTEGER NOT NULL,
		mismatch_held_minor INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX payments_unsettled ON payments (merchant, terminal) WHERE settled = 0;
	CREATE TABLE payment_places (${record}, origin_epoch INTEGER NOT NULL, origin_sequence INTEGER NOT NULL,
	${recordKey}) WITHOUT ROWID;
	CREATE TABLE payment_orphans (
		${record}, attempt_epoch INTEGER NOT NULL, attempt_sequence INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, epoch, sequence, attempt_epoch, attempt_sequence)
	) WITHOUT ROWID;
	CREATE TABLE payment_answers (
		${record}, outcome INTEGER NOT NULL, reference TEXT NOT NULL, sealed BLOB NOT NULL,
		answered_ms INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
`;

/**
 * The log. A folder without one gets an entry for each batch, which ends at a checkpoint, after the grant of its epoch
 * and before the answers of operators. Ledgers start at the first entry, so everything folded before is deleted.
 */
const log = `
	CREATE TABLE log (
		merchant TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, terminal TEXT NOT NULL,
		epoch INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, at_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, number)
	) WITHOUT ROWID;
	INSERT INTO log SELECT merchant, row_number() OVER (PARTITION BY merchant ORDER BY place, terminal, epoch, first),
		kind, terminal, epoch, first, last, at_ms FROM (
			SELECT merchant, 1 AS place, 'epoch' AS kind, terminal, epoch, 0 AS first, 0 AS last, 0 AS at_ms FROM epochs
			UNION ALL SELECT c.merchant, 2, 'records', c.terminal, c.epoch, 1 + lag(c.sequence, 1, 0)
				OVER (PARTITION BY c.merchant, c.terminal, c.epoch ORDER BY c.sequence), c.sequence, r.received_ms
				FROM checkpoints c JOIN records r USING (merchant, terminal, epoch, sequence)
			UNION ALL SELECT merchant, 3, 'branch', terminal, epoch, fork_sequence, committed, created_ms FROM branches
			UNION ALL SELECT merchant, 4, 'answer', terminal, epoch, sequence, sequence, answered_ms
				FROM payment_answers
		);
	CREATE TABLE ledger_cursors (
		merchant TEXT NOT NULL, ledger TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (merchant, ledger)
	) WITHOUT ROWID;
	DROP TABLE document_lines;
	DROP TABLE document_taxes;
	DROP TABLE newer_records;
	DELETE FROM documents;
	DELETE FROM document_tenders;
	DELETE FROM voids;
	DELETE FROM shifts;
	DELETE FROM payments;
	DELETE FROM payment_places;
	DELETE FROM payment_orphans;
	DELETE FROM alarms WHERE code IN ('RECORD_UNREADABLE', 'SALE_DOES_NOT_ADD_UP', 'RECEIPT_NUMBER_TWICE',
		'EPOCH_UNLINKED', 'BATCH_FORKED', 'PAYMENT_UNRESOLVED', 'PAYMENT_MISMATCH', 'CATALOG_RULE_UNAPPLIED');
	CREATE INDEX alarms_by_amount ON alarms (merchant, amount_minor, id);
`;

/** Key of a sum: a document of a newer version counts under its terminal and shift until its currency is known. */
const sum = "currency TEXT NOT NULL, terminal TEXT NOT NULL, shift INTEGER NOT NULL";

const keyedLedgers = `
	CREATE TABLE last_numbers (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, series INTEGER NOT NULL, number INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, series)
	) WITHOUT ROWID;
	CREATE TABLE day_terminals (
		merchant TEXT NOT NULL, day INTEGER NOT NULL, ${sum}, sales INTEGER NOT NULL, no_sales INTEGER NOT NULL,
		training_sales INTEGER NOT NULL, others INTEGER NOT NULL, lines INTEGER NOT NULL, units INTEGER NOT NULL,
		gross_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, rounding_minor INTEGER NOT NULL,
		others_minor INTEGER NOT NULL, PRIMARY KEY (merchant, day, terminal, currency, shift)
	) WITHOUT ROWID;
	CREATE TABLE day_hours (
		merchant TEXT NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, ${sum}, gross_minor INTEGER NOT NULL,
		PRIMARY KEY (merchant, day, hour, currency, terminal, shift)
	) WITHOUT ROWID;
	CREATE TABLE day_tenders (
		merchant TEXT NOT NULL, day INTEGER NOT NULL, kind INTEGER NOT NULL, ${sum}, amount_minor INTEGER NOT NULL,
		PRIMARY KEY (merchant, day, kind, currency, terminal, shift)
	) WITHOUT ROWID;
	CREATE TABLE day_items (
		merchant TEXT NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL,
		quantity INTEGER NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, day, currency, sku, name)
	) WITHOUT ROWID;
	CREATE TABLE day_taxes (
		merchant TEXT NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL, tax_mode INTEGER NOT NULL,
		rate INTEGER NOT NULL, authority TEXT NOT NULL, jurisdiction TEXT NOT NULL, base_minor INTEGER NOT NULL,
		tax_minor INTEGER NOT NULL, PRIMARY KEY (merchant, day, currency, tax_mode, rate, authority, jurisdiction)
	) WITHOUT ROWID;
	CREATE TABLE receipt_counts (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, documents INTEGER NOT NULL, last_number INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal)
	) WITHOUT ROWID;
	CREATE TABLE newer_counts (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, kind INTEGER NOT NULL, records INTEGER NOT NULL,
		documents INTEGER NOT NULL, total_minor INTEGER NOT NULL, cash_minor INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, kind)
	) WITHOUT ROWID;
	CREATE TABLE applied_catalogs (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL,
		version INTEGER NOT NULL, unapplied TEXT NOT NULL, PRIMARY KEY (merchant, terminal)
	) WITHOUT ROWID;
	CREATE TABLE unlinked_epochs (
		${record}, opens INTEGER NOT NULL, previous_epoch INTEGER NOT NULL, previous_sequence INTEGER NOT NULL,
		previous_head BLOB NOT NULL, received_ms INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE TABLE payment_unknown (
		${record}, attempt_epoch INTEGER NOT NULL, attempt_sequence INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, epoch, sequence, attempt_epoch, attempt_sequence)
	) WITHOUT ROWID;
`;

/**
 * The text by which a receipt is found, and alarms that an operator has closed. A closing outlives its alarm: it counts
 * while the alarm has the same count and amount, also after the ledgers were folded again.
 */
const search = `
	ALTER TABLE documents ADD COLUMN search TEXT NOT NULL DEFAULT '';
	DELETE FROM documents;
	DELETE FROM document_tenders;
	DELETE FROM alarms WHERE code = 'RECEIPT_NUMBER_TWICE';
	DELETE FROM ledger_cursors WHERE ledger IN ('documents', 'shifts');
	CREATE INDEX documents_by_terminal_time ON documents (merchant, terminal, wall_ms);
	CREATE TABLE alarm_closings (
		merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, code TEXT NOT NULL, terminal TEXT NOT NULL,
		detail TEXT NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL,
		count INTEGER NOT NULL, closed_ms INTEGER NOT NULL, closed_by TEXT NOT NULL, reason TEXT NOT NULL
	);
	CREATE INDEX alarm_closings_by_alarm ON alarm_closings (merchant, code, terminal, detail, count, amount_minor);
`;

/** Names of items as the books keep them, where screens, receipts and records have them shortened. */
const wholeNames = `
	CREATE TABLE whole_names (
		merchant TEXT NOT NULL, sku TEXT NOT NULL, shown TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
		PRIMARY KEY (merchant, sku, shown, version)
	) WITHOUT ROWID;
	CREATE INDEX whole_names_by_version ON whole_names (merchant, version);
`;

/** Cards that a reader took without the bank, and cash that is held for open sales. */
const counter = `
	CREATE TABLE held_cash (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, shift INTEGER NOT NULL, currency TEXT NOT NULL,
		amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, shift, currency)
	) WITHOUT ROWID;
	CREATE TABLE unconfirmed_tenders (
		${record}, tender INTEGER NOT NULL, attempt_epoch INTEGER NOT NULL, attempt_sequence INTEGER NOT NULL,
		tender_kind INTEGER NOT NULL, amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, number INTEGER NOT NULL,
		staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL,
		outcome INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence, tender)
	) WITHOUT ROWID;
	CREATE INDEX unconfirmed_by_attempt ON unconfirmed_tenders (merchant, terminal, attempt_epoch, attempt_sequence);
	CREATE INDEX unconfirmed_by_time ON unconfirmed_tenders (merchant, wall_ms) WHERE outcome = 0;
	CREATE INDEX unconfirmed_by_day ON unconfirmed_tenders (merchant, day) WHERE outcome = 0;
	CREATE TABLE payment_confirmations (${record}, outcome INTEGER NOT NULL, ${recordKey}) WITHOUT ROWID;
`;

/**
 * Cash that was paid in and out, and what somebody allowed whom. Documents are folded again into a table that takes the
 * new type, and so are the ledgers that count documents of newer versions, for this version knows more kinds.
 */
const people = `
	DROP TABLE documents;
	CREATE TABLE documents (
		${record}, type TEXT NOT NULL CHECK (type IN ('sale', 'noSale', 'training', 'cashMovement', 'newer')),
		kind INTEGER NOT NULL, series INTEGER NOT NULL, number INTEGER NOT NULL, ${booked}, hour INTEGER NOT NULL,
		currency TEXT NOT NULL, tax_mode INTEGER NOT NULL, total_minor INTEGER NOT NULL, cash_minor INTEGER NOT NULL,
		rounding_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, practised_minor INTEGER NOT NULL,
		lines INTEGER NOT NULL, units INTEGER NOT NULL, content BLOB NOT NULL, search TEXT NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX documents_by_number ON documents (merchant, terminal, series, number, content);
	CREATE INDEX documents_by_day ON documents (merchant, day, terminal);
	CREATE INDEX documents_by_time ON documents (merchant, wall_ms);
	CREATE INDEX documents_by_shift ON documents (merchant, terminal, shift);
	CREATE INDEX documents_by_terminal_time ON documents (merchant, terminal, wall_ms);
	DELETE FROM document_tenders;
	DELETE FROM day_terminals;
	DELETE FROM day_hours;
	DELETE FROM day_tenders;
	DELETE FROM day_items;
	DELETE FROM day_taxes;
	DELETE FROM receipt_counts;
	DELETE FROM newer_counts;
	DELETE FROM alarms WHERE code IN ('RECEIPT_NUMBER_TWICE', 'RECORD_UNREADABLE');
	DELETE FROM ledger_cursors WHERE ledger IN ('documents', 'days', 'newer');
	CREATE TABLE cash_movements (
		${record}, number INTEGER NOT NULL, staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL,
		currency TEXT NOT NULL, cash_minor INTEGER NOT NULL, reason INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX cash_movements_by_shift ON cash_movements (merchant, terminal, shift);
	CREATE INDEX cash_movements_by_time ON cash_movements (merchant, wall_ms);
	CREATE TABLE overrides (
		${record}, staff INTEGER NOT NULL, approved_by INTEGER NOT NULL, shift INTEGER NOT NULL,
		wall_ms INTEGER NOT NULL, permission INTEGER NOT NULL, reason INTEGER NOT NULL, ${recordKey}
	) WITHOUT ROWID;
	CREATE INDEX overrides_by_time ON overrides (merchant, wall_ms);
`;

/** Digests of personal texts. Folded again from the log, which may have some by now. */
const texts = `
	CREATE TABLE named_texts (
		${record}, line INTEGER NOT NULL, digest BLOB NOT NULL,
		PRIMARY KEY (merchant, terminal, epoch, sequence, line)
	) WITHOUT ROWID;
	CREATE INDEX named_texts_by_digest ON named_texts (merchant, digest);
`;

/** Coupons, gift vouchers and budgets: what the host has issued, and what the ledgers know. */
const rights = `
	CREATE TABLE coupon_batches (
		merchant TEXT NOT NULL, campaign INTEGER NOT NULL, first INTEGER NOT NULL, count INTEGER NOT NULL,
		last_day INTEGER NOT NULL, home INTEGER NOT NULL, created_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, campaign, first)
	) WITHOUT ROWID;
	CREATE TABLE voucher_batches (
		merchant TEXT NOT NULL, batch INTEGER NOT NULL, count INTEGER NOT NULL, created_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, batch)
	) WITHOUT ROWID;
	CREATE TABLE right_budgets (
		merchant TEXT NOT NULL, kind INTEGER NOT NULL, key TEXT NOT NULL, rule TEXT NOT NULL, total INTEGER NOT NULL,
		PRIMARY KEY (merchant, kind, key)
	) WITHOUT ROWID;
	CREATE TABLE right_grants (
		merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, kind INTEGER NOT NULL,
		key TEXT NOT NULL, issued INTEGER NOT NULL, before_chain INTEGER NOT NULL, at_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, terminal, epoch, kind, key)
	) WITHOUT ROWID;
	CREATE INDEX right_grants_by_key ON right_grants (merchant, kind, key);
	CREATE TABLE coupon_uses (
		${record}, campaign INTEGER NOT NULL, serial INTEGER NOT NULL, amount_minor INTEGER NOT NULL,
		currency TEXT NOT NULL, wall_ms INTEGER NOT NULL,
		PRIMARY KEY (merchant, campaign, serial, terminal, epoch, sequence)
	) WITHOUT ROWID;
	CREATE INDEX coupon_uses_by_time ON coupon_uses (merchant, wall_ms);
	CREATE TABLE right_moves (
		${record}, kind INTEGER NOT NULL, key TEXT NOT NULL, sold INTEGER NOT NULL, spent INTEGER NOT NULL,
		received INTEGER NOT NULL, issued INTEGER NOT NULL, returned INTEGER NOT NULL, currency TEXT NOT NULL,
		wall_ms INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence, kind, key)
	) WITHOUT ROWID;
	CREATE INDEX right_moves_by_key ON right_moves (merchant, kind, key, terminal);
	DELETE FROM newer_counts;
	DELETE FROM ledger_cursors WHERE ledger = 'newer';
`;

export const migrations: readonly string[] = [
	[folder, terminals, chains, offers, notices, ledger, payments].join(""),
	[log, keyedLedgers].join(""),
	search,
	wholeNames,
	counter,
	people,
	texts,
	rights,
];
