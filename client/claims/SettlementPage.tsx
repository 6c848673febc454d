import type { AppRouter } from '@cofund/server/app'
import { type ClaimId, claimNumber } from '@cofund/shared/claims/claim'
import { type YearFigure, settlementCan, yearFigures } from '@cofund/shared/claims/settlement'
import { shanghaiDay } from '@cofund/shared/kernel/instant'
import { type Money, money, subtract } from '@cofund/shared/kernel/money'
import { proposalNumber } from '@cofund/shared/approvals/proposal'
import { useMutation } from '@tanstack/react-query'
import { Link, getRouteApi } from '@tanstack/react-router'
import type { inferRouterOutputs } from '@trpc/server'
import dayjs, { type Dayjs } from 'dayjs'
import { api, queryClient, useLoaded } from '../api.ts'
import { ClaimStatusTag } from './claim-status.tsx'
import { paths } from '../paths.ts'
import { membershipOf, nameOf, useMay, useMe } from '../people/me.ts'
import { DayField, dayOf } from '../pools/fields.tsx'
import { PoolDeed } from '../pools/PoolDeed.tsx'
import { preferences } from '../preferences.ts'
import { Propose } from '../Propose.tsx'
import { say } from '../say.ts'
import { Button } from '../ui/Button.tsx'
import { type Column, DataTable } from '../ui/DataTable.tsx'
import { Provenance } from '../ui/DerivationTree.tsx'
import { DrillNumber } from '../ui/Drill.tsx'
import { Fact, Headline } from '../ui/Facts.tsx'
import { MoneyText } from '../ui/MoneyText.tsx'
import { Page, Section } from '../ui/Page.tsx'
import { PercentText } from '../ui/RatioText.tsx'
import { BandDrawing } from './BandDrawing.tsx'
import './settlements.css'

export type SettlementData = inferRouterOutputs<AppRouter>['settlements']['get']

const pageOptions = (claimId: ClaimId) => api.settlements.get.queryOptions({ claimId })
export const loadSettlement = (claimId: ClaimId) => queryClient.fetchQuery(pageOptions(claimId))

const route = getRouteApi('/settlements/$claimId')

/** A bank's year: the figures as they were frozen, version beside version; what they come to, why, and who bears and owes it. */
export function SettlementPage() {
  const { claimId } = route.useParams()
  const page = useLoaded(pageOptions(claimId))
  const { claim, bank, pool, scheme, bands, nplRatio, now, decisions } = page
  return (
    <Page
      title={say('settlement.title', { bank: bank[preferences().language], product: claim.productCode ?? '', year: claim.settledYear ?? '' })}
      asOf={useMe().serverDay}
      about={`${claimNumber(claim)} · ${nameOf(pool)} · ${scheme.name[preferences().language]} · ${say('policy.version_number', { number: scheme.number })}`}
      actions={
        <>
          <ClaimStatusTag of={claim.status} />
          <Link {...paths.claimPaper(claim.id, 'year')}>{say('form.claim.year')}</Link>
          <Deeds of={page} />
        </>
      }
    >
      <Headline>
        <Fact name={say('settlement.payable')} note={say('settlement.on_figures')}>
          <DrillNumber name="payable" title={say('settlement.payable')} into={() => <Provenance derivation={now.derivation} />}>
            <MoneyText of={now.payable} />
          </DrillNumber>
        </Fact>
        <Fact name={say('settlement.decided')} {...(decisions.length === 0 && { note: say('settlement.undecided') })}>
          <MoneyText of={decisions.length > 0 ? claim.payable : null} />
        </Fact>
        <Fact name={say('settlement.paid')}>
          <MoneyText of={claim.paid} />
        </Fact>
        <Fact name={say('settlement.npl_ratio')}>
          <PercentText of={nplRatio} />
        </Fact>
        <Fact name={say('year.net_loss')}>
          <MoneyText of={now.loss} />
        </Fact>
      </Headline>
      {bands && nplRatio && (
        <Section title={say('settlement.band')}>
          <BandDrawing bands={bands} ratio={nplRatio} />
        </Section>
      )}
      <Figures of={page} />
      <Shares of={page} />
      <Districts of={page} />
      <Section title={say('settlement.tiers')}>
        <p className="page-about">{say('settlement.tiers.what')}</p>
        <DataTable title={say('settlement.tiers')} columns={tierColumns} rowKey={({ treasuryBookId }) => treasuryBookId} listing={{ rows: page.tiers, count: page.tiers.length }} />
      </Section>
      {decisions.length > 0 && (
        <Section title={say('settlement.decisions')} actions={<Link {...paths.claimRecoveries(claimId)}>{say('settlement.recovered')}</Link>}>
          <DataTable title={say('settlement.decisions')} columns={decisionColumns} rowKey={({ place }) => String(place)} listing={{ rows: decisions, count: decisions.length }} />
        </Section>
      )}
      {page.payments.length > 0 && (
        <Section title={say('settlement.payments')}>
          <DataTable title={say('settlement.payments')} columns={paymentColumns} rowKey={({ id }) => id} listing={{ rows: page.payments, count: page.payments.length }} />
        </Section>
      )}
    </Page>
  )
}

