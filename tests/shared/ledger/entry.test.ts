import { instantOf } from '@cofund/shared/kernel/instant'
import { type Currency, fen, money } from '@cofund/shared/kernel/money'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { account } from '@cofund/shared/ledger/account'
import {
  type Entry,
  type EntryDraft,
  type Posting,
  checkEntry,
  checkTransfer,
  credit,
  debit,
  imbalancesOf,
  reversalOf,
  transferOf,
} from '@cofund/shared/ledger/entry'
import { totalsOf } from '@cofund/shared/ledger/statement'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const pool = account.pool('bok_pool')
const treasury = account.treasury('bok_treasury')
const draft = (...postings: Posting[]): EntryDraft => ({
  bookId: 'bok_pool',
  kind: 'test.posted',
  effectiveOn: '2026-03-05',
  postings,
})
const refusalOf = (work: () => unknown) => {
  try {
    work()
    return 'accepted'
  } catch (error) {
    return error instanceof Refusal ? [error.code, error.facts] : error
  }
}

describe('an entry, in the order of its refusals', () => {
  test.each([
    ['no lines', draft(), ['ledger.too_few_postings', {}]],
    ['one line', draft(debit(pool.cash, fen(1n))), ['ledger.too_few_postings', {}]],
    ['a line of 0.00', draft(debit(pool.cash, fen(5n)), credit(pool.recovery, fen(0n))), ['ledger.posting_zero', { line: 2 }]],
    [
      'a line in another book',
      draft(debit(pool.cash, fen(5n)), credit(treasury.cash, fen(5n))),
      ['ledger.account_of_other_book', {}],
    ],
    [
      '80.00 against 79.99',
      draft(debit(pool.compensation, fen(80_00n)), credit(pool.cash, fen(79_99n))),
      ['ledger.unbalanced', { difference: fen(1n), memorandum: false }],
    ],
    [
      'yuan against dollars',
      draft(debit(pool.cash, fen(7n)), credit(pool.recovery, money(7n, 'USD'))),
      ['ledger.unbalanced', { difference: fen(7n), memorandum: false }],
    ],
    [
      'a loss against cash',
      draft(debit(pool.loss, fen(9n)), credit(pool.cash, fen(9n))),
      ['ledger.unbalanced', { difference: fen(9n), memorandum: true }],
    ],
    [
      'shares of 40 and 59 for a loss of 100',
      draft(debit(pool.loss, fen(100n)), credit(pool.lossShare('city'), fen(40n)), credit(pool.lossShare('bank'), fen(59n))),
      ['ledger.unbalanced', { difference: fen(1n), memorandum: true }],
    ],
    [
      'a claim on another book',
      draft(debit(pool.dueFrom('bok_treasury'), fen(5n)), credit(pool.cash, fen(5n))),
      ['ledger.transfer_needed', {}],
    ],
    [
      '80.00 paid, and the loss of 100.00 shared 40 : 40 : 20',
      draft(
        debit(pool.compensation, fen(80_00n)),
        credit(pool.cash, fen(80_00n)),
        debit(pool.loss, fen(100_00n)),
        credit(pool.lossShare('city'), fen(40_00n)),
        credit(pool.lossShare('district'), fen(40_00n)),
        credit(pool.lossShare('bank'), fen(20_00n)),
      ),
      'accepted',
    ],
  ])('%s', (_, entry, expected) => {
    expect(refusalOf(() => checkEntry(entry))).toEqual(expected)
  })
})

describe('a reversal', () => {
  const entry: Entry = {
    ...draft(debit(pool.compensation, fen(80n)), credit(pool.cash, fen(80n))),
    id: 'ent_1',
    sequence: 1n,
    recordedAt: instantOf(new Date(0)),
    postedIn: '2026-03-01',
    facts: { claimId: 'clm_1' },
    transferId: null,
    reversedBy: null,
  }
  const on = (effectiveOn: '2026-03-04' | '2026-03-05') => ({ effectiveOn, note: 'paid twice' })

  test('turns every line round and keeps what the entry was about', () => {
    expect(reversalOf(entry, on('2026-03-05'))).toMatchObject({
      kind: 'ledger.reversal',
      reverses: 'ent_1',
      facts: { reversedKind: 'test.posted', claimId: 'clm_1' },
      postings: [credit(pool.compensation, fen(80n)), debit(pool.cash, fen(80n))],
    })
  })

  test.each([
    ['of a reversal', { ...entry, reverses: 'ent_0' } as const, ['ledger.is_reversal', {}]],
    ['of what is reversed already', { ...entry, reversedBy: 'ent_2' } as const, ['ledger.already_reversed', {}]],
    ['before the entry took effect', entry, ['ledger.reversal_too_early', { effectiveOn: '2026-03-05' }]],
  ])('%s is refused', (_, original, expected) => {
    expect(refusalOf(() => reversalOf(original, on('2026-03-04')))).toEqual(expected)
  })
})

