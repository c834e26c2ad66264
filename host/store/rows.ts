// Rows that several parts of a store name.

export type EpochStatus = "committed" | "quarantined";

export interface TerminalRow {
	readonly terminal: string;

/** One chain of a terminal. */
export interface EpochRow {
	readonly terminal: string;

/**
 * A second chain under sequences already used (invariant 3). It shares the first branch's records below `forkSequence`.
 */
export interface BranchRow {
	readonly id: number;

/** A record as it was signed. */
export interface LinkRow {
	readonly sequence: number;

export interface RecordRow extends LinkRow {
	/**
	 * The business day (days since 1970-01-01, local) and the local hour it was booked under. No later setting moves
	 * them.
	 */
	readonly day: number;

export interface CheckpointRow {
	readonly sequence: number;

export interface SetAsideRow {
	readonly terminal: string;
