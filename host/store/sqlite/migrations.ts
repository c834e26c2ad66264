// The schema, as steps that are never edited once released: `user_version` says how many were applied.

export const migrations: readonly string[] = [
	`
	CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

	CREATE TABLE terminals (
		terminal TEXT PRIMARY KEY, name TEXT NOT NULL, epoch INTEGER NOT NULL DEFAULT 0, password_hash BLOB,
		created_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL DEFAULT 0
	) WITHOUT ROWID;

	CREATE TABLE epochs (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, public_key BLOB NOT NULL, committed INTEGER NOT NULL, head BLOB NOT NULL,
		status TEXT NOT NULL CHECK (status IN ('committed', 'quarantined')), PRIMARY KEY (terminal, epoch)
	) WITHOUT ROWID;

	CREATE TABLE records (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, payload BLOB NOT NULL,
		head BLOB NOT NULL, received_ms INTEGER NOT NULL, PRIMARY KEY (terminal, epoch, sequence)
	) WITHOUT ROWID;

	CREATE INDEX records_catalog_applied ON records (terminal, epoch, sequence) WHERE kind = 4;

	CREATE TABLE checkpoints (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, signature BLOB NOT NULL, public_key BLOB NOT NULL,
		PRIMARY KEY (terminal, epoch, sequence)
	) WITHOUT ROWID;

	CREATE TABLE branches (
		id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, fork_sequence INTEGER NOT NULL, committed INTEGER NOT NULL,
		head BLOB NOT NULL, gross_minor INTEGER NOT NULL, created_ms INTEGER NOT NULL
	);
	CREATE INDEX branches_by_epoch ON branches (terminal, epoch);
	CREATE TABLE branch_records (
		branch INTEGER NOT NULL REFERENCES branches (id), sequence INTEGER NOT NULL, kind INTEGER NOT NULL, payload BLOB NOT NULL,
		head BLOB NOT NULL, signature BLOB, PRIMARY KEY (branch, sequence)
	) WITHOUT ROWID;

	CREATE TABLE enrolments (
		code_id TEXT PRIMARY KEY, terminal TEXT NOT NULL, name TEXT NOT NULL, secret BLOB NOT NULL, expires_ms INTEGER NOT NULL,
		tries_left INTEGER NOT NULL, granted_key BLOB, granted_epoch INTEGER NOT NULL DEFAULT 0
	) WITHOUT ROWID;

	CREATE TABLE catalogs (
		version INTEGER PRIMARY KEY, digest BLOB NOT NULL, image BLOB NOT NULL, manifest BLOB NOT NULL, csv TEXT NOT NULL,
		created_ms INTEGER NOT NULL
	);
	CREATE INDEX catalogs_by_digest ON catalogs (digest);

	CREATE TABLE alarms (
		id INTEGER PRIMARY KEY, code TEXT NOT NULL, terminal TEXT NOT NULL, detail TEXT NOT NULL, amount_minor INTEGER NOT NULL,
		created_ms INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (code, terminal, detail)
	);
	CREATE TABLE set_asides (
		id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, digest BLOB NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
		payload BLOB NOT NULL, received_ms INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (terminal, digest)
	);
	CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;

	CREATE TABLE receipts (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, receipt_number INTEGER NOT NULL, shift INTEGER NOT NULL,
		wall_ms INTEGER NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL,
		rounding_minor INTEGER NOT NULL, change_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, cash_minor INTEGER NOT NULL,
		card_minor INTEGER NOT NULL, lines INTEGER NOT NULL, units INTEGER NOT NULL, content BLOB NOT NULL,
		PRIMARY KEY (terminal, epoch, sequence)
	) WITHOUT ROWID;
	CREATE INDEX receipts_by_number ON receipts (terminal, receipt_number, content);
	CREATE INDEX receipts_by_day ON receipts (day, terminal);
	CREATE INDEX receipts_by_time ON receipts (wall_ms);
	CREATE INDEX receipts_by_shift ON receipts (terminal, shift);

	CREATE TABLE receipt_lines (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL, day INTEGER NOT NULL,
		sku TEXT NOT NULL, name TEXT NOT NULL, quantity INTEGER NOT NULL, gross_minor INTEGER NOT NULL, tax_rate INTEGER NOT NULL,
		PRIMARY KEY (terminal, epoch, sequence, position)
	) WITHOUT ROWID;
	CREATE INDEX receipt_lines_by_day ON receipt_lines (day, sku, name, quantity, gross_minor);

	CREATE TABLE receipt_taxes (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, tax_rate INTEGER NOT NULL, day INTEGER NOT NULL,
		gross_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL, PRIMARY KEY (terminal, epoch, sequence, tax_rate)
	) WITHOUT ROWID;
	CREATE INDEX receipt_taxes_by_day ON receipt_taxes (day, tax_rate, gross_minor, tax_minor);

	CREATE TABLE receipt_tenders (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL, kind INTEGER NOT NULL,
		amount_minor INTEGER NOT NULL, reference TEXT NOT NULL, PRIMARY KEY (terminal, epoch, sequence, position)
	) WITHOUT ROWID;

	CREATE TABLE no_sales (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, no_sale_number INTEGER NOT NULL, shift INTEGER NOT NULL,
		wall_ms INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (terminal, epoch, sequence)
	) WITHOUT ROWID;
	CREATE TABLE voids (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL,
		day INTEGER NOT NULL, total_minor INTEGER NOT NULL, PRIMARY KEY (terminal, epoch, sequence)
	) WITHOUT ROWID;
	CREATE TABLE shifts (
		terminal TEXT NOT NULL, epoch INTEGER NOT NULL, shift INTEGER NOT NULL, opened_ms INTEGER, closed_ms INTEGER,
		float_minor INTEGER NOT NULL, reported_gross_minor INTEGER, reported_sales INTEGER, expected_cash_minor INTEGER,
		counted_minor INTEGER, PRIMARY KEY (terminal, epoch, shift)
	) WITHOUT ROWID;
	`,
	`
	CREATE TABLE firmware (
		board TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL, length_bytes INTEGER NOT NULL, manifest BLOB NOT NULL,
		withdrawn INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, PRIMARY KEY (board, version)
	) WITHOUT ROWID;
	`,
];
