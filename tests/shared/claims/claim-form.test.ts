import { claimApprovalForm } from '@cofund/shared/claims/claim-approval.form'
import { claimNoticeForm } from '@cofund/shared/claims/claim-notice.form'
import { claimYearForm } from '@cofund/shared/claims/claim-year.form'
import { opinionsOf } from '@cofund/shared/claims/claim-form'
import { type FilledForm, type FormValue, formText, stepAt } from '@cofund/shared/documents/form'
import { printForm } from '@cofund/shared/documents/form-text'
import type { Instant } from '@cofund/shared/kernel/instant'
import { minorOf, replay, valueOf } from '@cofund/shared/kernel/derivation'
import { describe, expect, test } from 'vitest'
import { claimOnForm } from '../../kit/claim-on-form.ts'

const stamp = { formDigest: 'a'.repeat(64), derivationDigest: 'b'.repeat(64), person: '李四', organisation: { zh: '市财政局', en: 'City finance' }, at: '2026-11-23 08:30:00 (UTC+8)' }

const valuesOf = (form: FilledForm): readonly FormValue[] =>
  form.parts.flatMap((part): readonly FormValue[] => (part.as === 'cells' ? part.cells : part.as === 'table' ? part.rows.flat() : []))

describe('the approval form', () => {
  const form = claimApprovalForm(claimOnForm())

  test('has every figure of the calculation from a step: loss 1,000,000.00, rate 80 %, compensation 800,000.00, city 320,000.00, district 480,000.00', () => {
    const bound = valuesOf(form).filter(({ from }) => from)
    const texts = bound.map(({ value }) => (value?.as === 'amount' ? value.amount.minor : value?.as === 'rate' ? `${value.rate.numerator}/${value.rate.denominator}` : null))
    expect(texts).toEqual([100_000_000n, 100_000_000n, '4/5', 80_000_000n, 80_000_000n, 32_000_000n, 48_000_000n, 20_000_000n])
  })

  test('no cell can say anything but its step: each is that step’s value, and the steps recompute', () => {
    for (const { value, from } of valuesOf(form)) {
      const step = from && stepAt(form.derivations, from)
      if (!from) continue
      if (value?.as === 'amount') expect(step && minorOf(step)).toBe(value.amount.minor)
      else if (value?.as === 'rate') expect(step && valueOf(step)).toEqual(value.rate)
      else expect.unreachable('a bound cell is a figure')
    }
    expect(form.derivations.map(({ derivation }) => replay(derivation))).toEqual([undefined])
  })

  test('prints each figure with the number of its step, and each step once', () => {
    const printed = printForm(form, stamp, 'zh')
    const steps = printed.annex.derivations.flatMap((derivation) => derivation.steps)
    expect(steps.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1))
    const cells = printed.parts.flatMap((part) => (part.as === 'cells' ? part.cells : []))
    const compensation = cells.find(({ name }) => name === '核定补偿额')
    expect(compensation?.text).toBe('800,000.00 元（大写：人民币捌拾万元整）')
    expect(steps.find(({ number }) => number === compensation?.step)?.label).toBe('补偿额')
    // Both funders' parts are of one compensation: it is printed once, and both name it.
    const parts = steps.filter(({ label }) => label === '出资方承担')
    expect(parts.map(({ of }) => of[0])).toEqual([compensation?.step, compensation?.step])
  })

  test('says in both languages what it is: template and version, digests, who made it and when', () => {
    expect(printForm(form, stamp, 'zh').stamp[0]).toBe('模板 claim.approval 第 1 版 · 由 市财政局 李四 于 2026-11-23 08:30:00 (UTC+8) 生成')
    expect(printForm(form, stamp, 'en').stamp[0]).toBe('Template claim.approval, version 1 · Made by 李四, City finance, at 2026-11-23 08:30:00 (UTC+8)')
  })

  test('is hashed by its content: a claim that differs in one day has another digest', () => {
    const { claim } = claimOnForm()
    const other = claimApprovalForm(claimOnForm({ claim: { ...claim, submittedOn: claim.decidedOn } }))
    expect(formText(other)).not.toBe(formText(form))
    expect(formText(claimApprovalForm(claimOnForm()))).toBe(formText(form))
  })

  test('before anything is decided shows what it would come to, and says so; without either, -- and never a zero', () => {
    const [decision] = claimOnForm().decisions
    const expected = claimApprovalForm(claimOnForm({ decisions: [], expected: decision?.derivation ?? null }))
    expect(expected.derivations[0]?.title).toBe('form.claim.as_expected')
    const nothing = printForm(claimApprovalForm(claimOnForm({ decisions: [] })), stamp, 'zh')
    expect(nothing.parts.flatMap((part) => (part.as === 'cells' && part.title.includes('补偿测算') ? part.cells.map(({ text }) => text) : []))).toEqual(['--', '--', '--', '--', '--'])
    expect(nothing.annex.derivations).toEqual([])
  })
})

