import { Refusal } from '@cofund/shared/kernel/refusal'
import { account, accountNamed, chart, headsOf } from '@cofund/shared/ledger/account'
import { bookKinds, voucherNumber } from '@cofund/shared/ledger/book'
import { ledgerWords } from '@cofund/shared/ledger/ledger.words'
import { describe, expect, test } from 'vitest'

const codeOf = (work: () => unknown) => {
  try {
    return work()
  } catch (error) {
    return error instanceof Refusal ? error.code : error
  }
}

describe('accounts are built from the chart', () => {
  test('a head that is kept as one is an account', () => {
    expect(account.pool('bok_1').compensation).toEqual({ bookId: 'bok_1', head: 'compensation', detail: '', class: 'expense' })
  })

  test('a head that is kept apart asks for whom', () => {
    expect(account.pool('bok_1').lossShare('city')).toEqual({
      bookId: 'bok_1',
      head: 'loss_share',
      detail: 'city',
      class: 'memorandum',
    })
    expect(account.fund('bok_2').capitalReceivable('inv_1').head).toBe('capital_receivable')
  })

  test.each([
    ['cash', '', { bookId: 'bok_1', head: 'cash', detail: '', class: 'asset' }],
    ['loss_share', 'bank', { bookId: 'bok_1', head: 'loss_share', detail: 'bank', class: 'memorandum' }],
    ['paid_in', 'inv_1', 'ledger.head_unknown'],
    ['constructor', '', 'ledger.head_unknown'],
    ['loss_share', '', 'ledger.detail_needed'],
    ['cash', 'drawer', 'ledger.detail_not_kept'],
  ])('in a pool, %s %j is %j', (head, detail, expected) => {
    expect(codeOf(() => accountNamed({ id: 'bok_1', kind: 'pool' }, { head, detail }))).toEqual(expected)
  })
})

describe('the chart', () => {
  test('gives a head one class and side in whichever book it stands', () => {
    const meanings = new Map<string, string>()
    for (const [name, { class: accountClass, normal }] of bookKinds.flatMap(headsOf)) {
      const meaning = `${accountClass} ${normal}`
      expect(meanings.get(name) ?? meaning, name).toBe(meaning)
      meanings.set(name, meaning)
    }
  })

  test('has a word in both languages for every head', () => {
    const words = new Set(Object.keys(ledgerWords))
    expect(
      Object.values(chart)
        .flatMap((heads) => Object.keys(heads))
        .filter((name) => !words.has(`account.${name}`)),
    ).toEqual([])
  })
})

test('a voucher is its book’s code and six digits, and more when there are more', () => {
  expect([voucherNumber('YP-POOL', 7n), voucherNumber('YP-POOL', 1_234_567n)]).toEqual(['YP-POOL-000007', 'YP-POOL-1234567'])
})
