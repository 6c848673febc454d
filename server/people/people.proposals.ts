import { randomBytes } from 'node:crypto'
import { newId } from '@cofund/db/new-id'
import { type Effect, type EffectValue, asDay, asText, asWords } from '@cofund/shared/kernel/effect'
import { type PlainDate, addMonths } from '@cofund/shared/kernel/plain-date'
import { type ApiKey, type ApiKeyId, isLiveOn } from '@cofund/shared/people/api-key'
import type { Organisation, OrganisationId, SecondFactorRule } from '@cofund/shared/people/organisation'
import type { PersonId } from '@cofund/shared/people/person'
import { type Role, roles as everyRole } from '@cofund/shared/people/role'
import { refuse } from '@cofund/shared/refuse'
import type { ProposalHandler } from '../kernel/proposal-handler.ts'
import { hashOf, newToken } from '../kernel/session.ts'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { endApiKey, getApiKey, insertApiKey } from './api-key.sql.ts'
import { createPerson, resetPassword, resetSecondFactor, setRoles } from './people.commands.ts'
import { findMembership, getOrganisation, getPerson, hasSecondFactorOf, isNameTaken, setSecondFactorRule } from './people.sql.ts'
import { hashPassword } from './password.ts'

interface NewPerson {
  readonly name: string
  readonly signInName: string
  readonly organisationId: OrganisationId
  readonly roles: readonly Role[]
}

/** The person's first password is made here and shown to the maker once; a change of it is the person's own business. */
export const personCreation: ProposalHandler<NewPerson, NewPerson & { readonly personId: PersonId }> = {
  prepare: async (what) => ({ payload: { ...what, roles: inOrder(what.roles), personId: newId('per') }, ...(await newPassword()) }),
  effect: async (trx, { name, signInName, organisationId, roles }): Promise<Effect> => {
    const organisation = await getOrganisation(trx, organisationId)
    checkFit(roles, organisation)
    if (await isNameTaken(trx, signInName)) refuse('person.name_taken', { signInName })
    return {
      about: name,
      rows: [
        { field: ['person.name'], before: null, after: asText(name) },
        { field: ['person.sign_in_name'], before: null, after: asText(signInName) },
        { field: ['organisation'], before: null, after: nameOf(organisation) },
        { field: ['person.roles'], before: null, after: asRoles(roles) },
      ],
    }
  },
  apply: (command, payload, { sealed }) => createPerson(command, payload, unsealed(sealed)),
}

interface RolesSet {
  readonly personId: PersonId
  readonly organisationId: OrganisationId
  readonly roles: readonly Role[]
}

export const rolesSetting: ProposalHandler<RolesSet, RolesSet> = {
  prepare: (what) => ({ payload: { ...what, roles: inOrder(what.roles) } }),
  effect: async (trx, { personId, organisationId, roles }): Promise<Effect> => {
    const person = await getPerson(trx, personId)
    const organisation = await getOrganisation(trx, organisationId)
    const held = inOrder((await findMembership(trx, personId, organisationId))?.roles ?? [])
    checkFit(roles, organisation)
    if (held.join() === roles.join()) refuse('role.unchanged', {})
    return {
      about: person.name,
      rows: [
        { field: ['organisation'], before: nameOf(organisation), after: nameOf(organisation) },
        { field: ['person.roles'], before: asRoles(held), after: asRoles(roles) },
      ],
    }
  },
  apply: (command, payload) => setRoles(command, payload),
}

export const passwordReset: ProposalHandler<{ readonly personId: PersonId }, { readonly personId: PersonId }> = {
  prepare: async (what) => ({ payload: what, ...(await newPassword()) }),
  effect: async (trx, { personId }): Promise<Effect> => {
    const person = await getPerson(trx, personId)
    return {
      about: person.name,
      rows: [
        { field: ['person.sign_in_name'], before: asText(person.signInName), after: asText(person.signInName) },
        { field: ['person.password'], before: asWords('person.password.current'), after: asWords('person.password.temporary') },
      ],
    }
  },
  apply: (command, { personId }, { sealed }) => resetPassword(command, personId, unsealed(sealed)),
}

