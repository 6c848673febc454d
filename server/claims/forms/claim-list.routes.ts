import type { Trx } from '@cofund/db/connect'
import { claimNumber } from '@cofund/shared/claims/claim'
import { type ClaimFilter, claimFilterInput } from '@cofund/shared/claims/claim.input'
import { mediaTypes } from '@cofund/shared/documents/document'
import type { Language } from '@cofund/shared/kernel/refusal'
import { sayAmount } from '@cofund/shared/kernel/amount-text'
import { sayWord } from '@cofund/shared/kernel/words'
import { refuse } from '@cofund/shared/refuse'
import { type WordKey, catalogue } from '@cofund/shared/words'
import type { Express, Request } from 'express'
import { insertActs } from '../../audit/act.sql.ts'
import { type SheetColumn, sheetOfTable } from '../../documents/table-sheet.ts'
import { type ContextOf, attachment, fileRoute } from '../../kernel/file-routes.ts'
import { actAs } from '../../kernel/session.ts'
import { todayOf } from '../../kernel/today.ts'
import { type Asking, type ClaimSummary, listClaims } from '../claim.sql.ts'

/** More than anybody reads; a larger question is for the interface of systems. */
const most = 10_000

/** `GET /api/claims.xlsx?…`: the rows that the same filters show on the page, under the caller's session. */
export function claimListRoutes(app: Express, contextOf: ContextOf): void {
  app.get(
    '/api/claims.xlsx',
    fileRoute(contextOf, async ({ context: { db, session, now }, request, response }) => {
      if (!session) return refuse('access.sign_in_first', {})
      const language: Language = request.query['language'] === 'en' ? 'en' : 'zh'
      const say = (key: WordKey, facts?: Readonly<Record<string, string | number>>) => sayWord(catalogue[key], language, facts)
      const today = todayOf({ now })
      const filter = readFilter(request)
      const { rows, count, sums } = await db.transaction().execute(async (trx) => {
        await actAs(trx, session.tokenHash)
        const found = await readAll(trx, filter, { today, actor: session.actor })
        await insertActs(trx, [{ act: 'claims.exported', filter: JSON.stringify(filter), rows: found.count }])
        return found
      })
      const { person, membership } = session.actor
      const about = [
        say('claims.export.by', { person: person.name, organisation: language === 'zh' ? membership.organisation.nameZh : membership.organisation.nameEn, day: today }),
        say('claims.export.filters', { filters: Object.entries(filter).map(([name, value]) => `${name}=${String(value)}`).join(' ') || '--' }),
        say('claims.export.count', { count }),
        ...(sums?.['payable'] ? [say('claims.export.sum', { amount: sayAmount(sums['payable'], language) })] : []),
        ...(count > rows.length ? [say('claims.export.cut', { count: rows.length })] : []),
      ]
      const file = await sheetOfTable({ name: say('claims'), columns: columnsIn(language, say), rows, about: { name: say('form.about_this_file'), lines: about } })
      attachment(response, `${say('claims')}_${today.replaceAll('-', '')}.xlsx`, mediaTypes.xlsx)
      response.end(file)
    }),
  )
}

/** An address tells everything as text. */
function readFilter({ query }: Request): ClaimFilter {
  const told = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, name === 'year' ? Number(value) : name === 'waiting' ? value === 'true' : value]))
  const read = claimFilterInput.safeParse(told)
  return read.success ? Object.fromEntries(Object.entries(read.data).filter(([, value]) => value !== undefined)) : {}
}

async function readAll(trx: Trx, filter: ClaimFilter, asking: Asking) {
  const rows: ClaimSummary[] = []
  for (let page = 1; ; page += 1) {
    const listing = await listClaims(trx, { ...filter, sort: 'number', descending: true, page, size: 100 }, asking)
    rows.push(...listing.rows)
    if (listing.rows.length < 100 || rows.length >= most) return { ...listing, rows }
  }
}

const columnsIn = (language: Language, say: (key: WordKey, facts?: Readonly<Record<string, string | number>>) => string): readonly SheetColumn<ClaimSummary>[] => {
  const yuan = (key: WordKey) => say('claims.export.in_yuan', { name: say(key) })
  return [
    { title: say('claims.number'), text: claimNumber },
    { title: say('claims.firm'), width: 32, text: ({ firm }) => firm },
    { title: say('claims.note'), text: ({ noteNumber, productCode, settledYear }) => noteNumber ?? [productCode, settledYear].filter(Boolean).join(' ') },
    { title: say('claims.status'), text: ({ status }) => say(`claim.status.${status}`) },
    { title: say('claims.code'), text: ({ codes }) => codes.join(' ') || null },
    { title: say('claims.due_on'), day: ({ dueOn }) => dueOn },
    { title: say('claims.bank'), width: 28, text: ({ bank }) => bank[language] },
    { title: say('claims.pool'), width: 28, text: ({ pool }) => pool[language] },
    { title: yuan('claims.expected'), money: ({ expected }) => expected },
    { title: yuan('claims.payable'), money: ({ payable, decidedOn }) => (decidedOn ? payable : null) },
    { title: yuan('claims.paid'), money: ({ paid, decidedOn }) => (decidedOn ? paid : null) },
    { title: say('claims.submitted_on'), day: ({ submittedOn }) => submittedOn },
    { title: say('claims.decision.on'), day: ({ decidedOn }) => decidedOn },
  ]
}
