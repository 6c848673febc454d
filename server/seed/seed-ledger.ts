import type { Db } from '@cofund/db/connect'
import { fen } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import type { BookId, BookKind } from '@cofund/shared/ledger/book'
import { createCallerFactory } from '../kernel/trpc.ts'
import { ledgerRouter } from '../ledger/ledger.router.ts'
import { seedContext } from './seed-caller.ts'

type Line = readonly [head: string, yuan: bigint, detail?: string, name?: string]

/**
 * Books with a year of entries: a pool that two tiers fund, the district's purse beside it, a guidance fund and a sub-fund.
 * They are written by commands, as the people who keep them, on days that do not move with the clock.
 */
export async function seedLedger(owner: Db): Promise<void> {
  await seedPool(owner)
  await seedFunds(owner)
}

async function seedPool(owner: Db): Promise<void> {
  const maker = await keeperOf(owner, 'yangpu.maker')
  const pool = await maker.open(
    'pool',
    'YP-POOL',
    '杨浦区科技型企业贷款风险补偿资金池',
    'Yangpu Technology Loan Compensation Pool',
  )
  const treasury = await maker.open('treasury', 'YP-FISC', '杨浦区财政科技专户', 'Yangpu Technology Fiscal Account')
  await maker.begin(pool, '2026-01-01', '2025 年末决算结转', '杨财决〔2026〕1 号', [
    ['cash', 68_400_000n],
    ['contribution', -40_000_000n, 'city'],
    ['contribution', -30_000_000n, 'district'],
    ['compensation', 1_600_000n],
  ])
  await maker.begin(treasury, '2026-01-01', '2025 年末结转', '杨财决〔2026〕2 号', [
    ['cash', 55_000_000n],
    ['returned_income', -1_250_000n],
  ])

  await maker.move(treasury, pool, '2026-03-02', '向资金池拨付区级出资', 20_000_000n)
  await maker.post(
    pool,
    '2026-03-02',
    '确认市级年度出资',
    [
      ['receivable_from_tier', 10_000_000n, 'city'],
      ['contribution', -10_000_000n, 'city'],
    ],
    '沪财企〔2026〕21 号',
  )
  await maker.post(
    pool,
    '2026-03-20',
    '市级出资到账',
    [
      ['cash', 10_000_000n],
      ['receivable_from_tier', -10_000_000n, 'city'],
    ],
    '回单 20260320-0117',
  )
  await maker.post(
    pool,
    '2026-03-21',
    '一季度存款利息',
    [
      ['cash', 118_342n],
      ['interest_income', -118_342n],
    ],
    '利息清单 2026Q1',
  )

  const loss: readonly Line[] = [
    ['loss', 4_000_000n],
    ['loss_share', -1_360_000n, 'city'],
    ['loss_share', -1_360_000n, 'district'],
    ['loss_share', -1_280_000n, 'org_shenjiang_bank'],
  ]
  await maker.post(pool, '2026-04-17', '锐沪精密贷款损失及分担', loss, '不良认定 2026-0417')
  await maker.post(
    pool,
    '2026-05-12',
    '核准申江银行补偿',
    [
      ['compensation', 2_720_000n],
      ['compensation_payable', -2_720_000n, 'org_shenjiang_bank'],
    ],
    '杨科金〔2026〕9 号',
  )
  await maker.post(
    pool,
    '2026-05-19',
    '补偿款支付',
    [
      ['compensation_payable', 2_720_000n, 'org_shenjiang_bank'],
      ['cash', -2_720_000n],
    ],
    '回单 20260519-0042',
  )
  await maker.post(
    pool,
    '2026-06-21',
    '二季度存款利息',
    [
      ['cash', 131_907n],
      ['interest_income', -131_907n],
    ],
    '利息清单 2026Q2',
  )
  const twice = await maker.post(
    pool,
    '2026-06-30',
    '受托服务费',
    [
      ['service_fee', 60_000n],
      ['cash', -60_000n],
    ],
    '发票 31002606',
  )
  await maker.post(
    pool,
    '2026-06-30',
    '受托服务费',
    [
      ['service_fee', 60_000n],
      ['cash', -60_000n],
    ],
    '发票 31002606',
  )
  await (await keeperOf(owner, 'yangpu.checker')).undo(twice, '2026-07-03', '同一发票重复入账，予以冲销')
  await maker.post(
    pool,
    '2026-08-14',
    '申江银行追偿回款',
    [
      ['cash', 400_000n],
      ['recovery', -400_000n],
    ],
    '回单 20260814-0009',
  )
  await maker.post(
    pool,
    '2026-09-21',
    '三季度存款利息',
    [
      ['cash', 127_455n],
      ['interest_income', -127_455n],
    ],
    '利息清单 2026Q3',
  )
}

