import type { ClaimOnForm } from '@cofund/shared/claims/claim-form'
import { nothingStated } from '@cofund/shared/claims/claim'
import type { Instant } from '@cofund/shared/kernel/instant'
import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { decodeForSharing } from '@cofund/shared/policies/compensation-scheme.input'
import { shareLoss } from '@cofund/shared/policies/loss-sharing'
import { shippedPolicy } from '@cofund/shared/policies/shipped'

const day = (text: string) => text as PlainDate

/** A claim of the demonstration's two tiers: 1,000,000.00 lost, 80 % compensated, of which the city bears 40 % and the district 60 %. */
export function claimOnForm(change: Partial<ClaimOnForm> = {}): ClaimOnForm {
  const { params, cites } = shippedPolicy('DEMO-TWO-TIER')
  const lossCase = { amounts: { unpaid_principal: 100_000_000n }, used: {}, flags: {} }
  const { loss, shares, derivation } = shareLoss({ ...decodeForSharing(params), cites }, lossCase)
  return {
    claim: {
      id: 'clm_1',
      number: 12n,
      poolId: 'rcp_1',
      bankId: 'org_bank',
      family: 'loan',
      mode: 'compensation',
      noteId: 'nte_1',
      productCode: null,
      settledYear: null,
      enterpriseId: 'ept_1',
      districtCode: '310110',
      currency: 'CNY',
      status: 'approved',
      policyVersionId: 'plv_1',
      stated: {
        ...nothingStated,
        amounts: lossCase.amounts,
        overdueSince: day('2026-05-01'),
        nonPerformingOn: day('2026-08-01'),
        litigation: { acceptedOn: day('2026-09-03'), caseNumber: '(2026)沪0110民初1号', court: '杨浦区人民法院' },
      },
      codes: [],
      proposalId: 'prp_1',
      expected: fen(80_000_000n),
      payable: fen(80_000_000n),
      paid: fen(0n),
      submittedOn: day('2026-10-12'),
      dueOn: null,
      decidedOn: day('2026-11-02'),
      publicisedUntil: null,
      openedAt: '2026-10-10T01:00:00Z' as Instant,
    },
    pool: { nameZh: '杨浦科技信贷风险补偿资金池', nameEn: 'Yangpu pool' },
    bank: { nameZh: '某银行杨浦支行', nameEn: 'A bank' },
    firm: { name: '上海某某科技有限公司', uscc: '91310110MA1G00001X' },
    note: { number: 'JJ-2025-0001', contractNumber: 'HT-1', productCode: 'KJD', principal: fen(300_000_000n), lentOn: day('2025-05-01'), dueOn: day('2026-05-01') },
    scheme: { code: 'DEMO-TWO-TIER', number: 1, name: { zh: '演示：市区两级风险补偿', en: 'Demonstration: two-tier compensation' }, document: '演示办法' },
    expected: null,
    decisions: [
      {
        place: 1,
        reason: 'approved',
        lossCase,
        shares,
        derivation,
        loss,
        recovered: fen(0n),
        payable: fen(80_000_000n),
        proposalId: 'prp_1',
        entryId: null,
        decidedOn: day('2026-11-02'),
        decidedAt: '2026-11-02T02:00:00Z' as Instant,
      },
    ],
    payments: [],
    documents: [],
    opinions: [
      { body: { zh: '市科委', en: 'Science commission' }, opinion: '同意 #emph[x] *y* $z$ 😀', person: '张三', on: '2026-11-02', document: '沪科〔2026〕1号' },
      { body: { zh: '市财政局', en: 'City finance' }, opinion: null, person: null, on: null, document: null },
    ],
    lastOpinion: null,
    districts: [],
    ...change,
  }
}
