import type { AppRouter } from '@cofund/server/app'
import { type Listing, pageOf } from '@cofund/shared/kernel/listing'
import type { PolicyList } from '@cofund/shared/policies/policy.input'
import type { inferRouterOutputs } from '@trpc/server'

type PolicySummary = inferRouterOutputs<AppRouter>['policies']['list'][number]

/** A policy with the version that speaks for it: the one in effect, else the newest. */
export interface PolicyRow extends PolicySummary {
  readonly version: PolicySummary['versions'][number]
}

/** There are dozens, all here: narrowing, ordering and paging need no server. */
export function listRows(
  policies: readonly PolicySummary[],
  name: (policy: PolicySummary) => string,
  search: PolicyList,
): Listing<PolicyRow> {
  const { sort, descending = false, search: wanted = '', status } = search
  const textOf: Record<NonNullable<PolicyList['sort']>, (row: PolicyRow) => string> = {
    code: ({ code }) => code,
    name,
    document: ({ version }) => version.document,
    effectiveFrom: ({ version }) => version.effective?.from ?? '',
  }
  const rows = policies
    .flatMap((policy): PolicyRow[] => {
      const version = policy.versions.find((one) => one.status === 'active') ?? policy.versions[0]
      return version ? [{ ...policy, version }] : []
    })
    .filter((row) => !status || row.version.status === status)
    .filter((row) =>
      [row.code, row.name.zh, row.name.en, row.version.document].some((text) =>
        text.toLowerCase().includes(wanted.toLowerCase()),
      ),
    )
  const ordered = sort
    ? rows.toSorted((a, b) => (descending ? -1 : 1) * textOf[sort](a).localeCompare(textOf[sort](b), 'zh-CN'))
    : rows
  const { offset, limit } = pageOf(search)
  return { rows: ordered.slice(offset, offset + limit), count: ordered.length }
}
