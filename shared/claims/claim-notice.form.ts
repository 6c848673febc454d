import type { FilledForm, FormTemplate } from '../documents/form.ts'
import { capitalAmount, sayAmount } from '../kernel/amount-text.ts'
import type { Money } from '../kernel/money.ts'
import type { Language } from '../kernel/refusal.ts'
import { sayWord } from '../kernel/words.ts'
import { type WordKey, catalogue } from '../words.ts'
import { claimNumber } from './claim.ts'
import { type ClaimOnForm, decisionOnForm, derivationsOnForm } from './claim-form.ts'
import { sayDeficiency, sayRemedy } from './deficiency.ts'

/** 通知书: what the pool tells the bank of its claim, as it stands: approved, paid, returned with its codes, rejected, deferred. */
export const claimNoticeTemplate = { code: 'claim.notice', version: 1, title: 'form.claim.notice', basis: null } as const satisfies FormTemplate

export function claimNoticeForm(onForm: ClaimOnForm, language: Language): FilledForm {
  const { claim, pool, bank, firm, note, scheme, opinions } = onForm
  const say = (key: WordKey, facts: Readonly<Record<string, string | number>> = {}) => sayWord(catalogue[key], language, facts)
  const nameOf = ({ nameZh, nameEn }: typeof bank) => (language === 'zh' ? nameZh : nameEn)
  const number = claimNumber(claim)
  const about = note
    ? say('form.notice.about', { note: note.number, firm: firm?.name ?? '--', number })
    : say('form.notice.about_year', { product: claim.productCode ?? '--', year: claim.settledYear ?? '--', number })
  const decision = decisionOnForm(onForm)
  const minutes = opinions.findLast(({ document }) => document !== null)?.document
  const money = (amount: Money) => sayAmount(amount, language)
  const paragraphs = [
    about,
    ...(decision
      ? [
          say('form.notice.approved', {
            scheme: scheme.name[language],
            loss: money(decision.loss),
            payable: money(decision.payable),
            capitals: capitalAmount(decision.payable),
          }),
          ...(minutes ? [say('form.notice.minutes', { document: minutes })] : []),
          ...(claim.status === 'publicised' && claim.publicisedUntil ? [say('form.notice.publicised', { until: claim.publicisedUntil })] : []),
          ...arrived(onForm).map((paid) => say('form.notice.paid', { paid: money(paid.amount), on: paid.on, reference: paid.reference })),
          say('form.notice.duty'),
        ]
      : outcome(onForm, say, language)),
  ]
  return {
    template: claimNoticeTemplate,
    about: number,
    derivations: derivationsOnForm(onForm),
    parts: [
      { as: 'prose', title: null, paragraphs: [say('form.notice.heading', { bank: nameOf(bank) }), ...paragraphs] },
      { as: 'opinions', title: 'form.claim.pool', opinions: [{ body: { zh: pool.nameZh, en: pool.nameEn }, opinion: null, person: null, on: null, document: null }] },
    ],
  }
}

/** What the bank's receipts say. */
const arrived = ({ payments }: ClaimOnForm) =>
  payments.flatMap(({ amount, receivedOn, receiptReference }) =>
    receivedOn && receiptReference ? [{ amount, on: receivedOn, reference: receiptReference }] : [],
  )

function outcome(
  { claim, lastOpinion }: ClaimOnForm,
  say: (key: WordKey, facts?: Readonly<Record<string, string | number>>) => string,
  language: Language,
): readonly string[] {
  const opinion = lastOpinion ? [say('form.notice.opinion', { opinion: lastOpinion })] : []
  switch (claim.status) {
    case 'returned':
      return [
        say('form.notice.returned'),
        ...claim.codes.map((code) => {
          const finding = { code, facts: {} }
          return say('form.notice.deficiency', { code, sentence: bare(sayDeficiency(finding, language)), remedy: bare(sayRemedy(finding, language)) })
        }),
        ...opinion,
      ]
    case 'rejected':
      return [say('form.notice.rejected'), ...opinion]
    case 'deferred':
      return [say('form.notice.deferred'), ...opinion]
    default:
      return [say('form.notice.in_hand', { status: say(`claim.status.${claim.status}`) })]
  }
}

/** What a reviewer names stands without the figures that the program would fill in. */
const bare = (sentence: string): string => sentence.replaceAll(/\{\w+\}/g, '…')
