import type { Trx } from '@cofund/db/connect'
import { newId } from '@cofund/db/new-id'
import { loansTaken } from '@cofund/shared/loans/loan.entries'
import { loanWords } from '@cofund/shared/loans/loan.words'
import type { BookId } from '@cofund/shared/ledger/book'
import type { EntryId } from '@cofund/shared/ledger/entry'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { TakenBatch } from '../imports/import-kind.ts'
import { insertBook } from '../ledger/book.sql.ts'
import { postEntry } from '../ledger/ledger.commands.ts'

/** Posts a batch's totals in the keeper's loan book, with its file as evidence, and opens the book with the first batch. */
export async function noteInLoanBook(trx: Trx, batch: TakenBatch): Promise<{ bookId: BookId; opened: boolean; entryId: EntryId | undefined }> {
  const found = await trx.selectFrom('book').select('id').where('organisation_id', '=', batch.organisationId).where('kind', '=', 'loan_book').executeTakeFirst()
  const bookId = found?.id ?? (await openLoanBook(trx, batch.organisationId))
  const draft = loansTaken({ bookId, batchId: batch.id, documentHash: batch.documentHash, taken: batch.taken, totals: batch.totals, on: batch.today })
  return { bookId, opened: !found, entryId: draft && (await postEntry(trx, draft)).id }
}

async function openLoanBook(trx: Trx, organisationId: OrganisationId): Promise<BookId> {
  const id = newId('bok')
  const name = loanWords['loans.book']
  await insertBook(trx, { id, organisationId, kind: 'loan_book', code: loanBookCode(organisationId), nameZh: name.zh, nameEn: name.en })
  return id
}

/** Unique as the organisation's id is: a code of its letters and digits, short enough to number vouchers with. */
const loanBookCode = (organisationId: OrganisationId): string => `LOANS-${organisationId.slice(4).toUpperCase().replaceAll(/[^A-Z0-9]/g, '-').slice(-17)}`
