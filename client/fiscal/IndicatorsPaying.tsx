import type { PayingPart } from '@cofund/shared/fiscal/paying'
import { Link } from '@tanstack/react-router'
import { api, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { nameOf } from '../people/me.ts'
import { say, sayLabel } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'

/** For a claim's page: which indicators paid it, by which paper, and what is left of them. */
export function IndicatorsPaying({ claimId }: { claimId: `clm_${string}` }) {
  const parts = useLoaded(api.fiscal.paying.queryOptions({ claimId }))
  return (
    <>
      <p className="page-about">{say('fiscal.paying.how')}</p>
      <DataTable
        title={say('fiscal.paying')}
        columns={columns(parts)}
        rowKey={(part) => `${part.tier} ${part.way} ${part.entryId ?? ''} ${part.voucherNumber ?? ''}`}
        listing={{ rows: parts, count: parts.length }}
        firstUse={<EmptyState kind="first_use" title={say('fiscal.paying.none')} />}
      />
    </>
  )
}

/** Where one tier paid all and another settles with it, their amounts are of the same money and do not add up. */
const columns = (parts: readonly PayingPart[]): readonly Column<PayingPart>[] => [
  { name: 'tier', word: 'fiscal.return.tier', show: ({ tier }) => sayLabel(`bearer.${tier}`) },
  { name: 'funder', word: 'fiscal.holder', show: ({ funder }) => nameOf(funder) },
  { name: 'way', word: 'fiscal.voucher.purpose', show: ({ way }) => say(`fiscal.paying.by.${way}`) },
  { name: 'amount', word: 'fiscal.amount', money: ({ amount }) => amount, ...(parts.some(({ way }) => way === 'voucher') && { unsummed: true }) },
  {
    name: 'document',
    word: 'fiscal.indicator',
    // Out of sight it is told by its number alone.
    show: ({ indicatorId, documentNumber, left }) => (indicatorId && left ? <Link {...paths.indicator(indicatorId)}>{documentNumber}</Link> : documentNumber),
  },
  {
    name: 'voucher',
    word: 'fiscal.voucher',
    show: ({ voucherNumber, entryId }) => (entryId ? <Link {...paths.entry(entryId)}>{voucherNumber ?? say('fiscal.entry')}</Link> : voucherNumber),
  },
  { name: 'left', word: 'fiscal.left', money: ({ left }) => left, unsummed: true },
]
