import { type Db, asJson } from '@cofund/db/connect'
import { type Standing, standingsOf } from '@cofund/shared/eligibility/standing'
import { type Verdict, evaluateRuleSet } from '@cofund/shared/eligibility/eligibility'
import { ruleSetInput } from '@cofund/shared/eligibility/rule-set.input'
import type { RuleSet } from '@cofund/shared/eligibility/rule-set'
import { shippedRuleSet } from '@cofund/shared/eligibility/shipped'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { money } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { Refusal } from '@cofund/shared/kernel/refusal'
import type { NoteId } from '@cofund/shared/loans/drawdown-note'
import { type LoanLimits, type ObstacleCode, isWithinMonths, loanLimits, monthsOf, obstacleCodes } from '@cofund/shared/loans/enrolment'
import type { DraftNote } from '@cofund/shared/loans/note.input'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import { decodeScheme } from '@cofund/shared/policies/compensation-scheme.input'
import type { PolicyVersionId } from '@cofund/shared/policies/policy'
import type { PoolId } from '@cofund/shared/pools/pool'
import { type RawBuilder, sql } from 'kysely'
import { recordsOf } from '../enterprises/enterprise.sql.ts'
import { requireNoStop } from '../pools/breaker.sql.ts'

/** Who files, and on which day: what a draft is judged by beside itself. */
export interface Filing {
  readonly bankId: OrganisationId
  readonly today: PlainDate
}

/** A draft with all that it names looked up, and what stands in its way. */
export interface JudgedDraft {
  readonly draft: DraftNote
  readonly poolId: PoolId | null
  readonly ruleSetCode: string
  readonly versionId: PolicyVersionId | null
  readonly enterpriseId: EnterpriseId | null
  readonly enterpriseName: string
  readonly predecessorId: NoteId | null
  /** Empty where it may be enrolled once the firm is eligible. */
  readonly obstacles: readonly Refusal[]
  readonly limits: LoanLimits
  /** Of the firm on the loan date; null where there is no firm or no rule set. */
  readonly verdict: Verdict | null
  /** The number stands already: the note that it names. */
  readonly recordedId: NoteId | null
}

/** The columns of a draft, by which `judged` knows a source of drafts. */
const draftColumns = sql.raw(`
  line integer, pool_code text, number text, contract_number text, credit_line_number text, uscc text, district_code text,
  product_code text, currency text, principal_minor bigint, lent_on date, due_on date, rate_ppm integer, purpose text,
  flags text[], other_cover text[], guaranteed_minor bigint, predecessor_number text, succession text`)

/** Drafts of a request, as a table. */
const asTable = (drafts: readonly DraftNote[]) => sql`jsonb_to_recordset(${asJson(
  drafts.map((draft, line) => ({
    line,
    pool_code: draft.poolCode,
    number: draft.number,
    contract_number: draft.contractNumber,
    credit_line_number: draft.creditLineNumber,
    uscc: draft.uscc,
    district_code: draft.districtCode,
    product_code: draft.productCode,
    currency: draft.principal.currency,
    principal_minor: String(draft.principal.minor),
    lent_on: draft.lentOn,
    due_on: draft.dueOn,
    rate_ppm: draft.ratePpm,
    purpose: draft.purpose,
    flags: draft.flags,
    other_cover: draft.otherCover,
    guaranteed_minor: draft.guaranteed && String(draft.guaranteed.minor),
    predecessor_number: draft.predecessorNumber,
    succession: draft.succession,
  })),
)}) as draft (${draftColumns})`

const saying = (when: RawBuilder<unknown>, code: ObstacleCode) => sql`case when ${when} then ${sql.lit(code)} end`

/**
 * Every draft of `source` (an expression that yields `draft`, with a line and the columns above) with its pool, the version of the
 * pool's scheme on the loan date, its firm and its predecessor, and the codes of what stands in its way: one statement for one
 * draft and for a million. What hangs on a scheme's document or on the firm's record is judged after it, by rules that are not SQL's.
 */
