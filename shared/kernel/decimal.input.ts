import { z } from 'zod'
import { readDecimal } from './decimal.ts'
import { decimalFindings } from './decimal.words.ts'
import type { Fraction } from './fraction.ts'
import { finding } from './input-issues.ts'

/** An amount or a ratio in a document: a JSON number or a decimal text, exact. */
export const decimalInput = z.union([z.string(), z.number()]).transform((value, context): Fraction => {
  const read = readDecimal(value)
  if (read) return read
  context.addIssue(finding(decimalFindings.number(String(value))))
  return z.NEVER
})
