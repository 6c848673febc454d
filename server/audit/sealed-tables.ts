/**
 * The tables whose rows are in no seal, and why. Every other table's rows stand by digest in the acts that wrote them
 * (seal_rows in db/definer.sql), column by column but for those below.
 */
export const unsealedTables: Readonly<Record<string, string>> = {
  act: 'the chain itself',
  act_head: 'proved by the chain that ends in it',
  checkpoint: 'proved by its signature, and the next one by naming it',
  sealed_row: 'proved by the acts that name its seals',
  seal: 'where to look for the act that names it, which the proof finds by itself',
  loan: 'sealed batch by batch: a million of them come at once, and none changes afterwards',
  journal_entry: 'stands by digest in the act that accounts for it',
  posting: 'in the digest of its entry',
  account_balance: 'proved as the sum of its postings',
  document_chunk: 'proved by the hash that its document is named by',
  evaluated_loss: 'proved by sharing the recorded loan again',
  loan_rollup: 'proved as the sums of its loans',
  loss_rollup: 'proved as the sums of its evaluation',
  note_rollup: 'proved as the sums of its loans',
  import_finding: 'what was wrong with a file: the file, which is sealed by its hash, says it again when it is read again',
  import_reason: 'counts of these',
  session: 'who is signed in at the moment; opening and ending are acts',
  credential: 'hashes of passwords and counters of tries; changes are acts',
  rate_limit: 'turns of the moment',
  request: 'answers of the moment, for those who ask twice',
  account_number_key: 'a secret, of which nothing must stand anywhere else',
}

/** Columns of sealed tables that no seal has: progress and use, of no business. */
export const unsealedColumns: Readonly<Record<string, readonly string[]>> = {
  api_key: ['last_used_at'],
  import_batch: ['phase', 'progress_rows', 'progress_bytes', 'progress_at'],
}

/** Columns of the other tables that no proof holds to anything, and why nothing rests on them. */
export const unprovedColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  act: { id: 'a number to page by', recorded_in: 'read only while its transaction runs' },
  sealed_row: { id: 'their order, which the digest of a seal rests on, and not the number' },
  journal_entry: { recorded_in: 'read only while its transaction runs' },
}
