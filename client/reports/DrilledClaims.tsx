import { claimNumber } from '@cofund/shared/claims/claim'
import type { DecidedClaim } from '@cofund/shared/reports/compensation'
import type { DecidedClaims } from '@cofund/shared/reports/compensation.input'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { api, useListed } from '../api.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { say } from '../say.ts'

/** Which claims a figure is made of. */
export type ClaimsQuestion = Omit<DecidedClaims, 'page' | 'size' | 'sort' | 'descending'>

const common: readonly Column<DecidedClaim>[] = [
  { name: 'number', word: 'compensation.claim', sorts: true, show: (claim) => <Link {...paths.claim(claim.id)}>{claimNumber(claim)}</Link> },
  { name: 'firm', word: 'compensation.firm', show: ({ firm }) => firm },
  { name: 'bank', word: 'compensation.bank', show: ({ bank }) => bank[preferences().language] },
  { name: 'decidedOn', word: 'compensation.decided_on', sorts: true, day: ({ decidedOn }) => decidedOn },
  { name: 'loss', word: 'compensation.loss', sorts: true, money: ({ loss }) => loss },
  { name: 'payable', word: 'compensation.payable', sorts: true, money: ({ payable }) => payable },
  { name: 'paid', word: 'compensation.paid', money: ({ paid }) => paid },
]
const ofBearer: readonly Column<DecidedClaim>[] = [
  ...common,
  { name: 'borne', word: 'compensation.borne', money: ({ borne }) => borne },
  { name: 'returned', word: 'compensation.returned', money: ({ returned }) => returned },
]

/** The claims behind a figure, which sum to it; each leads to its page. */
export function DrilledClaims({ of: question }: { of: ClaimsQuestion }) {
  const [search, setSearch] = useState<Partial<DecidedClaims>>({})
  const listed = useListed(api.reports.decidedClaims.queryOptions({ ...search, ...question }))
  return (
    <DataTable
      title={say('compensation.claims')}
      columns={question.bearer ? ofBearer : common}
      rowKey={({ id }) => id}
      search={search}
      onSearch={(change) => setSearch({ ...search, ...change })}
      plain
      {...listed}
    />
  )
}