async function seedFunds(owner: Db): Promise<void> {
  const mother = await keeperOf(owner, 'fund.maker')
  const manager = await keeperOf(owner, 'subfund.maker')
  const subfund = await manager.open('fund', 'WJC-I', '五角场创业投资一期', 'Wujiaochang Ventures Fund I')
  const guidance = await mother.open('fund', 'JW-GUIDE', '江湾创新引导基金', 'Jiangwan Innovation Guidance Fund')
  await mother.begin(guidance, '2026-01-01', '2025 年审计报告结转', '衡山审〔2026〕108 号', [
    ['cash', 182_000_000n],
    ['investment', 318_000_000n, subfund],
    ['revaluation', 42_600_000n, subfund],
    ['paid_in', -500_000_000n, 'org_yangpu_finance'],
    ['unrealised_gain', -42_600_000n],
    ['unfunded', 300_000_000n, 'org_yangpu_finance'],
    ['funded', 500_000_000n, 'org_yangpu_finance'],
    ['commitment', -800_000_000n, 'org_yangpu_finance'],
  ])
  await mother.post(
    guidance,
    '2026-04-08',
    '向子基金缴付第三期出资',
    [
      ['investment', 60_000_000n, subfund],
      ['cash', -60_000_000n],
    ],
    '缴款通知 2026-03',
  )
  await mother.post(
    guidance,
    '2026-06-30',
    '半年度估值调整',
    [
      ['revaluation', 11_350_000n, subfund],
      ['unrealised_gain', -11_350_000n],
    ],
    '2026 年半年度估值报告',
  )
  await mother.post(
    guidance,
    '2026-09-25',
    '子基金分配',
    [
      ['cash', 24_000_000n],
      ['investment', -18_000_000n, subfund],
      ['realised_gain', -6_000_000n],
    ],
    '分配通知 2026-01',
  )

  await manager.begin(subfund, '2026-01-01', '2025 年审计报告结转', '衡山审〔2026〕131 号', [
    ['cash', 96_500_000n],
    ['investment', 505_000_000n, 'portfolio_2025', '2025 年末在投项目'],
    ['paid_in', -318_000_000n, guidance],
    ['paid_in', -283_500_000n, 'social_capital', '社会资本'],
  ])
  await manager.post(
    subfund,
    '2026-04-10',
    '第三期出资到账',
    [
      ['cash', 113_000_000n],
      ['paid_in', -60_000_000n, guidance],
      ['paid_in', -53_000_000n, 'social_capital', '社会资本'],
    ],
    '托管行回单 2026-04',
  )
  await manager.post(
    subfund,
    '2026-05-06',
    '投资新材料项目',
    [
      ['investment', 45_000_000n, 'changhai_materials', '长海新材料'],
      ['cash', -45_000_000n],
    ],
    '投决〔2026〕4 号',
  )
  await manager.post(
    subfund,
    '2026-07-01',
    '上半年管理费',
    [
      ['management_fee', 7_000_000n],
      ['cash', -7_000_000n],
    ],
    '合伙协议第 9.2 条',
  )
}

const createCaller = createCallerFactory(ledgerRouter)

/** What the seed does in a book, in the name of one of its keeper's people. */
async function keeperOf(owner: Db, signInName: string) {
  const caller = createCaller(await seedContext(owner, signInName))
  const postings = (lines: readonly Line[]) =>
    lines.map(([head, yuan, detail, name]) => ({ account: { head, detail, name }, amount: fen(yuan * 100n) }))
  return {
    open: async (kind: BookKind, code: string, nameZh: string, nameEn: string) =>
      (await caller.openBook({ kind, code, nameZh, nameEn })).id,
    begin: (bookId: BookId, effectiveOn: PlainDate, note: string, reference: string, lines: readonly Line[]) =>
      caller.postOpening({ bookId, effectiveOn, note, evidence: { reference }, postings: postings(lines) }),
    post: async (bookId: BookId, effectiveOn: PlainDate, note: string, lines: readonly Line[], reference: string) =>
      (await caller.post({ bookId, effectiveOn, note, evidence: { reference }, postings: postings(lines) })).id,
    move: (from: BookId, into: BookId, effectiveOn: PlainDate, note: string, yuan: bigint) =>
      caller.transfer({
        from: { bookId: from, account: { head: 'cash' } },
        into: { bookId: into, account: { head: 'cash' } },
        amount: fen(yuan * 100n),
        effectiveOn,
        note,
      }),
    undo: (entryId: Awaited<ReturnType<typeof caller.post>>['id'], effectiveOn: PlainDate, note: string) =>
      caller.reverse({ entryId, effectiveOn, note }),
  }
}
