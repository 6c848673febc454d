import { createHash } from 'node:crypto'
import { type Effect, type EffectRow, type EffectValue, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type Currency, isCurrency } from '@cofund/shared/kernel/money'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { canonicalJson } from '@cofund/shared/kernel/wire'
import { decoderOf } from '@cofund/shared/policies/policy-kinds'
import {
  type ParameterPath,
  type PolicyVersion,
  type PolicyVersionId,
  type Policy,
  checkActivation,
  checkClosing,
  parametersOf,
  policyVersionCan,
} from '@cofund/shared/policies/policy'
import type { CloseVersion, RetireVersion } from '@cofund/shared/policies/policy.input'
import { inReadingOrder, parameterName, readParameter } from '@cofund/shared/policies/scheme-parameters'
import { refuse } from '@cofund/shared/refuse'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { activateVersion, closeVersion, retireVersion } from './policy.commands.ts'
import { listVersions, lockVersion } from './policy.sql.ts'

interface Activation {
  readonly versionId: PolicyVersionId
}

/** Putting a version into effect: who checks it sees every parameter beside that of the version in effect so far. */
export const policyActivation: ProposalHandler<Activation, Activation> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { versionId }): Promise<Effect> => {
    const { policy, version } = await lockVersion(trx, versionId)
    const versions = await listVersions(trx, policy.id)
    const { from, to } = checkActivation(version, versions)
    decoderOf[policy.kind].checkComplete(version.params, policy.code)
    const former = versions.filter(({ status }) => status === 'active').at(-1)
    return {
      about: aboutOf(policy, version),
      rows: [
        { field: ['policy.status'], before: asWords('policy.status.draft'), after: asWords('policy.status.active') },
        { field: ['policy.document'], before: former ? asText(former.document) : null, after: asText(version.document) },
        { field: ['policy.effective_from'], before: former?.effective ? asDay(former.effective.from) : null, after: asDay(from) },
        { field: ['policy.effective_to'], before: former?.effective ? endOf(former.effective.to) : null, after: endOf(to) },
        ...changedParameters(former, version),
        // Citations too: whoever agrees, agrees to the sources that were named.
        { field: ['policy.cites_digest'], before: former ? fingerprint(former) : null, after: fingerprint(version) },
      ],
    }
  },
  apply: (command, { versionId }) => activateVersion(command, versionId),
}

/** Giving an open-ended version its end. */
export const policyClosing: ProposalHandler<CloseVersion, CloseVersion> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { versionId, to }): Promise<Effect> => {
    const { policy, version } = await lockVersion(trx, versionId)
    checkClosing(version, to)
    return { about: aboutOf(policy, version), rows: [{ field: ['policy.effective_to'], before: endOf(null), after: asDay(to) }] }
  },
  apply: closeVersion,
}

/** Taking a version out of every day. */
export const policyRetirement: ProposalHandler<RetireVersion, RetireVersion> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { versionId, reason }): Promise<Effect> => {
    const { policy, version } = await lockVersion(trx, versionId)
    if (!policyVersionCan.retire(version)) refuse('policy.wrong_status', { status: version.status })
    return {
      about: aboutOf(policy, version),
      rows: [
        { field: ['policy.status'], before: asWords('policy.status.active'), after: asWords('policy.status.retired') },
        { field: ['policy.retire.reason'], before: null, after: asText(reason) },
      ],
    }
  },
  apply: retireVersion,
}

const aboutOf = ({ code }: Policy, { number }: PolicyVersion): string => `${code} v${number}`

const endOf = (to: PlainDate | null): EffectValue =>
  to === null ? asWords('policy.open_end') : asDay(to)

const fingerprint = ({ cites }: PolicyVersion): EffectValue =>
  asText(createHash('sha256').update(canonicalJson(cites)).digest('hex').slice(0, 16))

/** The parameters that the new version sets otherwise than the former one, or that one of them alone has. */
function changedParameters(former: PolicyVersion | undefined, version: PolicyVersion): EffectRow[] {
  const [before, after] = [valuesOf(former), valuesOf(version)]
  return inReadingOrder([...new Set([...before.keys(), ...after.keys()])].map((path) => ({ path, value: null })))
    .map(({ path }) => ({ field: parameterName(path), before: before.get(path) ?? null, after: after.get(path) ?? null }))
    .filter((row) => canonicalJson(row.before) !== canonicalJson(row.after))
}

function valuesOf(version: PolicyVersion | undefined): ReadonlyMap<ParameterPath, EffectValue> {
  if (!version) return new Map()
  const currency = currencyOf(version)
  return new Map(parametersOf(version.params).map((parameter) => [parameter.path, valueOf(readParameter(parameter, currency))]))
}

function valueOf(reading: ReturnType<typeof readParameter>): EffectValue {
  switch (reading.as) {
    case 'unread':
      return asWords('policy.unread')
    case 'word':
      return asWords(reading.word)
    default:
      return reading
  }
}

function currencyOf({ params }: PolicyVersion): Currency {
  const { currency } = params
  return typeof currency === 'string' && isCurrency(currency) ? currency : 'CNY'
}