interface FigureRow {
  readonly figure: YearFigure
  readonly district: string | null
  readonly page: SettlementData
}

/** Every version a column, the last two with their difference; districts below the totals. */
function Figures({ of: page }: { of: SettlementData }) {
  const { freezes } = page
  const districts = [...new Set(freezes.flatMap((year) => year.districts.map(({ district }) => district)))].toSorted()
  // A district's figure that was nothing in every version says nothing.
  const rows = [null, ...districts]
    .flatMap((district) => yearFigures.map((figure): FigureRow => ({ figure, district, page })))
    .filter((row) => row.district === null || freezes.some((year) => (amountIn(row, year)?.minor ?? 0n) !== 0n))
  const columns: readonly Column<FigureRow>[] = [
    {
      name: 'figure',
      word: 'settlement.figure',
      show: ({ figure, district }) => (
        <>
          {say(`year.${figure}`)}
          <span className="settlement-note">{district === null ? say('settlement.total') : placeOf(page, district)}</span>
        </>
      ),
    },
    ...freezes.map((year): Column<FigureRow> => ({ name: `freeze-${year.place}`, label: versionLabel(page, year), unsummed: true, money: (row) => amountIn(row, year) })),
    ...(freezes.length > 1 ? [differenceColumn] : []),
  ]
  const reasons = freezes.filter(({ reason }) => reason)
  return (
    <Section title={say('settlement.figures')}>
      <DataTable title={say('settlement.figures')} columns={columns} rowKey={({ figure, district }) => `${figure} ${district}`} listing={{ rows, count: rows.length }} />
      {reasons.map(({ place, reason }) => (
        <p key={place} className="page-about">{`${say('settlement.version', { place })} · ${say('settlement.reason')}: ${reason}`}</p>
      ))}
    </Section>
  )
}

type Frozen = SettlementData['freezes'][number]

function versionLabel({ events }: SettlementData, { place, frozenAt }: Frozen): string {
  const told = events.find(({ event, facts }) => event === 'frozen' && facts['place'] === String(place))
  return `${say('settlement.version', { place })} · ${told?.effectiveOn ?? shanghaiDay(frozenAt)}`
}

function amountIn({ figure, district, page: { claim } }: FigureRow, year: Frozen | undefined): Money | null {
  const from = district === null ? year : year?.districts.find((line) => line.district === district)
  return from ? money(from[figure], claim.currency) : null
}

const differenceColumn: Column<FigureRow> = {
  name: 'difference',
  word: 'settlement.difference',
  zero: 'blank',
  unsummed: true,
  money: (row) => {
    const [before, after] = [amountIn(row, row.page.freezes.at(-2)), amountIn(row, row.page.freezes.at(-1))]
    return before && after ? subtract(after, before) : (after ?? before)
  },
}

const placeOf = ({ tiers }: Pick<SettlementData, 'tiers'>, district: string): string => {
  const funder = tiers.find(({ tier, jurisdictionCode }) => tier === 'district' && jurisdictionCode === district)
  return funder ? `${district} ${funder.funder[preferences().language]}` : district
}

interface ShareRow {
  readonly name: string
  readonly now: Money
  readonly stands: Money | null
}

const shareColumns: readonly Column<ShareRow>[] = [
  { name: 'bearer', word: 'settlement.bearer', show: ({ name }) => name },
  { name: 'now', word: 'settlement.now', money: ({ now }) => now },
  { name: 'stands', word: 'settlement.stands', money: ({ stands }) => stands },
  { name: 'change', word: 'settlement.change', zero: 'blank', money: ({ now, stands }) => (stands ? subtract(now, stands) : null) },
]

function Shares({ of: { now, bearers } }: { of: SettlementData }) {
  const rows = now.shares.map(({ bearer, amount }): ShareRow => ({ name: say(`bearer.${bearer}`), now: amount, stands: bearers.find((each) => each.bearer === bearer)?.borne ?? null }))
  return (
    <Section title={say('settlement.shares')}>
      <DataTable title={say('settlement.shares')} columns={shareColumns} rowKey={({ name }) => name} listing={{ rows, count: rows.length }} />
    </Section>
  )
}

type DistrictRow = SettlementData['now']['districts'][number] & { readonly page: SettlementData }

