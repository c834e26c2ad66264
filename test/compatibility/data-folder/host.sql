PRAGMA user_version = 3;
CREATE TABLE settings (merchant TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (merchant, key)) WITHOUT ROWID;
CREATE TABLE counters (merchant TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (merchant, name)) WITHOUT ROWID;
CREATE TABLE terminals (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, name TEXT NOT NULL, number INTEGER UNIQUE, topic_root TEXT NOT NULL DEFAULT '',
	epoch INTEGER NOT NULL DEFAULT 0, password_hash BLOB, created_ms INTEGER NOT NULL, last_seen_ms INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (merchant, terminal)
	) WITHOUT ROWID;
CREATE TABLE enrolments (
	merchant TEXT NOT NULL, code_id TEXT NOT NULL, terminal TEXT NOT NULL, name TEXT NOT NULL, secret BLOB NOT NULL,
	expires_ms INTEGER NOT NULL, tries_left INTEGER NOT NULL, granted_key BLOB, granted_epoch INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (merchant, code_id)
	) WITHOUT ROWID;
CREATE TABLE epochs (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, public_key BLOB NOT NULL, committed INTEGER NOT NULL,
	head BLOB NOT NULL, status TEXT NOT NULL CHECK (status IN ('committed', 'quarantined')), PRIMARY KEY (merchant, terminal, epoch)
	) WITHOUT ROWID;
CREATE TABLE records (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, payload BLOB NOT NULL, head BLOB NOT NULL,
	received_ms INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)
	) WITHOUT ROWID;
CREATE TABLE checkpoints (merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, signature BLOB NOT NULL, public_key BLOB NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)) WITHOUT ROWID;
CREATE TABLE branches (
	merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, fork_sequence INTEGER NOT NULL,
	committed INTEGER NOT NULL, head BLOB NOT NULL, gross_minor INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL
	);
CREATE TABLE branch_records (
	merchant TEXT NOT NULL, branch INTEGER NOT NULL REFERENCES branches (id), sequence INTEGER NOT NULL, kind INTEGER NOT NULL,
	payload BLOB NOT NULL, head BLOB NOT NULL, signature BLOB, PRIMARY KEY (merchant, branch, sequence)
	) WITHOUT ROWID;
CREATE TABLE catalogs (
	merchant TEXT NOT NULL, version INTEGER NOT NULL, created_ms INTEGER NOT NULL, source TEXT NOT NULL, PRIMARY KEY (merchant, version)
	) WITHOUT ROWID;
CREATE TABLE catalog_images (
	merchant TEXT NOT NULL, version INTEGER NOT NULL, format INTEGER NOT NULL, digest BLOB NOT NULL, manifest BLOB NOT NULL,
	unapplied TEXT NOT NULL, image BLOB NOT NULL, PRIMARY KEY (merchant, version, format)
	);
CREATE TABLE firmware (
	merchant TEXT NOT NULL, board TEXT NOT NULL, version INTEGER NOT NULL, digest BLOB NOT NULL, length_bytes INTEGER NOT NULL,
	manifest BLOB NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, created_ms INTEGER NOT NULL, PRIMARY KEY (merchant, board, version)
	) WITHOUT ROWID;
CREATE TABLE alarms (
	merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, code TEXT NOT NULL, terminal TEXT NOT NULL, detail TEXT NOT NULL,
	amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, created_ms INTEGER NOT NULL, count INTEGER NOT NULL,
	UNIQUE (merchant, code, terminal, detail)
	);
CREATE TABLE set_asides (
	merchant TEXT NOT NULL, id INTEGER PRIMARY KEY, terminal TEXT NOT NULL, digest BLOB NOT NULL, code TEXT NOT NULL, detail TEXT NOT NULL,
	payload BLOB NOT NULL, received_ms INTEGER NOT NULL, count INTEGER NOT NULL, UNIQUE (merchant, terminal, digest)
	);