/** For who lost the authenticator: two administrators who know the person take it off, and the person enrols another. */
export const secondFactorReset: ProposalHandler<{ readonly personId: PersonId }, { readonly personId: PersonId }> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { personId }): Promise<Effect> => {
    const person = await getPerson(trx, personId)
    if (!(await hasSecondFactorOf(trx, personId))) refuse('second_factor.none', { name: person.name })
    return {
      about: person.name,
      rows: [
        { field: ['person.sign_in_name'], before: asText(person.signInName), after: asText(person.signInName) },
        { field: ['account.second_factor'], before: asWords('account.second_factor.on'), after: asWords('account.second_factor.removed') },
      ],
    }
  },
  apply: (command, { personId }) => resetSecondFactor(command, personId),
}

interface SecondFactorDemand {
  readonly organisationId: OrganisationId
  readonly secondFactor: SecondFactorRule
}

/** Whoever is signed in there without one enrols it before anything else, from that moment on. */
export const secondFactorDemand: ProposalHandler<SecondFactorDemand, SecondFactorDemand> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { organisationId, secondFactor }): Promise<Effect> => {
    const organisation = await getOrganisation(trx, organisationId)
    if (organisation.secondFactor === secondFactor) refuse('second_factor.unchanged', {})
    return {
      about: organisation.nameZh,
      rows: [
        { field: ['organisation'], before: nameOf(organisation), after: nameOf(organisation) },
        {
          field: ['account.second_factor'],
          before: asWords(`organisation.second_factor.${organisation.secondFactor}`),
          after: asWords(`organisation.second_factor.${secondFactor}`),
        },
      ],
    }
  },
  apply: async ({ trx, record }, { organisationId, secondFactor }) => {
    await setSecondFactorRule(trx, organisationId, secondFactor)
    record({ act: 'organisation.second_factor_set', organisationId, secondFactor })
  },
}

type NewKey = Pick<ApiKey, 'organisationId' | 'name' | 'scopes' | 'expiresOn'>

export const apiKeyIssue: ProposalHandler<NewKey, NewKey & { readonly keyId: ApiKeyId }> = {
  prepare: (what) => ({ payload: { ...what, keyId: newId('key') }, ...newSecret() }),
  effect: async (trx, { organisationId, name, scopes, expiresOn }, command): Promise<Effect> => {
    const organisation = await getOrganisation(trx, organisationId)
    checkTerm(expiresOn, command)
    return {
      about: name,
      rows: [
        { field: ['organisation'], before: null, after: nameOf(organisation) },
        { field: ['api_key.name'], before: null, after: asText(name) },
        { field: ['api_key.scopes'], before: null, after: asScopes(scopes) },
        { field: ['api_key.expires_on'], before: null, after: asDay(expiresOn) },
      ],
    }
  },
  apply: async (command, { keyId: id, ...key }, { sealed }) => {
    await insertApiKey(command.trx, { id, ...key, issuedOn: todayOf(command) }, { hash: unsealed(sealed) })
    command.record({ act: 'api_key.issued', keyId: id, organisationId: key.organisationId })
  },
}

interface KeyRotation {
  readonly keyId: ApiKeyId
  readonly expiresOn: PlainDate
}

