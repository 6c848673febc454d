import { claimApprovalForm } from '@cofund/shared/claims/claim-approval.form'
import { printForm } from '@cofund/shared/documents/form-text'
import type { Instant } from '@cofund/shared/kernel/instant'
import { readXlsx } from 'hucre'
import { describe, expect, test } from 'vitest'
import { fileNameOf, sheetOfForm } from '../../../server/documents/form-sheet.ts'
import { typesetForm } from '../../../server/documents/typeset.ts'
import { claimOnForm } from '../../kit/claim-on-form.ts'

const stamp = { formDigest: 'a'.repeat(64), derivationDigest: 'b'.repeat(64), person: '李四', organisation: { zh: '市财政局', en: 'City finance' }, at: '2026-11-23 08:30:00 (UTC+8)' }
const at = '2026-11-23T00:30:00Z' as Instant
const form = claimApprovalForm(claimOnForm())

describe('a form as PDF', () => {
  test('is A4, tagged, with its fonts inside, and the same bytes for the same texts and moment', async () => {
    const pdf = Buffer.from(await typesetForm(printForm(form, stamp, 'zh'), at))
    expect(Buffer.from(await typesetForm(printForm(form, stamp, 'zh'), at)).equals(pdf)).toBe(true)
    const text = pdf.toString('latin1')
    expect(text.startsWith('%PDF-1.7')).toBe(true)
    expect(text).toMatch(/\/MediaBox \[0 0 595\.27\d+ 841\.88\d+\]/)
    expect(text).toContain('/StructTreeRoot')
    expect(text).toContain('NotoSansHans-Regular')
  })

  test('an opinion with a sign that no font has, or with what would be markup, is a form all the same', async () => {
    const opinions = [{ body: { zh: '市科委', en: 'x' }, opinion: '😀 #panic("no") $x$ \\', person: null, on: null, document: null }]
    const pdf = await typesetForm(printForm(claimApprovalForm(claimOnForm({ opinions })), stamp, 'zh'), at)
    expect(pdf.length).toBeGreaterThan(10_000)
  })
})

test('a form as workbook has figures as numbers, to the fen, with its steps and what the file is', async () => {
  const { sheets } = await readXlsx(await sheetOfForm(form, printForm(form, stamp, 'zh'), stamp))
  const [page, annex, about] = sheets
  const rowOf = (name: string) => page?.rows.find(([first]) => first === name)
  expect(rowOf('核定补偿额')?.[1]).toBe(800_000)
  expect(rowOf('补偿比例')?.[1]).toBe(0.8)
  expect(rowOf('统一社会信用代码')?.[1]).toBe('91310110MA1G00001X')
  expect(annex?.rows.some((row) => row.includes('补偿额'))).toBe(true)
  expect(about?.rows.flat()).toContain(`推导摘要 SHA-256 ${'b'.repeat(64)}`)
  expect(fileNameOf(form, stamp, 'xlsx', 'zh')).toBe('科技信贷风险补偿审批表_BC-000012_20261123.xlsx')
})