CREATE TABLE documents (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL CHECK (type IN ('sale', 'noSale', 'training', 'newer')), kind INTEGER NOT NULL,
	series INTEGER NOT NULL, number INTEGER NOT NULL, staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL, hour INTEGER NOT NULL, currency TEXT NOT NULL, tax_mode INTEGER NOT NULL,
	total_minor INTEGER NOT NULL, cash_minor INTEGER NOT NULL, rounding_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
	practised_minor INTEGER NOT NULL, lines INTEGER NOT NULL, units INTEGER NOT NULL, content BLOB NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)
	) WITHOUT ROWID;
CREATE TABLE document_lines (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, position INTEGER NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL, sku TEXT NOT NULL, name TEXT NOT NULL,
	quantity INTEGER NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence, position)
	) WITHOUT ROWID;
CREATE TABLE document_taxes (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, rate INTEGER NOT NULL, authority TEXT NOT NULL, jurisdiction TEXT NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL,
	tax_mode INTEGER NOT NULL, base_minor INTEGER NOT NULL, tax_minor INTEGER NOT NULL,
	PRIMARY KEY (merchant, terminal, epoch, sequence, rate, authority, jurisdiction)
	) WITHOUT ROWID;
CREATE TABLE document_tenders (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, amount_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence, kind)
	) WITHOUT ROWID;
CREATE TABLE voids (merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL, currency TEXT NOT NULL, total_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)) WITHOUT ROWID;
CREATE TABLE shifts (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, shift INTEGER NOT NULL, epoch INTEGER NOT NULL, currency TEXT NOT NULL,
	tax_mode INTEGER NOT NULL, float_minor INTEGER NOT NULL, opened_ms INTEGER, opened_by INTEGER NOT NULL DEFAULT 0, closed_ms INTEGER,
	closed_by INTEGER NOT NULL DEFAULT 0, reported_gross_minor INTEGER, reported_documents INTEGER, expected_cash_minor INTEGER,
	counted_minor INTEGER, PRIMARY KEY (merchant, terminal, shift, epoch)
	) WITHOUT ROWID;
CREATE TABLE newer_records (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, kind INTEGER NOT NULL, part TEXT NOT NULL CHECK (part IN ('kind', 'body')), staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)
	) WITHOUT ROWID;
CREATE TABLE payments (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, present_epoch INTEGER NOT NULL, present_sequence INTEGER NOT NULL, key BLOB, tender_kind INTEGER NOT NULL,
	amount_minor INTEGER NOT NULL, currency TEXT NOT NULL, basket BLOB NOT NULL, staff INTEGER NOT NULL, shift INTEGER NOT NULL, wall_ms INTEGER NOT NULL, day INTEGER NOT NULL,
	outcome INTEGER NOT NULL, reference TEXT NOT NULL, outcome_epoch INTEGER NOT NULL, outcome_sequence INTEGER NOT NULL,
	closed INTEGER NOT NULL, fitting INTEGER NOT NULL, misfit_minor INTEGER NOT NULL, receipt INTEGER NOT NULL,
	answered INTEGER NOT NULL, settled INTEGER NOT NULL, unresolved_held_minor INTEGER NOT NULL, mismatch_held_minor INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)
	) WITHOUT ROWID;
CREATE TABLE payment_places (merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, origin_epoch INTEGER NOT NULL, origin_sequence INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)) WITHOUT ROWID;
CREATE TABLE payment_orphans (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, attempt_epoch INTEGER NOT NULL, attempt_sequence INTEGER NOT NULL,
	PRIMARY KEY (merchant, terminal, epoch, sequence, attempt_epoch, attempt_sequence)
	) WITHOUT ROWID;
CREATE TABLE payment_answers (
	merchant TEXT NOT NULL, terminal TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, outcome INTEGER NOT NULL, reference TEXT NOT NULL, sealed BLOB NOT NULL, answered_ms INTEGER NOT NULL, PRIMARY KEY (merchant, terminal, epoch, sequence)
	) WITHOUT ROWID;
