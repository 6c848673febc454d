import { newId } from '@cofund/db/new-id'
import type { EnterpriseId } from '@cofund/shared/enterprises/enterprise'
import { readFactValue } from '@cofund/shared/enterprises/enterprise.input'
import type { AddCertificate, AddCheck, AddFlag, RegisterEnterprise, StateFact } from '@cofund/shared/enterprises/register.input'
import type { PlainDate } from '@cofund/shared/kernel/plain-date'
import { normaliseUscc, usccFindings } from '@cofund/shared/kernel/uscc'
import { Refusal } from '@cofund/shared/kernel/refusal'
import { refuse } from '@cofund/shared/refuse'
import { todayOf } from '../kernel/today.ts'
import type { Command } from '../kernel/trpc.ts'
import { findByUscc, getEnterprise } from './enterprise.sql.ts'

/**
 * Puts a firm on the register under its social credit code. A code whose check character is wrong is taken on the word of its
 * certificate alone, with the reason; one that cannot be a code at all is never taken.
 */
export async function registerEnterprise({ trx, actor, record }: Command, input: RegisterEnterprise): Promise<{ enterpriseId: EnterpriseId }> {
  const { name, groupCode = null, overrideReason = null } = input
  const uscc = normaliseUscc(input.uscc)
  const findings = usccFindings(uscc)
  const beyondOverride = findings.find(({ code }) => overrideReason === null || code !== 'uscc.check_character')
  if (beyondOverride) throw new Refusal(beyondOverride.code, beyondOverride.facts)
  if (overrideReason !== null && findings.length === 0) refuse('enterprise.override_needless', { uscc })
  const known = await findByUscc(trx, uscc)
  if (known) refuse('enterprise.registered_already', { uscc, name: known.name })

  const enterpriseId = newId('ept')
  await trx
    .insertInto('enterprise')
    .values({ id: enterpriseId, uscc, name, group_code: groupCode, registered_by: actor.membership.organisation.id, override_reason: overrideReason })
    .execute()
  record({ act: 'enterprise.registered', enterpriseId, override: overrideReason !== null })
  return { enterpriseId }
}

/** States one thing of a firm for a day. What was said before stands beside it: for another day, or in contradiction. */
export async function stateFact(command: Command, { enterpriseId, fact, value, on, source }: StateFact): Promise<void> {
  const { trx, actor, record } = command
  await getEnterprise(trx, enterpriseId)
  refuseFuture(command, on)
  const read = readFactValue(fact, value)
  if (read === undefined) return refuse('enterprise.fact_unreadable', { fact, value })
  const added = await trx
    .insertInto('enterprise_fact')
    .values({
      enterprise_id: enterpriseId,
      organisation_id: actor.membership.organisation.id,
      fact,
      value: String(read),
      stated_for: on,
      source: source ?? null,
    })
    .onConflict((conflict) => conflict.constraint('enterprise_fact_said_once').doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) refuse('enterprise.stated_already', {})
  record({ act: 'enterprise.fact_stated', enterpriseId, fact })
}

export async function addCertificate(command: Command, input: AddCertificate): Promise<void> {
  const { trx, actor, record } = command
  const { enterpriseId, kind, number, validFrom, validTo, revokedOn } = input
  await getEnterprise(trx, enterpriseId)
  refuseFuture(command, validFrom)
  if (validTo && validTo < validFrom) refuse('enterprise.certificate_ends_early', {})
  const added = await trx
    .insertInto('enterprise_certificate')
    .values({
      enterprise_id: enterpriseId,
      organisation_id: actor.membership.organisation.id,
      kind,
      number: number ?? null,
      valid_from: validFrom,
      valid_to: validTo ?? null,
      revoked_on: revokedOn ?? null,
    })
    .onConflict((conflict) => conflict.constraint('enterprise_certificate_once').doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) refuse('enterprise.stated_already', {})
  record({ act: 'enterprise.certified', enterpriseId, kind })
}

export async function addFlag(command: Command, input: AddFlag): Promise<void> {
  const { trx, actor, record } = command
  const { enterpriseId, list, subject, from, to, repairedOn, source } = input
  await getEnterprise(trx, enterpriseId)
  refuseFuture(command, from)
  const added = await trx
    .insertInto('enterprise_flag')
    .values({
      enterprise_id: enterpriseId,
      organisation_id: actor.membership.organisation.id,
      list,
      subject,
      stands_from: from,
      stands_to: to ?? null,
      repaired_on: repairedOn ?? null,
      source: source ?? null,
    })
    .onConflict((conflict) => conflict.constraint('enterprise_flag_once').doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) refuse('enterprise.stated_already', {})
  record({ act: 'enterprise.flagged', enterpriseId, list })
}

export async function addCheck(command: Command, { enterpriseId, on, list, subject }: AddCheck): Promise<void> {
  const { trx, actor, record } = command
  await getEnterprise(trx, enterpriseId)
  refuseFuture(command, on)
  const added = await trx
    .insertInto('enterprise_check')
    .values({
      enterprise_id: enterpriseId,
      organisation_id: actor.membership.organisation.id,
      checked_on: on,
      list: list ?? null,
      subject: subject ?? null,
    })
    .onConflict((conflict) => conflict.constraint('enterprise_check_once').doNothing())
    .executeTakeFirst()
  if (!added.numInsertedOrUpdatedRows) refuse('enterprise.stated_already', {})
  record({ act: 'enterprise.checked', enterpriseId })
}

function refuseFuture({ now }: Command, day: PlainDate): void {
  if (day > todayOf({ now })) refuse('enterprise.future', { day })
}
