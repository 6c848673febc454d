import type { Citation } from '@cofund/shared/kernel/derivation'
import { type Currency, isCurrency } from '@cofund/shared/kernel/money'
import {
  type Parameter,
  type PolicyVersion,
  type PolicyVersionId,
  emptyParameters,
  policyVersionCan,
} from '@cofund/shared/policies/policy'
import { type ParameterReading, inReadingOrder, readParameter } from '@cofund/shared/policies/scheme-parameters'
import { Link, getRouteApi } from '@tanstack/react-router'
import { api, queryClient, useLoaded } from '../api.ts'
import { paths } from '../paths.ts'
import { Propose } from '../Propose.tsx'
import { useMay } from '../people/me.ts'
import { preferences } from '../preferences.ts'
import { say } from '../say.ts'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { DayText, Unknown } from '../ui/DayText.tsx'
import { Clause } from '../ui/DerivationTree.tsx'
import { Fact, Facts } from '../ui/Facts.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'
import { UnitOfView } from '../ui/unit.tsx'
import { CompareVersions } from './CompareVersions.tsx'
import { Reading, sayParameter } from './parameters.tsx'
import { statusTones } from './policy-status.ts'
import { TryScheme } from './TryScheme.tsx'
import { WorkedCases } from './WorkedCases.tsx'

const versionOptions = (versionId: PolicyVersionId) => api.policies.version.queryOptions({ versionId })
export const loadPolicyVersionPage = (versionId: PolicyVersionId) => queryClient.fetchQuery(versionOptions(versionId))

const route = getRouteApi('/policies/$versionId')

interface CitedParameter extends Parameter {
  readonly cite: Citation | null
  readonly reading: ParameterReading
}

const parameterColumns: readonly Column<CitedParameter>[] = [
  { name: 'parameter', word: 'policy.parameter', show: ({ path }) => sayParameter(path) },
  { name: 'value', word: 'policy.value', show: ({ reading }) => <Reading of={reading} /> },
  { name: 'source', word: 'policy.source', show: ({ cite }) => (cite ? <Clause of={cite} /> : say('policy.uncited')) },
]

export function PolicyVersionPage() {
  const { versionId } = route.useParams()
  const { policy, version, versions, parameters } = useLoaded(versionOptions(versionId))
  const currency = currencyOf(version)
  // A route is read and compared; only a scheme is tried on a loss.
  const sharesLosses = policy.kind === 'compensation_scheme'
  const rows = inReadingOrder(parameters).map((parameter) => ({ ...parameter, reading: readParameter(parameter, currency) }))
  return (
    <Page
      title={policy.name[preferences().language]}
      about={`${policy.code} · ${say('policy.version_number', { number: version.number })}`}
      actions={
        <>
          <Link {...paths.draftVersion(version.id)}>
            {say(policyVersionCan.revise(version) ? 'policy.draft.rewrite' : 'policy.draft.new')}
          </Link>
          {sharesLosses && <Link {...paths.replay(version.id)}>{say('replay.title')}</Link>}
          <Activate version={version} />
        </>
      }
    >
      <Facts>
        <Fact name={say('policy.status')}>
          <StatusTag tone={statusTones[version.status]}>{say(`policy.status.${version.status}`)}</StatusTag>
        </Fact>
        <Fact name={say('policy.kind')}>{say(`policy.kind.${policy.kind}`)}</Fact>
        <Fact name={say('policy.document')}>{version.document}</Fact>
        <Fact name={say('policy.effective_from')}>
          <DayText of={version.effective?.from} />
        </Fact>
        <Fact name={say('policy.effective_to')}>
          {version.effective && version.effective.to === null ? say('policy.open_end') : <DayText of={version.effective?.to} />}
        </Fact>
        <Fact name={say('policy.jurisdiction')}>{policy.jurisdictionCode ?? <Unknown />}</Fact>
        {versions.length > 1 && (
          <Fact name={say('policy.versions')}>
            {versions.map(({ id, number }) => (
              <Link key={id} {...paths.policyVersion(id)}>
                {say('policy.version_number', { number })}{' '}
              </Link>
            ))}
          </Fact>
        )}
      </Facts>
      <UnitOfView unit="one">
        {sharesLosses && <TryScheme version={version} currency={currency} />}
        {sharesLosses && <WorkedCases versionId={version.id} />}
        {versions.length > 1 && (
          <CompareVersions version={version} others={versions.filter(({ id }) => id !== version.id)} currency={currency} />
        )}
        <Section title={say('policy.parameters')}>
          <DataTable
            title={say('policy.parameters')}
            columns={parameterColumns}
            rowKey={({ path }) => path}
            listing={{ rows, count: rows.length }}
            plain
          />
        </Section>
      </UnitOfView>
    </Page>
  )
}

/** Proposes to put a draft into effect; where that cannot be, the button says why. A second person checks it. */
function Activate({ version }: { version: PolicyVersion }) {
  const mayDraft = useMay('policy.draft')
  const empty = emptyParameters(version.params).length
  const disabledBecause = !policyVersionCan.activate(version)
    ? say('policy.activate.not_draft')
    : !mayDraft
      ? say('policy.activate.not_yours')
      : empty > 0
        ? say('policy.activate.incomplete', { count: empty })
        : version.effective === null
          ? say('policy.activate.no_period')
          : undefined
  return (
    <Propose primary deed={{ kind: 'policy.activate', what: { versionId: version.id } }} disabledBecause={disabledBecause}>
      {say('policy.activate')}
    </Propose>
  )
}

function currencyOf({ params }: PolicyVersion): Currency {
  const { currency } = params
  return typeof currency === 'string' && isCurrency(currency) ? currency : 'CNY'
}
