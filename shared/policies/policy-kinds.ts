import { decodeRoute } from './approval-route.input.ts'
import { checkDraftScheme, decodeScheme } from './compensation-scheme.input.ts'
import type { Params, PolicyKind } from './policy.ts'

interface Decoder {
  /** Refuses parameters that are none of the kind's; those that nobody has read may be null. */
  readonly checkDraft: (params: Params, code: string) => void
  /** Refuses parameters that could not take effect. */
  readonly checkComplete: (params: Params, code: string) => void
}

/** How each kind of rule reads its parameters: one line for each kind. */
export const decoderOf: Readonly<Record<PolicyKind, Decoder>> = {
  compensation_scheme: { checkDraft: checkDraftScheme, checkComplete: decodeScheme },
  approval_route: { checkDraft: decodeRoute, checkComplete: decodeRoute },
}
