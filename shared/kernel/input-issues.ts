import { z } from 'zod'
import type { Word } from './words.ts'

/** What a decoder found wrong, and where, in both languages: the facts of `input.invalid`. */
export interface InputIssue extends Word {
  /** "cashflows.3.1"; empty for the whole. */
  readonly path: string
}

/** A finding of our own for zod's `context.addIssue`; zod's own findings it says itself, in both languages. */
export const finding = ({ zh, en }: Word) => ({ code: 'custom', message: en, params: { zh, en } }) as const

export function inputIssues({ issues }: z.ZodError): readonly InputIssue[] {
  const [zh, en] = [z.locales.zhCN(), z.locales.en()]
  return issues.map((issue) => ({ path: issue.path.join('.'), zh: said(zh, 'zh', issue), en: said(en, 'en', issue) }))
}

function said(locale: ReturnType<typeof z.locales.en>, language: keyof Word, issue: z.core.$ZodIssue): string {
  const own = issue.code === 'custom' ? issue.params?.[language] : undefined
  if (typeof own === 'string') return own
  const told = locale.localeError(issue as Parameters<typeof locale.localeError>[0])
  return (typeof told === 'string' ? told : told?.message) ?? issue.message
}