describe('the opinions', () => {
  const said = { round: 1, step: 0, person: { id: 'per_1', name: '张三' }, opinion: '材料齐全', document: null, movedAt: '2026-11-02T17:00:00Z' as Instant } as const
  const steps = [{ organisations: [{ nameZh: '区财政局', nameEn: 'District' }] }, { organisations: [{ nameZh: '市财政局', nameEn: 'City' }] }]

  test('one box for each step: what was said in the last round, on the district’s day; the others wait to be filled in', () => {
    const moves = [
      { ...said, round: 0, move: 'return', opinion: '缺材料' },
      { ...said, move: 'approve' },
    ] as const
    expect(opinionsOf({ steps, moves })).toEqual([
      { body: { zh: '区财政局', en: 'District' }, opinion: '材料齐全', person: '张三', on: '2026-11-03', document: null },
      { body: { zh: '市财政局', en: 'City' }, opinion: null, person: null, on: null, document: null },
    ])
  })
})

describe('the notice', () => {
  const paragraphs = (change: Parameters<typeof claimOnForm>[0], language: 'zh' | 'en' = 'zh') =>
    claimNoticeForm(claimOnForm(change), language).parts.flatMap((part) => (part.as === 'prose' ? part.paragraphs : []))

  test('of an approval says how much, in capitals too, and by which minutes', () => {
    expect(paragraphs({})).toContain('经审核，依据演示：市区两级风险补偿，核定损失 1,000,000.00 元，应补偿 800,000.00 元（人民币捌拾万元整）。')
    expect(paragraphs({})).toContain('依据文号：沪科〔2026〕1号。')
  })

  test('of a return names each code with its remedy', () => {
    const { claim } = claimOnForm()
    const said = paragraphs({ claim: { ...claim, status: 'returned', codes: ['G04', 'E06'] }, decisions: [], lastOpinion: '请补正' })
    expect(said.filter((line) => /^(G04|E06) .+补正：/.test(line))).toHaveLength(2)
    expect(said.at(-1)).toBe('意见：请补正')
  })
})

test('the yearly application takes balances, ratio and net loss from the derivation as well', () => {
  const district = { district: '310110', name: { zh: '杨浦区', en: 'Yangpu' }, loan_balance: 100n, npl_balance: 20n, disposed: 30n, recovered: 10n, net_loss: 20n } as const
  const printed = printForm(claimYearForm(claimOnForm({ districts: [district] })), stamp, 'en')
  expect(printed.title).toBe('Yearly application for risk compensation')
  expect(printed.parts.flatMap((part) => (part.as === 'cells' ? part.cells.filter(({ step }) => step).map(({ name }) => name) : []))).toEqual(['Rate', 'By rate', 'Compensation'])
  expect(printed.parts.flatMap((part) => (part.as === 'table' ? part.rows.map((row) => row.map(({ text: cell }) => cell)) : []))[0]).toEqual([
    '310110 Yangpu',
    ...['CNY 1.00', 'CNY 0.20', 'CNY 0.30', 'CNY 0.10', 'CNY 0.20'],
  ])
})
