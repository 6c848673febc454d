import type { Account, HeadName } from '@cofund/shared/ledger/account'
import { voucherNumber } from '@cofund/shared/ledger/book'
import type { EntryKind } from '@cofund/shared/ledger/entry'
import { preferences } from '../preferences.ts'
import { isWord, say, sayLabel } from '../say.ts'

interface Names {
  readonly zh: string
  readonly en: string
}

export const headName = (head: HeadName): string => sayLabel(`account.${head}`)

/** Whose account it is, in words: a name that the ledger knows, a bearer or tier, else the detail as it was given. */
export function detailText({ detail }: Pick<Account, 'detail'>, names: Names | null): string {
  if (names) return names[preferences().language]
  return isWord(`bearer.${detail}`) ? say(`bearer.${detail}` as 'bearer.city') : detail
}

/** "损失分担 · 市级". */
export function accountText(account: Pick<Account, 'head' | 'detail'>, names: Names | null): string {
  return account.detail ? `${headName(account.head)} · ${detailText(account, names)}` : headName(account.head)
}

/** What happened, in words; a reversal says of what. */
export function eventText({
  kind,
  facts,
}: {
  readonly kind: EntryKind
  readonly facts: Readonly<Record<string, unknown>>
}): string {
  const said = Object.fromEntries(
    Object.entries(facts).filter((fact): fact is [string, string | number] => ['string', 'number'].includes(typeof fact[1])),
  )
  const event = sayLabel(`entry.${kind}`, said)
  const reversed = facts['reversedKind']
  return typeof reversed === 'string'
    ? say('ledger.reversal_of', { event, original: sayLabel(`entry.${reversed}`, said) })
    : event
}

export const voucherText = (book: { readonly code: string }, sequence: bigint): string => voucherNumber(book.code, sequence)
