import { claimNumber } from '@cofund/shared/claims/claim'
import type { Replayed } from '@cofund/shared/claims/replay'
import { money } from '@cofund/shared/kernel/money'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import { Link, getRouteApi } from '@tanstack/react-router'
import { Fragment } from 'react'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { RefusalText } from '../sentences.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'

const versionOptions = (versionId: PolicyVersionId) => api.policies.version.queryOptions({ versionId })
const replayOptions = (versionId: PolicyVersionId) => api.replay.claims.queryOptions({ versionId })
export const loadReplayPage = (versionId: PolicyVersionId) =>
  Promise.all([queryClient.fetchQuery(versionOptions(versionId)), queryClient.fetchQuery(replayOptions(versionId))])

const route = getRouteApi('/policies/$versionId/replay')

const columns: readonly Column<Replayed>[] = [
  { name: 'claim', word: 'replay.claim', show: ({ claim }) => <Link {...paths.claim(claim.id)}>{claimNumber(claim)}</Link> },
  { name: 'decidedOn', word: 'replay.decided_on', day: ({ claim }) => claim.decidedOn },
  { name: 'loss', word: 'replay.loss', money: ({ loss }) => loss },
  { name: 'granted', word: 'replay.granted', money: ({ granted }) => granted },
  { name: 'would', word: 'replay.would', money: ({ would }) => would },
  { name: 'difference', word: 'replay.difference', money: ({ difference }) => difference },
  { name: 'outcome', word: 'replay.outcome', show: (replayed) => <Outcome of={replayed} /> },
]

/** What a version would have meant: money, claim by claim, against what was decided. */
export function ReplayPage() {
  const { versionId } = route.useParams()
  const { policy, version } = useLoaded(versionOptions(versionId))
  const { rows, sums, refused } = useLoaded(replayOptions(versionId))
  return (
    <UnitOfView unit="one">
      <Page
        title={say('replay.title')}
        about={
          <Link {...paths.policyVersion(versionId)}>
            {policy.name[preferences().language]} · {policy.code} · {say('policy.version_number', { number: version.number })}
          </Link>
        }
      >
        <p className="page-about">{say('replay.what')}</p>
        {rows.length === 0 ? (
          <EmptyState kind="first_use" title={say('replay.none')} />
        ) : (
          <>
            <Headline>
              {sums.map(({ currency, claims, granted, would }) => (
                <Fragment key={currency}>
                  <Fact name={say('replay.claims')}>{claims}</Fact>
                  <Fact name={say('replay.granted')}>
                    <MoneyText of={money(granted, currency)} />
                  </Fact>
                  <Fact name={say('replay.would')}>
                    <MoneyText of={money(would, currency)} />
                  </Fact>
                  <Fact name={say('replay.difference')}>
                    <MoneyText of={money(would - granted, currency)} />
                  </Fact>
                </Fragment>
              ))}
              {refused > 0 && <Fact name={say('replay.refused')}>{refused}</Fact>}
            </Headline>
            <DataTable title={say('replay.title')} columns={columns} rowKey={({ claim }) => claim.id} listing={{ rows, count: rows.length }} />
          </>
        )}
      </Page>
    </UnitOfView>
  )
}

function Outcome({ of: { refusal, difference } }: { of: Replayed }) {
  if (refusal) return <StatusTag tone="watch"><RefusalText of={refusal} /></StatusTag>
  const minor = difference?.minor ?? 0n
  if (minor === 0n) return <StatusTag tone="quiet">{say('replay.same')}</StatusTag>
  return <StatusTag tone="going">{say(minor > 0n ? 'replay.more' : 'replay.less')}</StatusTag>
}