export const judged = (source: RawBuilder<unknown>, { bankId, today }: Filing) => sql`
  with draft as materialized (select * from ${source}), elsewhere as materialized (
    -- A loan keeps its number in every pool: the bank sees all its own, so nothing has to be asked beyond its sight.
    select other.number, array_agg(distinct scheme.code) as schemes,
      array_agg(distinct excluded.code) filter (where excluded.code is not null) as excluded
    from drawdown_note as other
    join pool on pool.id = other.pool_id
    join policy as scheme on scheme.id = pool.scheme_policy_id
    left join policy_version as version on version.id = other.policy_version_id
    left join lateral jsonb_array_elements_text(version.params -> 'exclusive_with') as excluded (code) on true
    where other.organisation_id = ${bankId} and other.number in (select number from draft)
      and other.status not in ('rejected', 'withdrawn', 'closed', 'repaid')
    group by other.number
  )
  select draft.line, pool.id as pool_id, pool.rule_set_code, version.id as version_id, enterprise.id as enterprise_id,
    enterprise.name as enterprise_name, predecessor.id as predecessor_id, same.id as recorded_id, member.suspended_on,
    draft.product_code, draft.flags, draft.lent_on, draft.due_on, draft.principal_minor, pool.code as pool_code,
    case
      when draft.predecessor_number is null or predecessor.id is null then 'missing'
      when predecessor.enterprise_id is distinct from enterprise.id then 'other_firm'
      when predecessor.lent_on > draft.lent_on then 'later'
      else 'status' end as unfit_because,
    array_remove(array[
      ${saying(sql`member.pool_id is null or member.agreed_on > draft.lent_on or member.ended_on <= draft.lent_on`, 'note.not_a_member')},
      ${saying(sql`member.suspended_on <= ${today}`, 'note.suspended')},
      ${saying(sql`draft.lent_on < pool.opened_on or pool.closed_on <= draft.lent_on`, 'note.pool_closed')},
      ${saying(sql`draft.currency <> pool.currency`, 'note.currency_differs')},
      ${saying(sql`draft.lent_on > ${today}`, 'note.future')},
      ${saying(sql`draft.due_on <= draft.lent_on`, 'note.due_before_lent')},
      ${saying(sql`pool.id is not null and version.id is null`, 'note.no_rule_on')},
      ${saying(sql`enterprise.id is null`, 'note.firm_unknown')},
      ${saying(sql`member.pool_id is not null and product.pool_id is null`, 'note.product_not_approved')},
      ${saying(
        sql`(draft.predecessor_number is null) <> (draft.succession is null) or draft.predecessor_number is not null and (
          predecessor.id is null or predecessor.enterprise_id is distinct from enterprise.id or predecessor.lent_on > draft.lent_on
          or predecessor.status not in ('enrolled', 'overdue', 'non_performing', 'repaid'))`,
        'note.predecessor_unfit',
      )},
      ${saying(sql`version.params -> 'exclusive_with' ?| draft.other_cover`, 'note.cover_excluded')},
      ${saying(sql`version.params -> 'exclusive_with' ?| elsewhere.schemes or scheme.code = any (elsewhere.excluded)`, 'note.enrolled_elsewhere')}
    ], null) as obstacles
  from draft
  left join pool on pool.code = draft.pool_code
  left join pool_member as member on member.pool_id = pool.id and member.organisation_id = ${bankId}
  left join pool_product as product on product.pool_id = pool.id and product.organisation_id = ${bankId} and product.code = draft.product_code
    and product.approved_on <= draft.lent_on and (product.ended_on is null or product.ended_on > draft.lent_on)
  left join policy as scheme on scheme.id = pool.scheme_policy_id
  left join policy_version as version on version.policy_id = pool.scheme_policy_id and version.status = 'active'
    and version.effective_from <= draft.lent_on and (version.effective_to is null or draft.lent_on < version.effective_to)
  left join enterprise on enterprise.uscc = draft.uscc
  left join drawdown_note as predecessor
    on predecessor.organisation_id = ${bankId} and predecessor.number = draft.predecessor_number and predecessor.pool_id = pool.id
  left join drawdown_note as same on same.organisation_id = ${bankId} and same.number = draft.number and same.pool_id = pool.id
  left join elsewhere on elsewhere.number = draft.number`

interface JudgedRow {
  readonly line: number
  readonly pool_id: PoolId | null
  readonly rule_set_code: string | null
  readonly version_id: PolicyVersionId | null
  readonly enterprise_id: EnterpriseId | null
  readonly enterprise_name: string | null
  readonly predecessor_id: NoteId | null
  readonly recorded_id: NoteId | null
  readonly suspended_on: PlainDate | null
  readonly unfit_because: 'missing' | 'other_firm' | 'status' | 'later'
  readonly obstacles: readonly ObstacleCode[]
}