describe('a transfer', () => {
  const move = (settles: boolean) =>
    transferOf({ from: treasury.cash, into: pool.cash, amount: fen(200n), effectiveOn: '2026-03-05', settles })

  test('leaves the giver with a claim and the taker with a debt', () => {
    const [here, there] = move(false)
    expect(here.postings).toEqual([debit(treasury.dueFrom('bok_pool'), fen(200n)), credit(treasury.cash, fen(200n))])
    expect(there.postings).toEqual([debit(pool.cash, fen(200n)), credit(pool.dueTo('bok_treasury'), fen(200n))])
  })

  test('that settles takes the giver’s debt and the taker’s claim away', () => {
    const [here, there] = move(true)
    expect(here.postings[0]).toEqual(debit(treasury.dueTo('bok_pool'), fen(200n)))
    expect(there.postings[1]).toEqual(credit(pool.dueFrom('bok_treasury'), fen(200n)))
  })

  test('within one book is refused', () => {
    expect(
      refusalOf(() => transferOf({ from: pool.cash, into: pool.recovery, amount: fen(1n), effectiveOn: '2026-03-05' })),
    ).toEqual(['ledger.transfer_within_book', {}])
  })

  test('of 200 against 199 is refused; any amount through transferOf is not', () => {
    const [here] = move(false)
    const [, there] = transferOf({ from: treasury.cash, into: pool.cash, amount: fen(199n), effectiveOn: '2026-03-05' })
    expect(refusalOf(() => checkTransfer([here, there]))).toEqual(['ledger.transfer_uneven', { difference: fen(1n) }])
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 16n }), fc.boolean(), (minor, settles) => {
        expect(
          refusalOf(() =>
            checkTransfer(
              transferOf({ from: treasury.cash, into: pool.cash, amount: fen(minor), effectiveOn: '2026-03-05', settles }),
            ),
          ),
        ).toBe('accepted')
      }),
    )
  })
})

const posting = fc.record({
  account: fc.constantFrom(pool.cash, pool.compensation, pool.recovery, pool.loss, pool.lossShare('bank')),
  amount: fc.record({ minor: fc.bigInt({ min: -1000n, max: 1000n }), currency: fc.constantFrom<Currency>('CNY', 'USD') }),
})

test('an entry and its reversal together leave nothing, whatever the entry', () => {
  fc.assert(
    fc.property(fc.array(posting, { maxLength: 12 }), (postings) => {
      const turned = postings.map(({ account: of, amount }) => credit(of, amount))
      expect(imbalancesOf([...postings, ...turned])).toEqual([])
    }),
  )
})

test('net assets leave memorandum accounts out, in each currency for itself', () => {
  const balance = (of: Posting['account'], minor: bigint, currency: Currency = 'CNY') => ({
    account: of,
    balance: money(minor, currency),
  })
  expect(
    totalsOf([
      balance(pool.cash, 700n),
      balance(pool.receivableFromTier('district'), 50n),
      balance(pool.compensationPayable('org_bank'), -150n),
      balance(pool.loss, 9_999n),
      balance(pool.cash, 3n, 'USD'),
    ]),
  ).toEqual([
    { currency: 'CNY', cash: fen(700n), assets: fen(750n), liabilities: fen(150n), netAssets: fen(600n) },
    {
      currency: 'USD',
      cash: money(3n, 'USD'),
      assets: money(3n, 'USD'),
      liabilities: money(0n, 'USD'),
      netAssets: money(3n, 'USD'),
    },
  ])
})