CREATE INDEX records_catalog_applied ON records (merchant, terminal, epoch, sequence) WHERE kind = 4;
CREATE INDEX branches_by_epoch ON branches (merchant, terminal, epoch);
CREATE INDEX catalog_images_by_digest ON catalog_images (merchant, digest);
CREATE INDEX documents_by_number ON documents (merchant, terminal, series, number, content);
CREATE INDEX documents_by_day ON documents (merchant, day, terminal);
CREATE INDEX documents_by_time ON documents (merchant, wall_ms);
CREATE INDEX documents_by_shift ON documents (merchant, terminal, shift);
CREATE INDEX document_lines_by_day ON document_lines (merchant, day, sku, name, currency, quantity, amount_minor);
CREATE INDEX document_taxes_by_day ON document_taxes (merchant, day, currency, tax_mode, rate, authority, jurisdiction, base_minor, tax_minor);
CREATE INDEX payments_unsettled ON payments (merchant, terminal) WHERE settled = 0;
INSERT INTO settings (merchant, key, value) VALUES ('demo', 'currency', 'GBP');
INSERT INTO settings (merchant, key, value) VALUES ('demo', 'hostKey', '92aff70908660be0ef84f052f3feda0894fa8c0d382fe163a59efd2d28d4a289');
INSERT INTO settings (merchant, key, value) VALUES ('demo', 'incarnation', '1');
INSERT INTO terminals (merchant, terminal, name, number, topic_root, epoch, password_hash, created_ms, last_seen_ms) VALUES ('demo', 't1', 'Corner', 1, 't/1/1', 1, x'cfca7cfdb60651f625c031c5728113d626dfcd60b47128974634b7500829a7b3', 1780304400280, 1780304411086);
INSERT INTO enrolments (merchant, code_id, terminal, name, secret, expires_ms, tries_left, granted_key, granted_epoch) VALUES ('demo', 'b0b89267c3c1', 't1', 'Corner', x'd91c617e88352fac8a056c0d33783700', 1780305300000, 4, x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2', 1);
INSERT INTO epochs (merchant, terminal, epoch, public_key, committed, head, status) VALUES ('demo', 't1', 1, x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2', 24, x'd747e41684a6f58d9cefa683b3de1fa240ac180a224c1598fa9d959fc14c9731', 'committed');
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 1, 1, 20605, 11, x'8d010119012f1b0000019e82694faf010000000001000058200000000000000000000000000000000000000000000000000000000000000000', x'2bd5c900aef3ee04542ba94e48e89412edc95b9083daaf4f5d03c5032206de75', 1780304400495);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 2, 2, 20605, 11, x'8c020119012f1b0000019e82694faf010000000001015064ae5eaa611c1023bbccaf85d426539b', x'06e36fe97de6f99039d5fbd34902637cdfb976f772ce0b8006e46b9782d6a447', 1780304400495);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 3, 7, 20605, 11, x'8b070119012f1b0000019e82694faf01000000008480005064ae5eaa611c1023bbccaf85d426539b9000600000000000000000008080000000f4', x'88db82980d9312a824049eb6cc108bf8511627527b0fbd8fbed862cf66f917a2', 1780304400495);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 4, 4, 20605, 11, x'8d04011902191b0000019e8269509b030000000001582081262bbe12d6faead8aecd071c3ccee98be9ee9ac6c368570ec71d7dbb547a650180', x'3df84c7d10adfee3da0faf0240015d5f985c70aa6749ccd2c592d9ce94c85886', 1780304400756);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 5, 5, 20605, 11, x'8a050119152f1b0000019e826963b203000000008480005064ae5eaa611c1023bbccaf85d426539b9001634742500000000000000000008080000000', x'7588283477a2004ed8b3d1aaee4a2ee5dc1f02e144e30d49ac27a8c561bf357a', 1780304405648);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 6, 16, 20605, 11, x'91100119170f1b0000019e82696592030001840101190104190104006347425001818662533166436f666665650119010419010401808183194e20190104182b008183011901046000', x'23302e2743bc4a0c70c5ecf4020335db8f22c1713d3651b374f78f973c732726', 1780304406120);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 7, 32, 20605, 11, x'8f1820011919671b0000019e826967ea030001000002190244876347425000828662533166436f666665650119010419010402866253326542726561640119014019014001808283001901400083194e20190104182b19024401800000', x'5d281d32606512612aae88796824efac6d09074026056d15111c6e25ccffd49c', 1780304406726);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 8, 16, 20605, 11, x'911001191b6f1b0000019e826969f20300018401021902440081076347425001828662533166436f666665650119010419010402866253326542726561640119014019014001808283001901400083194e20190104182b0081840219024470746f6b2d6234343831616131623535300700', x'2d280549d153e66d08e80fe89e0c15c12c08c5e05b628abb6816229c2a9d6726', 1780304407244);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 9, 18, 20605, 11, x'891201191c5f1b0000019e82696ae2030001840201000000', x'692bb678aaaf275ab64b3da3f69e0d9c80cdf90cb024b08c97d290e899226189', 1780304407285);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 10, 2, 20605, 11, x'8d02021923281b0000019e82696b5703030100000101504e4e4e4e4e4e4e4e4e4e4e4e4e4e4e4e646e657874', x'b4a9fab28736b21ad105aab4e5329c0ebd13155c4cb86d59de5c897faf9e80aa', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 11, 16, 20605, 11, x'9310021923281b0000019e82696b5703030184010318fa18fa006347425001818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e6578740081850118fa6000646e6578740000646e657874', x'f644abfe5b14d01fa0b419593399f2bb8876a16f5ee4d79446f615e401a4aeeb', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 12, 16, 20605, 11, x'9310021923281b0000019e82696b5703030184010418fa00006347425001818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e6578740081850918fa6000646e6578740000646e657874', x'a4eecbe7757625a21fcaad4f31264ec6d74e214c29d9bf02254ff755cc119b14', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 13, 40, 20605, 11, x'8b1828021923281b0000019e82696b570303018401053863386300818264776861740163776879', x'973f27a308e01915f8ac66cfe2ae46a2c7498556eaa79db01d522510797acde2', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 14, 40, 20605, 11, x'8a1828021923281b0000019e82696b5703030184040100000080', x'e430df7e798032c9bce9eae6bb645f5758eb8e89b082659582d2af2d348e7bc8', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 15, 41, 20605, 11, x'8a1829021923281b0000019e82696b5703030100006661206e6f7465', x'f2cb85efd6c0300006983310d9a2b538931003fbf0ed383399203943c2a9bc5d', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 16, 18, 20605, 11, x'8a12021923281b0000019e82696b57030301840202000000646e657874', x'954584e088576dcac5c1ccb007e48bf7c10a21c2b6f9dde47d404bf56089e77c', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 17, 17, 20605, 11, x'8b11021923281b0000019e82696b570303010000886347425000818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e65787418fa01646e657874646e657874', x'694cca8a76eefad5a4ae2be0f716af5f1a1825d9e4f8d15a3691dc63495a8e0a', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 18, 22, 20605, 11, x'8b16021923281b0000019e82696b570303010000886347425000818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e65787418fa01646e657874646e657874', x'bcd4faa0a60550095dae7bcbaea9e7973cbafe9b776fe48e1c0724c158740ee2', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 19, 32, 20605, 11, x'911820021923281b0000019e82696b5703030100000918fa886347425000818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e65787418fa01646e65787480000000646e657874', x'434d3a9308d56fd12999d63b98aaaae72a5bb1815c3080b2c07e23f9e18a7463', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 20, 33, 20605, 11, x'8d1821021923281b0000019e82696b570303010000184d6013646e657874', x'ad6ee7ebf3c74ee0223541f6e8b02fbe4971ad18abd21ae9f2b15563ebfbe31d', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 21, 33, 20605, 11, x'8d1821021923281b0000019e82696b57030301008113026013646e657874', x'5fe9c72699aa53afcecf85f67a5cd6248812b1a8afda242c1cb70f4101e045f1', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 22, 7, 20605, 11, x'8b07021923281b0000019e82696b57030301000077746f74616c73206f6620616e6f7468657220736861706563474250', x'f53f51ecd61181334bc3185747d6eb3c545e24bfea51ecdcf288c5cd68e6ee62', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 23, 16, 20605, 11, x'9310021923281b0000019e82696b5703030184010618fa00006347425001818862533166436f66666565011901041901040100646e657874818561586a4120646973636f756e742901646e6578748186194e2018fa182a6060646e6578740081850918fa6000646e6578740000646e657874', x'681607fe9cfec7d8e5e1bca674586825f34bad7e9a39967931e9a72a1ff65fb7', 1780304407578);
INSERT INTO records (merchant, terminal, epoch, sequence, kind, day, hour, payload, head, received_ms) VALUES ('demo', 't1', 1, 24, 16, 20605, 11, x'911002190d981b0000019e826978f0030001840107190140190140006347425001818662533265427265616401190140190140018081830019014000008183011901406000', x'd747e41684a6f58d9cefa683b3de1fa240ac180a224c1598fa9d959fc14c9731', 1780304411086);
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 3, x'0bf05e7a03b9790d5b5454bbea0e3a459c8db7949a55cae3a27ec76fca6364072d6cc4c2f0ed8c00d00e21a9a113c812804733d5ac2b9ad3d180ecadabbf0309', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 4, x'41e1939dd36ec4e9d03fa25bf65404f3b264f00f82bbd31f3eee68690d99617411186f930605a9d5812ed713d9a870e5a5149d2a912d54a8083794645cf2e90f', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 5, x'8f5e577f8e5f4988fdf6f3dffdc7fc57222651ddfb9f522fbe09d8cca1562d4d58832c62c2816e292c678b2ae215fd5e2028ddb2fda21ed4a3aad14f2d94ed08', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 6, x'c3dbeeb71f401e80d4e1e427174804f77053b0d1442952574afb33e23958a6d22590687e1f622f0ea6ff3e82133381bcf9bfe1552750018e69e10b8c85fe5600', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 7, x'd815f39a22522330eda82858ea5269c3256d25aa0d6ac0e005a078e858b6645f2fed58cb64b40273a8cc36cbaee5f12d1438b4477f032e7082911375026fcd0f', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 8, x'a92f932e957af5de1ae2e55a67cd8d4c87bb148f4a161c252e3dd654567f9db20ddd159814c53e2b7c678f84aa09e578faa6b19b05ca92be93a0e5803c6e5405', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 9, x'1c3ceb1faf0e4cb55e740653f0a43fe89cfc5e958797e52178bb5d349f7a8d8db1327b6ee5839b0dec0f1f8ea9adbc7b9cbe8dd1e3aeffd41ef163fcbdd5630c', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 23, x'abf711684a4aae9f54b964b6166610b3a14fe3e6f98209de0c7e9e408bdaa8991002b092cbdf63a1cccae220d9109669c07b04ddf0cb9d9417d1cab23d6c960e', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO checkpoints (merchant, terminal, epoch, sequence, signature, public_key) VALUES ('demo', 't1', 1, 24, x'203e239dcc8bde6fba3e91d1da8b5d31903b0548511909e7b306b1f0838c9478954e2c15990c3ff779d599fb9574701687bbe2f80a7c23f319943f7ce7c8840a', x'05671817c59c953a855823a900ba348cdc690cdad3aaa788e74ed7e4edb2fcc2');
INSERT INTO catalogs (merchant, version, created_ms, source) VALUES ('demo', 1, 1780304400000, '{"version":1,"currency":"GBP","items":[{"sku":"S1","name":"Coffee","category":"hot","priceMinor":260,"taxClass":"standard","barcodes":[]},{"sku":"S2","name":"Bread","category":"food","priceMinor":320,"taxClass":"zero","barcodes":[]}],"zone":{"name":"Europe/Vienna","transitions":[{"fromSeconds":1748682000,"offsetMinutes":120},{"fromSeconds":1761440400,"offsetMinutes":60},{"fromSeconds":1774746000,"offsetMinutes":120},{"fromSeconds":1792890000,"offsetMinutes":60},{"fromSeconds":1806195600,"offsetMinutes":120},{"fromSeconds":1824944400,"offsetMinutes":60},{"fromSeconds":1837645200,"offsetMinutes":120},{"fromSeconds":1856394000,"offsetMinutes":60},{"fromSeconds":1869094800,"offsetMinutes":120},{"fromSeconds":1887843600,"offsetMinutes":60},{"fromSeconds":1901149200,"offsetMinutes":120},{"fromSeconds":1919293200,"offsetMinutes":60},{"fromSeconds":1932598800,"offsetMinutes":120},{"fromSeconds":1950742800,"offsetMinutes":60},{"fromSeconds":1964048400,"offsetMinutes":120},{"fromSeconds":1982797200,"offsetMinutes":60},{"fromSeconds":1995498000,"offsetMinutes":120},{"fromSeconds":2014246800,"offsetMinutes":60},{"fromSeconds":2026947600,"offsetMinutes":120},{"fromSeconds":2045696400,"offsetMinutes":60},{"fromSeconds":2058397200,"offsetMinutes":120},{"fromSeconds":2077146000,"offsetMinutes":60},{"fromSeconds":2090451600,"offsetMinutes":120}]},"dayEndMinutes":240,"country":"AT","taxMode":0,"headerLines":[],"taxClasses":[{"name":"standard","rates":[{"rateMillipercent":20000}]},{"name":"reduced","rates":[{"rateMillipercent":5000}]},{"name":"zero","rates":[{"rateMillipercent":0}]}],"promotions":[],"weightPrefixes":[]}');
INSERT INTO catalog_images (merchant, version, format, digest, manifest, unapplied, image) VALUES ('demo', 1, 1, x'81262bbe12d6faead8aecd071c3ccee98be9ee9ac6c368570ec71d7dbb547a65', x'82582d856464656d6f01190216582081262bbe12d6faead8aecd071c3ccee98be9ee9ac6c368570ec71d7dbb547a65015840ead8fdd8a1efef92388661741763423fca9ae170defbfab79bfb6ddf3928a9ede4fa42978a590ef8287c7ce5b971c7b23e75a18ace03a4635da20bb0cd599e00', '[]', x'544d43540001002c00000216d8b2ab820009000c000000014742500241540000000000f0000000000d0000000002001000000002000000980003000800000002000000b80004000800000002000000c80005000200000002000000d80006000800000002000000dc0007000800000003000000ec0008000c0000000300000104000b000800000017000001280001000100000036000001e00000000d00000104000802060001000000000015000001400007020502000000c7dc227c00000000d48cd188000100006272656164000001636f666665650000000000010000001c04000000000000200300000000000023080000040000002b07000002000000320400000100000000000000360000000000001388000000360000000000004e200000003600000000683ac5100078000068fd7290003c000069c87990007800006add5490003c00006ba85b90007800006cc67110003c00006d883d90007800006ea65310003c00006f681f900078000070863510003c000071513c100078000072661710003c000073311e10007800007445f910003c00007511001000780000762f1590003c000076f0e21000780000780ef790003c000078d0c4100078000079eed990003c00007ab0a610007800007bcebb90003c00007c99c290007800004575726f70652f5669656e6e615331436f6666656553324272656164666f6f64686f747374616e64617264726564756365647a65726f');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 6, 'sale', 16, 1, 1, 0, 1, 1780304405906, 20605, 11, 'GBP', 0, 260, 260, 0, 43, 0, 1, 1, x'abc99b541fafa633a940f683f33cb6b41deb4b40c5a96d4b6d84c5dcf9fe5214');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 8, 'sale', 16, 1, 2, 0, 1, 1780304407026, 20605, 11, 'GBP', 0, 580, 0, 0, 43, 0, 2, 2, x'c862ae5d2c893494cd611f8c45dc08567c10fa22398e199b14f4c7b91e806995');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 9, 'noSale', 18, 2, 1, 0, 1, 1780304407266, 20605, 11, '', 0, 0, 0, 0, 0, 0, 0, 0, x'4269aa4b8caa6ee59889b35644949f42294dea612bc95fcd50d29484ab83c842');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 11, 'sale', 16, 1, 3, 3, 1, 1780304407383, 20605, 11, 'GBP', 0, 250, 250, 0, 42, 0, 1, 1, x'8c22732f9b130093284ac7343a7d9ae550b8f96c52ee8c2c245d133e76641d46');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 12, 'sale', 16, 1, 4, 3, 1, 1780304407383, 20605, 11, 'GBP', 0, 250, 0, 0, 42, 0, 1, 1, x'5f3b1fdc0a5682e1a9837ca985c007a52611db17f5ca2d2a0c0080c1a839df2e');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 13, 'newer', 40, 1, 5, 3, 1, 1780304407383, 20605, 11, '', 0, -100, -100, 0, 0, 0, 0, 0, x'60554aafa6865c5ebf665dced203c64af1575825794fa9c95bb4a871ff6211b7');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 14, 'newer', 40, 4, 1, 3, 1, 1780304407383, 20605, 11, '', 0, 0, 0, 0, 0, 0, 0, 0, x'fc7d1e4c831926bf56b54a31ee4e42f0f7ff5e155d02fa9ea379a6717a9bc35e');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 16, 'noSale', 18, 2, 2, 3, 1, 1780304407383, 20605, 11, '', 0, 0, 0, 0, 0, 0, 0, 0, x'666957e455feec32c19fc4f2b2b6519077e1c903ec21ea493265492b2a6a6daa');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 23, 'sale', 16, 1, 6, 3, 1, 1780304407383, 20605, 11, 'GBP', 0, 250, 0, 0, 42, 0, 1, 1, x'8348221fbcf25c56d4fa1007f025f0a195ab889fd601e38748303c5c80dcf375');
INSERT INTO documents (merchant, terminal, epoch, sequence, type, kind, series, number, staff, shift, wall_ms, day, hour, currency, tax_mode, total_minor, cash_minor, rounding_minor, tax_minor, practised_minor, lines, units, content) VALUES ('demo', 't1', 1, 24, 'sale', 16, 1, 7, 0, 1, 1780304410864, 20605, 11, 'GBP', 0, 320, 320, 0, 0, 0, 1, 1, x'cea9b0b57da79db7bc30731e8e3e45cb6dc9cdb288b68c8549e40666411e7b9d');
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 6, 0, 20605, 'GBP', 'S1', 'Coffee', 1, 260);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 8, 0, 20605, 'GBP', 'S1', 'Coffee', 1, 260);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 11, 0, 20605, 'GBP', 'S1', 'Coffee', 1, 260);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 12, 0, 20605, 'GBP', 'S1', 'Coffee', 1, 260);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 23, 0, 20605, 'GBP', 'S1', 'Coffee', 1, 260);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 8, 1, 20605, 'GBP', 'S2', 'Bread', 1, 320);
INSERT INTO document_lines (merchant, terminal, epoch, sequence, position, day, currency, sku, name, quantity, amount_minor) VALUES ('demo', 't1', 1, 24, 0, 20605, 'GBP', 'S2', 'Bread', 1, 320);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 8, 0, '', '', 20605, 'GBP', 0, 320, 0);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 24, 0, '', '', 20605, 'GBP', 0, 320, 0);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 11, 20000, '', '', 20605, 'GBP', 0, 250, 42);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 12, 20000, '', '', 20605, 'GBP', 0, 250, 42);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 23, 20000, '', '', 20605, 'GBP', 0, 250, 42);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 6, 20000, '', '', 20605, 'GBP', 0, 260, 43);
INSERT INTO document_taxes (merchant, terminal, epoch, sequence, rate, authority, jurisdiction, day, currency, tax_mode, base_minor, tax_minor) VALUES ('demo', 't1', 1, 8, 20000, '', '', 20605, 'GBP', 0, 260, 43);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 6, 1, 260);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 8, 2, 580);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 11, 1, 250);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 12, 9, 250);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 13, 1, -100);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 23, 9, 250);
INSERT INTO document_tenders (merchant, terminal, epoch, sequence, kind, amount_minor) VALUES ('demo', 't1', 1, 24, 1, 320);
INSERT INTO voids (merchant, terminal, epoch, sequence, staff, shift, wall_ms, day, currency, total_minor) VALUES ('demo', 't1', 1, 17, 3, 1, 1780304407383, 20605, 'GBP', 250);
INSERT INTO shifts (merchant, terminal, shift, epoch, currency, tax_mode, float_minor, opened_ms, opened_by, closed_ms, closed_by, reported_gross_minor, reported_documents, expected_cash_minor, counted_minor) VALUES ('demo', 't1', 1, 1, 'GBP', 0, 0, 1780304405426, 0, NULL, 0, NULL, NULL, NULL, NULL);
INSERT INTO newer_records (merchant, terminal, epoch, sequence, kind, part, staff, shift, wall_ms, day) VALUES ('demo', 't1', 1, 13, 40, 'kind', 3, 1, 1780304407383, 20605);
INSERT INTO newer_records (merchant, terminal, epoch, sequence, kind, part, staff, shift, wall_ms, day) VALUES ('demo', 't1', 1, 14, 40, 'kind', 3, 1, 1780304407383, 20605);
INSERT INTO newer_records (merchant, terminal, epoch, sequence, kind, part, staff, shift, wall_ms, day) VALUES ('demo', 't1', 1, 15, 41, 'kind', 3, 1, 1780304407383, 20605);
INSERT INTO newer_records (merchant, terminal, epoch, sequence, kind, part, staff, shift, wall_ms, day) VALUES ('demo', 't1', 1, 22, 7, 'body', 3, 1, 1780304407383, 20605);
INSERT INTO payments (merchant, terminal, epoch, sequence, present_epoch, present_sequence, key, tender_kind, amount_minor, currency, basket, staff, shift, wall_ms, day, outcome, reference, outcome_epoch, outcome_sequence, closed, fitting, misfit_minor, receipt, answered, settled, unresolved_held_minor, mismatch_held_minor) VALUES ('demo', 't1', 1, 7, 1, 7, NULL, 2, 580, 'GBP', x'5a60cc69596ef765de76431f91ca6f4ceb20e73a2ebcc4e1972932a628374f0e', 0, 1, 1780304406506, 20605, 0, '', 0, 0, 0, 1, 0, 2, 0, 1, 0, 0);
INSERT INTO payments (merchant, terminal, epoch, sequence, present_epoch, present_sequence, key, tender_kind, amount_minor, currency, basket, staff, shift, wall_ms, day, outcome, reference, outcome_epoch, outcome_sequence, closed, fitting, misfit_minor, receipt, answered, settled, unresolved_held_minor, mismatch_held_minor) VALUES ('demo', 't1', 1, 19, 1, 19, NULL, 9, 250, 'GBP', x'5f2901cc693efdc5f0f333821411820f13b9ee96592ac7c2bb8283d96b2e2667', 3, 1, 1780304407383, 20605, 2, '', 1, 21, 1, 0, 0, 0, 0, 1, 0, 0);