/** Drafts of a request, judged one by one: for the form's live answer, and for the command that takes them. */
export async function judgeDrafts(db: Db, drafts: readonly DraftNote[], filing: Filing): Promise<readonly JudgedDraft[]> {
  const { rows } = await sql<JudgedRow>`select * from (${judged(asTable(drafts), filing)}) as judged order by line`.execute(db)
  const schemes = await schemesOf(db, rows.flatMap(({ version_id }) => version_id ?? []))
  const records = await recordsOf(db, [...new Set(rows.flatMap(({ enterprise_id }) => enterprise_id ?? []))])
  const stops = await stopsOf(db, rows.flatMap(({ pool_id, obstacles }) => (obstacles.includes('note.not_a_member') ? [] : (pool_id ?? []))), filing)
  return rows.map((row): JudgedDraft => {
    const draft = drafts[row.line]
    if (!draft) throw new Error('a draft was judged that nobody brought')
    const scheme = row.version_id === null ? undefined : schemes.get(row.version_id)
    const limits = scheme ? loanLimits(scheme, draft.productCode, draft.flags) : { loanMost: null, monthsMost: null }
    const codes = [...row.obstacles, ...beyondLimits(draft, limits)]
    const record = row.enterprise_id === null ? undefined : records.get(row.enterprise_id)
    const ruleSet = row.rule_set_code === null ? undefined : findRuleSet(row.rule_set_code)
    const obstacles = obstacleCodes
      .filter((code) => codes.includes(code))
      .map((code) => refusalOf(code, { draft, row, limits, exclusive: scheme?.exclusive_with ?? [] }))
    const stop = row.pool_id === null ? undefined : stops.get(row.pool_id)
    return {
      draft,
      poolId: row.pool_id,
      ruleSetCode: row.rule_set_code ?? '',
      versionId: row.version_id,
      enterpriseId: row.enterprise_id,
      enterpriseName: row.enterprise_name ?? '',
      predecessorId: row.predecessor_id,
      obstacles: stop ? [stop, ...obstacles] : obstacles,
      limits,
      verdict: record && ruleSet ? evaluateRuleSet(ruleSet, record, draft.lentOn) : null,
      recordedId: row.recorded_id,
    }
  })
}

const beyondLimits = ({ principal, lentOn, dueOn }: DraftNote, { loanMost, monthsMost }: LoanLimits): readonly ObstacleCode[] => [
  ...(loanMost !== null && principal.minor > loanMost ? (['note.loan_too_large'] as const) : []),
  ...(monthsMost !== null && !isWithinMonths(lentOn, dueOn, monthsMost) ? (['note.term_too_long'] as const) : []),
]

interface Obstructed {
  readonly draft: DraftNote
  readonly row: JudgedRow
  readonly limits: LoanLimits
  readonly exclusive: readonly string[]
}

/** An obstacle with the facts that its sentence needs. */
function refusalOf(code: ObstacleCode, { draft, row, limits, exclusive }: Obstructed): Refusal {
  const { currency } = draft.principal
  const facts = {
    'note.not_a_member': { pool: draft.poolCode },
    'note.suspended': { since: row.suspended_on },
    'note.pool_closed': { pool: draft.poolCode },
    'note.currency_differs': { currency },
    'note.future': { day: draft.lentOn },
    'note.due_before_lent': {},
    'note.no_rule_on': { date: draft.lentOn },
    'note.firm_unknown': { uscc: draft.uscc },
    'note.product_not_approved': { product: draft.productCode },
    'note.predecessor_unfit': { number: draft.predecessorNumber ?? '', why: row.unfit_because },
    'note.cover_excluded': { cover: draft.otherCover.filter((cover) => exclusive.includes(cover)).join(', ') },
    'note.enrolled_elsewhere': {},
    'note.loan_too_large': { principal: draft.principal, most: money(limits.loanMost ?? 0n, currency) },
    'note.term_too_long': { months: monthsOf(draft.lentOn, draft.dueOn), most: limits.monthsMost },
  } as const satisfies Record<ObstacleCode, object>
  return new Refusal(code, facts[code])
}

/** The pools whose breakers keep the bank from enrolling anything, each with what it says; one without a rule for today keeps it as well. */
async function stopsOf(db: Db, poolIds: readonly PoolId[], { bankId, today }: Filing): Promise<ReadonlyMap<PoolId, Refusal>> {
  const stops = new Map<PoolId, Refusal>()
  for (const poolId of new Set(poolIds)) {
    const stop = await refusalFrom(requireNoStop(db, poolId, bankId, today))
    if (stop) stops.set(poolId, stop)
  }
  return stops
}