/** A new secret with the old one's scopes; the old one ends at that moment. */
export const apiKeyRotation: ProposalHandler<KeyRotation, KeyRotation & { readonly newKeyId: ApiKeyId }> = {
  prepare: (what) => ({ payload: { ...what, newKeyId: newId('key') }, ...newSecret() }),
  effect: async (trx, { keyId, expiresOn }, command): Promise<Effect> => {
    const key = await getLiveKey(command, keyId)
    const organisation = await getOrganisation(trx, key.organisationId)
    checkTerm(expiresOn, command)
    return {
      about: key.name,
      rows: [
        { field: ['organisation'], before: nameOf(organisation), after: nameOf(organisation) },
        { field: ['api_key'], before: asWords('api_key.live'), after: asWords('api_key.rotated') },
        { field: ['api_key.scopes'], before: asScopes(key.scopes), after: asScopes(key.scopes) },
        { field: ['api_key.expires_on'], before: asDay(key.expiresOn), after: asDay(expiresOn) },
      ],
    }
  },
  apply: async (command, { keyId, newKeyId, expiresOn }, { sealed }) => {
    const { organisationId, name, scopes } = await getLiveKey(command, keyId)
    const issuedOn = todayOf(command)
    await insertApiKey(
      command.trx,
      { id: newKeyId, organisationId, name, scopes, issuedOn, expiresOn },
      { hash: unsealed(sealed), replaces: keyId },
    )
    await endApiKey(command.trx, keyId, issuedOn)
    command.record({ act: 'api_key.rotated', keyId, newKeyId })
  },
}

interface KeyRevocation {
  readonly keyId: ApiKeyId
  readonly reason: string
}

export const apiKeyRevocation: ProposalHandler<KeyRevocation, KeyRevocation> = {
  prepare: (what) => ({ payload: what }),
  effect: async (trx, { keyId, reason }, command): Promise<Effect> => {
    const key = await getLiveKey(command, keyId)
    const organisation = await getOrganisation(trx, key.organisationId)
    return {
      about: key.name,
      rows: [
        { field: ['organisation'], before: nameOf(organisation), after: nameOf(organisation) },
        { field: ['api_key'], before: asWords('api_key.live'), after: asWords('api_key.ended') },
        { field: ['api_key.revoke.reason'], before: null, after: asText(reason) },
      ],
    }
  },
  apply: async (command, { keyId, reason }) => {
    await endApiKey(command.trx, keyId, todayOf(command))
    command.record({ act: 'api_key.revoked', keyId, reason })
  },
}

const nameOf = ({ nameZh, nameEn }: Organisation): EffectValue => ({ as: 'name', zh: nameZh, en: nameEn })

const inOrder = (held: readonly Role[]): readonly Role[] => everyRole.filter((role) => held.includes(role))

const asRoles = (held: readonly Role[]): EffectValue =>
  held.length === 0 ? asWords('person.no_roles') : asWords(...held.map((role) => `role.${role}` as const))

const asScopes = (scopes: ApiKey['scopes']): EffectValue => asWords(...scopes.map((scope) => `permission.${scope}` as const))

/** Administrators keep no business records, and nobody else administers. */
function checkFit(held: readonly Role[], { kind }: Organisation): void {
  const unfit = held.find((role) => (role === 'administrator') !== (kind === 'admin'))
  if (unfit) refuse('role.unfit', { role: unfit })
}

/** A key lives for a year at most: what nobody renews ends by itself. */
function checkTerm(expiresOn: PlainDate, command: Command): void {
  const day = todayOf(command)
  const last = addMonths(day, 12)
  if (expiresOn <= day || expiresOn > last) refuse('api_key.too_long', { first: day, last })
}

async function getLiveKey(command: Command, keyId: ApiKeyId): Promise<ApiKey> {
  const key = await getApiKey(command.trx, keyId)
  if (!isLiveOn(key, todayOf(command))) refuse('api_key.ended', { name: key.name })
  return key
}

async function newPassword() {
  const secret = randomBytes(12).toString('base64url')
  return { secret, sealed: await hashPassword(secret) }
}

function newSecret() {
  const secret = `cfk_${newToken()}`
  return { secret, sealed: hashOf(secret) }
}

/** What was sealed when it was proposed is there until it is applied. */
function unsealed(sealed: string | null): string {
  if (sealed === null) throw new Error('what was sealed is gone')
  return sealed
}