const districtColumns: readonly Column<DistrictRow>[] = [
  { name: 'district', word: 'settlement.district', show: ({ district, page }) => placeOf(page, district) },
  {
    name: 'loss',
    word: 'settlement.by_loss',
    money: ({ district, page }) => money(page.freezes.at(-1)?.districts.find((line) => line.district === district)?.net_loss ?? 0n, page.claim.currency),
  },
  {
    name: 'now',
    word: 'settlement.now',
    money: ({ borne, page }) => money(borne, page.claim.currency),
    opens: ({ district, derivation }) => ({ name: `district-${district}`, title: say('settlement.district_part'), into: () => <Provenance derivation={derivation} /> }),
  },
  {
    name: 'stands',
    word: 'settlement.stands',
    money: ({ district, page }) => {
      const part = page.decidedDistricts.find((each) => each.district === district)
      return part ? money(part.borne, page.claim.currency) : null
    },
  },
]

function Districts({ of: page }: { of: SettlementData }) {
  const rows = page.now.districts.map((part): DistrictRow => ({ ...part, page }))
  if (rows.length === 0) return null
  return (
    <Section title={say('settlement.districts')}>
      <DataTable title={say('settlement.districts')} columns={districtColumns} rowKey={({ district }) => district} listing={{ rows, count: rows.length }} />
    </Section>
  )
}

const tierColumns: readonly Column<SettlementData['tiers'][number]>[] = [
  { name: 'funder', word: 'settlement.bearer', show: ({ funder }) => funder[preferences().language] },
  { name: 'owes', word: 'settlement.tier.owes', money: ({ owes }) => owes },
  { name: 'owed', word: 'settlement.tier.owed', money: ({ owed }) => owed },
]

type Decision = SettlementData['decisions'][number]

const decisionColumns: readonly Column<Decision>[] = [
  {
    name: 'decision',
    word: 'settlement.decision',
    show: ({ place, reason }) => `${place} · ${say(reason === 'approved' || reason === 'refrozen' || reason === 'recovered' || reason === 'reversed' ? `settlement.decision.${reason}` : 'settlement.decision.other')}`,
  },
  { name: 'on', word: 'settlement.on', day: ({ decidedOn }) => decidedOn },
  { name: 'loss', word: 'year.net_loss', unsummed: true, money: ({ loss }) => loss },
  {
    name: 'payable',
    word: 'settlement.payable',
    unsummed: true,
    money: ({ payable }) => payable,
    opens: ({ place, derivation }) => ({ name: `decision-${place}`, title: say('settlement.payable'), into: () => <Provenance derivation={derivation} /> }),
  },
  { name: 'entry', word: 'settlement.entry', show: ({ entryId }) => entryId && <Link {...paths.entry(entryId)}>{say('settlement.entry')}</Link> },
]

const paymentColumns: readonly Column<SettlementData['payments'][number]>[] = [
  { name: 'voucher', word: 'settlement.voucher', show: ({ voucherNumber, entryId }) => <Link {...paths.entry(entryId)}>{voucherNumber}</Link> },
  { name: 'amount', word: 'settlement.amount', money: ({ amount }) => amount },
  { name: 'ordered', word: 'settlement.ordered_on', day: ({ orderedOn }) => orderedOn },
  { name: 'received', word: 'settlement.received_on', day: ({ receivedOn }) => receivedOn },
]

function Deeds({ of: { claim, pool, openCase } }: { of: SettlementData }) {
  const me = useMe()
  const own = membershipOf(me).organisation.id
  const [freezes, manages] = [useMay('settlement.freeze') && own === claim.bankId, useMay('settlement.manage') && own === pool.organisationId]
  const compute = useMutation(api.settlements.compute.mutationOptions({ onSuccess: () => queryClient.invalidateQueries() }))
  const today = dayjs(me.serverDay)
  return (
    <>
      {openCase && <Link {...paths.proposal(openCase.id)}>{`${say('settlement.case')} ${proposalNumber(openCase)}`}</Link>}
      {freezes && settlementCan.refreeze(claim) && !(claim.status === 'computed' && claim.proposalId) && <Link {...paths.refreezeYear(claim.id)}>{say('settlement.refreeze')}</Link>}
      {manages && settlementCan.compute(claim) && (
        <Button primary busy={compute.isPending} onPress={() => compute.mutate({ claimId: claim.id })}>
          {say('settlement.compute')}
        </Button>
      )}
      {manages && settlementCan.decide(claim) && !openCase && (
        <PoolDeed<{ readonly on: Dayjs }> primary label={say('settlement.submit')} initial={{ on: today }} deedOf={({ on }) => ({ kind: 'settlement.decide', what: { claimId: claim.id, on: dayOf(on) } })}>
          <DayField name="on" word="settlement.decide_on" latest={today} />
        </PoolDeed>
      )}
      {manages && settlementCan.settleBetweenTiers(claim) && <Propose deed={{ kind: 'settlement.close', what: { claimId: claim.id } }}>{say('settlement.close')}</Propose>}
    </>
  )
}
