import { z } from 'zod'
import { type PlainDate, parsePlainDate } from './plain-date.ts'

/** A day that exists, as a person or a program sends it. */
export const plainDateInput = z
  .string()
  .refine((text) => parsePlainDate(text) !== undefined)
  .transform((text) => text as PlainDate)
