import type { Db } from '@cofund/db/connect'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { checkCharacter } from '@cofund/shared/kernel/uscc'
import type { DraftNote } from '@cofund/shared/loans/note.input'
import { drawdownNotesStandard } from '@cofund/shared/loans/shipped/drawdown-notes-standard.mapping'
import type { OrganisationId } from '@cofund/shared/people/organisation'
import type { PoolId } from '@cofund/shared/pools/pool'
import type { callerAs } from '../../kit/actors.ts'

type Caller = Awaited<ReturnType<typeof callerAs>>

interface PlantedPool {
  readonly code: string
  readonly scheme?: string
  readonly ruleSet?: string
  readonly banks?: readonly OrganisationId[]
  /** Yuan a year. */
  readonly quota?: bigint
  readonly agreedOn?: PlainDate
}

/** Sets the stage: a pool of the district's finance bureau as two people would have opened it, with banks, a product and quotas. */
export async function plantPool(owner: Db, { code, scheme = 'DEMO-TWO-TIER', ruleSet = 'DEMO-TECH-SME', banks = ['org_shenjiang_bank'], quota = 100_000_000n, agreedOn = '2026-01-01' }: PlantedPool): Promise<PoolId> {
  const id: PoolId = `rcp_${code.toLowerCase().replaceAll('-', '_')}`
  const bookId = `bok_${code.toLowerCase().replaceAll('-', '_')}` as const
  const { id: policyId } = await owner.selectFrom('policy').select('id').where('code', '=', scheme).executeTakeFirstOrThrow()
  await owner
    .insertInto('book')
    .values({ id: bookId, organisation_id: 'org_yangpu_finance', kind: 'pool', code, name_zh: code, name_en: code })
    .execute()
  await owner
    .insertInto('pool')
    .values({
      id,
      organisation_id: 'org_yangpu_finance',
      book_id: bookId,
      code,
      name_zh: code,
      name_en: code,
      scheme_policy_id: policyId,
      rule_set_code: ruleSet,
      route_code: 'DISTRICT-THEN-CITY',
      funding: 'pool_cash',
      opened_on: '2024-01-01',
      closed_on: null,
      leverage_hundredths: null,
      period_cap_minor: null,
    })
    .execute()
  await owner.insertInto('pool_party').values({ pool_id: id, organisation_id: 'org_yangpu_finance', part: 'keeper', since: '2024-01-01', until: null }).execute()
  for (const organisation_id of banks) {
    await owner
      .insertInto('pool_member')
      .values({ pool_id: id, organisation_id, agreement_number: 'A-1', agreed_on: agreedOn, ended_on: null, suspended_on: null })
      .execute()
    await owner
      .insertInto('pool_product')
      .values({ pool_id: id, organisation_id, code: 'KJD', name: '科技贷', approved_on: agreedOn, ended_on: null })
      .execute()
    await owner
      .insertInto('pool_quota')
      .values([2025, 2026].map((quota_year) => ({ pool_id: id, organisation_id, quota_year, granted_minor: quota * 100n })))
      .execute()
  }
  return id
}

/** The n-th invented firm's code: right in every place, its check character too. */
export function inventedUscc(n: number): string {
  const organisation = String(10_000_000 + n)
  const head = `91310110${organisation}`.padEnd(17, '0').slice(0, 17)
  return head + checkCharacter(head)
}

interface Firm {
  readonly certified?: boolean
  /** null: nobody has looked it up. */
  readonly checkedOn?: PlainDate | null
  readonly staff?: string
}

/** Registers a firm that DEMO-TECH-SME finds eligible in 2026, unless something of it is left out. */
export async function registerFirm(bank: Caller, n: number, { certified = true, checkedOn = '2026-03-01', staff = '40' }: Firm = {}): Promise<{ enterpriseId: EnterpriseId; uscc: string }> {
  const uscc = inventedUscc(n)
  const { enterpriseId } = await bank.enterprise.register({ uscc, name: `试验企业${n}` })
  for (const [fact, value] of [['staff', staff], ['revenue', '30000000'], ['industry', 'I6513']] as const) {
    await bank.enterprise.stateFact({ enterpriseId, fact, value, on: '2025-12-31' })
  }
  if (certified) await bank.enterprise.addCertificate({ enterpriseId, kind: 'tech_sme', number: `T${n}`, validFrom: '2026-01-01', validTo: '2026-12-31' })
  if (checkedOn) await bank.enterprise.addCheck({ enterpriseId, on: checkedOn })
  return { enterpriseId, uscc }
}

export const draftNote = (given: Partial<DraftNote> & Pick<DraftNote, 'poolCode' | 'uscc' | 'number'>): DraftNote => ({
  contractNumber: `HT-${given.number}`,
  districtCode: '310110',
  productCode: 'KJD',
  principal: fen(100_000_000n),
  lentOn: '2026-03-10',
  dueOn: '2027-03-09',
  ratePpm: 38_500,
  purpose: '流动资金',
  flags: [],
  otherCover: [],
  ...given,
})

/** The columns of a file of loans, in its order. */
export const noteHeader = Object.values(drawdownNotesStandard.fields)
  .map((field) => ('column' in field ? field.column : ''))
  .join(',')
