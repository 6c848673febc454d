import type { ParameterPath } from '@cofund/shared/policies/policy'
import { type ParameterReading, parameterName } from '@cofund/shared/policies/scheme-parameters'
import { say } from '../say.ts'
import { MoneyText } from '../ui/MoneyText.tsx'
import { PercentText } from '../ui/RatioText.tsx'
import { StatusTag } from '../ui/StatusTag.tsx'

/** "补偿 · 分档 · 档 2 · 比例" */
export const sayParameter = (path: ParameterPath): string =>
  parameterName(path)
    .map((part) => (typeof part === 'number' ? String(part) : say(part)))
    .join(' · ')

/** A parameter's value, in the reader's words. */
export function Reading({ of: reading }: { of: ParameterReading }) {
  switch (reading.as) {
    case 'unread':
      return <StatusTag tone="watch">{say('policy.unread')}</StatusTag>
    case 'rate':
      return <PercentText of={reading.rate} />
    case 'amount':
      return <MoneyText of={reading.amount} />
    case 'word':
      return say(reading.word)
    case 'text':
      return reading.text
  }
}