const refusalFrom = (work: Promise<void>): Promise<Refusal | undefined> =>
  work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof Refusal ? thrown : Promise.reject(thrown)),
  )

/** The documents of these versions. */
async function schemesOf(db: Db, ids: readonly PolicyVersionId[]) {
  const versions = ids.length === 0 ? [] : await db.selectFrom('policy_version').select(['id', 'params']).where('id', 'in', [...new Set(ids)]).execute()
  return new Map(versions.map(({ id, params }) => [id, decodeScheme(params)]))
}

function findRuleSet(code: string): RuleSet | undefined {
  try {
    return ruleSetInput.parse(shippedRuleSet(code))
  } catch (thrown) {
    if (thrown instanceof Refusal) return undefined
    throw thrown
  }
}

/** Names the limits of each kind of draft and the standing of each firm in a file, in two temporary tables that its rows join. */
export async function stageRules(db: Db): Promise<void> {
  await sql`
    create temp table note_limit (version_id text not null, product_code text not null, flags text[] not null, loan_most bigint, months_most integer)
    on commit drop`.execute(db)
  await sql`
    create temp table note_standing (
      pool_id text not null, enterprise_id text not null, from_day date not null, to_day date not null, outcome text not null,
      verdict_id text not null, rule_set_code text not null, verdict jsonb not null) on commit drop`.execute(db)

  const { rows: kinds } = await sql<{ version_id: PolicyVersionId; product_code: string; flags: string[] }>`
    select distinct version_id, product_code, flags from note_draft where version_id is not null`.execute(db)
  const schemes = await schemesOf(db, kinds.map(({ version_id }) => version_id))
  const limits = kinds.map((kind) => {
    const scheme = schemes.get(kind.version_id)
    return { ...kind, ...(scheme ? loanLimits(scheme, kind.product_code, kind.flags) : { loanMost: null, monthsMost: null }) }
  })
  await sql`
    insert into note_limit
    select version_id, product_code, flags, loan_most, months_most from jsonb_to_recordset(${asJson(
      limits.map(({ loanMost, monthsMost, ...kind }) => ({ ...kind, loan_most: loanMost === null ? null : String(loanMost), months_most: monthsMost })),
    )}) as kind (version_id text, product_code text, flags text[], loan_most bigint, months_most integer)`.execute(db)

  const { rows: firms } = await sql<{ pool_id: PoolId; rule_set_code: string; enterprise_id: EnterpriseId; first: PlainDate; last: PlainDate }>`
    select pool_id, rule_set_code, enterprise_id, min(lent_on) as first, max(lent_on) as last from note_draft
    where pool_id is not null and enterprise_id is not null group by pool_id, rule_set_code, enterprise_id
    order by enterprise_id`.execute(db)
  const ruleSets = new Map([...new Set(firms.map(({ rule_set_code }) => rule_set_code))].map((code) => [code, findRuleSet(code)]))
  for (let from = 0; from < firms.length; from += firmsAtOnce) {
    const some = firms.slice(from, from + firmsAtOnce)
    const records = await recordsOf(db, [...new Set(some.map(({ enterprise_id }) => enterprise_id))])
    const standings = some.flatMap(({ pool_id, rule_set_code, enterprise_id, first, last }) => {
      const [record, ruleSet] = [records.get(enterprise_id), ruleSets.get(rule_set_code)]
      const found: readonly Standing[] = record && ruleSet ? standingsOf(ruleSet, record, first, last) : []
      return found.map(({ from: from_day, to: to_day, verdict }) => ({ pool_id, enterprise_id, from_day, to_day, outcome: verdict.outcome, rule_set_code, verdict }))
    })
    await sql`
      insert into note_standing
      select pool_id, enterprise_id, from_day, to_day, outcome, 'nvd_' || replace(gen_random_uuid()::text, '-', ''), rule_set_code, verdict
      from jsonb_to_recordset(${asJson(standings)})
        as standing (pool_id text, enterprise_id text, from_day date, to_day date, outcome text, rule_set_code text, verdict jsonb)`.execute(db)
  }
  await sql`analyze note_limit, note_standing`.execute(db)
}

/** So many firms' records are held in memory at a time. */
const firmsAtOnce = 1000

